"""The offline verifier of files that a decision, or a message, leaves the program in; it needs no network."""
