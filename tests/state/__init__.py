"""Tests of the reducers and of the store."""
