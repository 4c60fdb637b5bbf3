"""Our window as tests/bench watches it, frozen; its node is the same program again."""

import gc
import sys

if sys.argv[1:2] == ["--node-child"]:
    from qwallet_desktop.node import child

    sys.exit(child.main(sys.argv[2:]))

# As `__main__` does it.
gc.disable()

from tests.bench.our_window import main  # noqa: E402

main()
