"""The settings page: every change acts at once."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.health import Up
from qwallet_desktop.state.lock import Phase
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import State
from qwallet_desktop.ui import shortcuts
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.screens.settings_backup import BackupGroup, BackupView
from qwallet_desktop.ui.screens.settings_groups import AboutGroup, AppearanceGroup, DataGroup, SecurityGroup, View
from qwallet_desktop.ui.screens.settings_hidden import HiddenGroup
from qwallet_desktop.ui.screens.settings_notifications import NotificationsGroup
from qwallet_desktop.ui.widgets.measure import Measure
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.styling import column

__all__ = ["SettingsScreen", "View", "select"]

_WIDTH: Final = 720


def select(state: State) -> View:
    """Return what the settings page draws."""
    lock, node = state.lock, state.health.node
    return View(
        preferences=state.preferences,
        slot=lock.slot,
        opened=lock.phase is Phase.OPEN,
        words_checked=lock.words_checked,
        keyring_usable=lock.keyring_usable,
        node_id=node.node_id if isinstance(node, Up) else "",
        backup=BackupView(state.backups, state.copies),
        identities=state.identities,
    )


class SettingsScreen(QWidget):
    """Groups of settings in one column.

    Args:
        bench: The screens' tools.
        parent: The widget around it.
        folder: The data folder.
        version: The program's version.
    """

    def __init__(self, bench: Bench, parent: QWidget | None = None, *, folder: Path, version: str) -> None:
        super().__init__(parent)
        self._bench = bench
        self.appearance = AppearanceGroup(self._choose)
        self.notifications = NotificationsGroup(self._choose)
        self.security = SecurityGroup(self._choose, bench.dispatch)
        self.hidden = HiddenGroup(bench.dispatch)
        self.backups = BackupGroup(bench.dispatch, bench.now)
        self.data = DataGroup(folder)
        self.about = AboutGroup(version, shortcuts.keys("shortcuts"), bench.dispatch)
        holder = Measure(_WIDTH)
        for group in (
            self.appearance,
            self.notifications,
            self.security,
            self.hidden,
            self.backups,
            self.data,
            self.about,
        ):
            holder.body.addWidget(group)
        holder.body.addStretch(1)
        column(self).addWidget(scrolled(holder))

    def draw(self, view: View) -> None:
        """Show what holds now."""
        for group in (self.appearance, self.security, self.data):
            group.draw(view)
        self.notifications.draw(view.preferences)
        self.hidden.draw(view.identities, view.preferences.hidden_identities)
        self.backups.draw(view.backup, opened=view.opened)

    def _choose(self, preferences: Preferences) -> None:
        self._bench.dispatch(ChangePreferences(preferences))
