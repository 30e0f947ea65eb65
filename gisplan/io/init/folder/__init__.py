"""What is in a folder: the files that may be layers, the sheets of workbooks, and what is left aside."""
