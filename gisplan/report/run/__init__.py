"""What a run of many counties found, for people: on the terminal, as a workbook and as a poster."""
