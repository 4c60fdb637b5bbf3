"""The settings' group of notifications: the tray icon, what it tells, and what closing the window does."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from qwallet_desktop.settings import Preferences
from qwallet_desktop.ui.tray import tray_available
from qwallet_desktop.ui.widgets.setting_row import SettingsGroup
from qwallet_desktop.ui.widgets.toggles import Switch


class NotificationsGroup(SettingsGroup):
    """Three switches; off and greyed where the desktop has no tray."""

    def __init__(
        self,
        choose: Callable[[Preferences], None],
        available: Callable[[], bool] = tray_available,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent=parent)
        self._available = available
        self._shown = Preferences()
        self.set_title(self.tr("Notifications"))
        self.icon, self.messages, self.stays = Switch(), Switch(), Switch()
        self._icon_row = self.add_row(self.tr("Icon in the tray"), "", self.icon)
        told = self.tr("When something comes in and you look elsewhere. Hidden amounts stay hidden.")
        self.add_row(self.tr("Messages from the tray"), told, self.messages)
        stays = self.tr("Closing the window only hides it. Quit in the tray's menu, or by the keyboard.")
        self.add_row(self.tr("Keep running in the tray"), stays, self.stays)
        self.icon.clicked.connect(lambda on: choose(replace(self._shown, tray_icon=on)))
        self.messages.clicked.connect(lambda on: choose(replace(self._shown, tray_messages=on)))
        self.stays.clicked.connect(lambda on: choose(replace(self._shown, close_to_tray=on)))

    def draw(self, preferences: Preferences) -> None:
        """Show what holds now."""
        self._shown = preferences
        there = self._available()
        has_icon = there and preferences.tray_icon
        about = self.tr("Shows how much is unread.") if there else self.tr("This desktop has no tray to put it in.")
        self._icon_row.set_words(self.tr("Icon in the tray"), about)
        self.icon.setAccessibleDescription(about)
        self.icon.setEnabled(there)
        self.icon.setChecked(has_icon)
        for switch, chosen in ((self.messages, preferences.tray_messages), (self.stays, preferences.close_to_tray)):
            switch.setEnabled(has_icon)
            switch.setChecked(has_icon and chosen)
