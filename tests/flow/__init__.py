"""Tests that go through several floors, down to a real node."""
