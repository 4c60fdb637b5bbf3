"""Tests of the node: rules, storage and HTTP."""
