"""The workbook of verdicts."""
