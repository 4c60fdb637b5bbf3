"""The ledger's node: HTTP server, rules, single writer and database."""
