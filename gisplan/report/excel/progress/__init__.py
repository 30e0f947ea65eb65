"""The workbooks of the works ledger."""
