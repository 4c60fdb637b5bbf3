"""Benchmarks: run by hand, printed, never a pass or fail by time."""
