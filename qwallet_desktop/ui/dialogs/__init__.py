"""Dialogs that are opened, never executed, and driven by the state."""
