"""The child's side of a ledger copy: asked for on stdin, told on stdout, made beside the payments.

Only the process that started this one holds these pipes, so no client of the node can ask.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.node.copies import copy_ledger, remove_copy
from qwallet_desktop.node.told import described

REPORT_SECONDS = 0.1

Tell = Callable[[Mapping[str, Any]], None]


class _Unwanted(Exception):  # noqa: N818 - nothing is wrong: nobody waits for the copy any more
    """The copy was called off."""


class Copying:
    """Hears `{"copy": true}` and `{"cancel": true}`, a line each; makes one copy at a time.

    Answers `{"copying": [done, total]}` in pages, then `{"copied": true}` or `{"notCopied": problem}`.

    Args:
        folder: The node's folder.
        tell: Writes one line to the parent; called from the copy's thread.
    """

    def __init__(self, folder: Path, tell: Tell) -> None:
        self._folder = folder
        self._tell = tell
        self._unread = b""
        self._unwanted = threading.Event()
        self._told_at = 0.0
        # One that a crash left.
        remove_copy(folder)

    def hear(self, heard: bytes) -> None:
        """Take what came on stdin, be it part of a line or several."""
        *lines, self._unread = (self._unread + heard).split(b"\n")
        for line in lines:
            match json.loads(line):
                case {"copy": True}:
                    self._unwanted.clear()
                    # A daemon: a copy under way must not keep the process from ending with its parent.
                    threading.Thread(target=self._copy, name="ledger-copy", daemon=True).start()
                case {"cancel": True}:
                    self._unwanted.set()
                case _:
                    pass

    def _copy(self) -> None:
        try:
            copy_ledger(self._folder, self._tick)
        except _Unwanted:
            self._tell({"notCopied": None})
        except Refused as refused:
            self._tell({"notCopied": described(refused.problem)})
        except Exception:  # noqa: BLE001 - whatever it is, the parent waits for an answer
            self._tell({"notCopied": described(Problem(Code.INTERNAL))})
        else:
            self._tell({"copied": True})

    def _tick(self, done: int, total: int) -> None:
        if self._unwanted.is_set():
            raise _Unwanted
        if (now := time.monotonic()) - self._told_at >= REPORT_SECONDS:
            self._told_at = now
            self._tell({"copying": [done, total]})
