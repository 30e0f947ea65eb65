"""The ledger's database: where it is, made, checked, backed up."""
