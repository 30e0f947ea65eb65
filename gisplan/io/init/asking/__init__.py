"""What is asked of a clerk: the use of each column, the questions with their choices, and recorded answers."""
