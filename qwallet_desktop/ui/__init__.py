"""The window: the only floor that knows Qt."""

import sys

import PySide6  # noqa: F401  (brings what is looked up below)

_features = sys.modules.get("shibokensupport.feature")
if _features is not None and hasattr(_features, "_mod_uses_pyside"):
    # PySide reads and keeps the source of every module that is imported after it, to see whether that module may
    # ask for `from __feature__ import …`. None here does, and it costs a third of the start and 10 MiB.
    vars(_features)["_mod_uses_pyside"] = lambda _module: False
