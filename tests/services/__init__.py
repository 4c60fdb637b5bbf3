"""Tests of the services, against a small node of our own that checks signatures."""
