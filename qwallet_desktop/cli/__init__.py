"""`qwallet`, the command line: one file a command, put together in program.py."""
