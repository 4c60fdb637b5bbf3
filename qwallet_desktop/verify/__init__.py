"""The offline verifier of evidence and proofs; it needs no network."""
