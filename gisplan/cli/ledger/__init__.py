"""The ledger's commands."""
