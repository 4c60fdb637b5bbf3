"""Tests of the shapes that travel over HTTP."""
