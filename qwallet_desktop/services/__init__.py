"""The desktop's asynchronous clients of the node and their transport stack."""

import sys
from types import ModuleType
from typing import cast

# With httpx comes a command line that nobody calls here, and with that click, rich and pygments: 8 MiB in the
# window's process. None in this table says that a module can't be imported; httpx has a way of its own for that.
cast("dict[str, ModuleType | None]", sys.modules).setdefault("httpx._main", None)
