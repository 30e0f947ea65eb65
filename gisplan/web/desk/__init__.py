"""The desk of one county as it is served: its ledger, accounts, works and villages, its listeners and figures."""
