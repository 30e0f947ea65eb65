"""The workbooks of a check: its report, and the rows set aside."""
