"""The ledger's database: finding, creating, checking and backing it up."""
