"""Compares signing items with what the field relies on: the Safe contract, run in this process."""
