"""Where the rows of a sheet lie: points in two columns, or geometry as text."""
