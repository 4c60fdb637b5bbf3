"""What `qwallet-desktop` runs when it is frozen."""

import os
import sys

# The loader has read this and needs it no more; what we start, a file manager say, must find its own libraries.
before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if before is not None:
    os.environ["LD_LIBRARY_PATH"] = before

from qwallet_desktop.__main__ import main  # noqa: E402  (after the environment is put right)

sys.exit(main())
