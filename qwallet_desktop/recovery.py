"""Completes a restore that was cut short before the program begins; says in the window why that is not possible yet."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QApplication

from qwallet_desktop.domain.problems import Problem, Refused
from qwallet_desktop.effects.next_run import recovered
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.settings import Preferences
from qwallet_desktop.ui.shell import Shell

VAULT_NAME = "vault"
RETRY_SECONDS = 2.0
"""How long is waited before what could not be completed is tried again unasked."""


class LeftError(Exception):
    """The window was closed before anything could begin."""


class Recovery:
    """Looks after what the last run left unfinished in a data folder, with the shell to say so."""

    def __init__(
        self,
        shell: Shell,
        preferences: Preferences,
        folder: Path,
        make_store: Callable[[], KeyStore],
    ) -> None:
        self._shell, self._preferences = shell, preferences
        self._folder, self._make_store = folder, make_store
        self._wake = asyncio.Event()
        self._left = False
        self._said: Problem | None = None

    async def recovered(self) -> str | None:
        """Complete or clear away; while that can't be done, say why and go on trying.

        Returns:
            The folder of the data that a restore replaced, empty where that was a first run's empty
            ledger, which nobody would look for; None if nothing was replaced.

        Raises:
            LeftError: The person closed the window.
        """
        while True:
            try:
                replaced = await recovered(self._folder, self._make_store)
            except Refused as refused:
                self._say(refused.problem)
            else:
                return None if replaced is None else str(replaced if (replaced / VAULT_NAME).exists() else "")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), RETRY_SECONDS)
            self._wake.clear()
            if self._left:
                raise LeftError

    def _say(self, problem: Problem) -> None:
        if problem == self._said:
            return
        from qwallet_desktop.ui.appearance import appearance, apply_appearance  # noqa: PLC0415 - hardly any start needs it
        from qwallet_desktop.ui.screens.unfinished import UnfinishedScreen  # noqa: PLC0415 - the same

        if self._said is None:
            application = QApplication.instance()
            if isinstance(application, QApplication):
                apply_appearance(application, appearance(self._preferences))
            self._shell.closing.connect(self._leave)
        self._said = problem
        screen = UnfinishedScreen(self._wake.set)
        screen.draw(problem)
        self._shell.install(screen)

    def _leave(self) -> None:
        self._left = True
        self._wake.set()
