"""Tests of the vocabulary and the rules that desktop and node share."""
