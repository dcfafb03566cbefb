"""What happened in a search: its events, the ledger that keeps them, and where they have brought it."""
