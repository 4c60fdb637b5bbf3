"""The vocabulary and the rules that desktop and node share: pure values and functions."""
