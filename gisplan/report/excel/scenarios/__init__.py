"""The workbook of scenarios side by side."""
