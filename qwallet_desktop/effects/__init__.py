"""Performs what a reducer asked for and answers with an action."""
