"""Tests of Qlock: words, vault, keyring, signer, lock and auto-lock."""
