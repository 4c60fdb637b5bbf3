"""What `qwallet` runs when it is frozen: the command line, or the node of the window where a window has no console."""

import os
import sys

if sys.argv[1:2] == ["--node-child"]:
    from qwallet_desktop.node import child

    sys.exit(child.main(sys.argv[2:]))

# Help without colours: they would bring 2,000 kB of highlighters along.
os.environ.setdefault("TYPER_USE_RICH", "0")

from qwallet_desktop.cli.program import main

main()
