"""Qwallet Desktop, a wallet for a signed and checkpointed ledger, and the node it talks to."""

__version__ = "0.1.0"
