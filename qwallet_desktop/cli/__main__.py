"""Runs the command line as `python -m qwallet_desktop.cli`."""

from qwallet_desktop.cli.program import main

if __name__ == "__main__":
    main()
