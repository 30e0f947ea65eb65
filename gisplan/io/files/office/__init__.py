"""Workbooks of other programs than today's Excel: .xls, .xlsb and .ods."""
