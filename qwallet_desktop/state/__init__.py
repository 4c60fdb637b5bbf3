"""What the desktop knows, one slice a noun, changed by pure reducers only."""
