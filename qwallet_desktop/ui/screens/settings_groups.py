"""The groups of the settings page; each draws its part of the view and says what was chosen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.lock import Slot
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import BackupSheet, PassphraseSheet, Sheet, ShortcutSheet
from qwallet_desktop.ui.screens.settings_backup import BackupView
from qwallet_desktop.ui.widgets.buttons import SecondaryButton, Segmented
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.id_label import CopyButton, IdLabel
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.setting_row import SettingsGroup
from qwallet_desktop.ui.widgets.styling import row, set_look
from qwallet_desktop.ui.widgets.toggles import Select, Switch

FONT_SIZES: Final = (8, 9, 10, 11, 12, 13, 14, 16, 18, 20)
LOCK_MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 240)
_MOTION: Final = {None: "system", True: "less", False: "full"}
_MINUTES_IN_HOUR: Final = 60
Choose = Callable[[Preferences], None]


@dataclass(frozen=True, slots=True)
class View:
    """What the settings page draws."""

    preferences: Preferences
    slot: Slot | None
    opened: bool
    words_checked: bool
    keyring_usable: bool
    node_id: str
    backup: BackupView
    identities: Identities = Identities()


def line(*widgets: QWidget) -> QWidget:
    """Return a control made of several side by side."""
    holder = QWidget()
    inside = row(holder, spacing=8)
    for widget in widgets:
        inside.addWidget(widget)
    return holder


class AppearanceGroup(SettingsGroup):
    """Theme, size of text, motion, and whether amounts show."""

    def __init__(self, choose: Choose, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._choose = choose
        self._shown = Preferences()
        self.set_title(self.tr("Appearance and privacy"))
        themes = (
            (Theme.SYSTEM.value, self.tr("System")),
            (Theme.LIGHT.value, self.tr("Light")),
            (Theme.DARK.value, self.tr("Dark")),
        )
        self.theme = Segmented(self.tr("Theme"), themes)
        self.font_size = Select(self.tr("Size of text"))
        motions = (("system", self.tr("System")), ("less", self.tr("Reduced")), ("full", self.tr("Full")))
        self.motion = Segmented(self.tr("Motion"), motions)
        self.amounts = Switch()
        self.add_row(self.tr("Theme"), self.tr("System follows your desktop from light to dark."), self.theme)
        self.add_row(self.tr("Size of text"), self.tr("Everything grows with it."), self.font_size)
        self.add_row(self.tr("Motion"), self.tr("Reduced shows sheets and notices at once."), self.motion)
        hidden = self.tr("Draws dots in place of every amount, for when others see your screen.")
        self.add_row(self.tr("Hide amounts"), hidden, self.amounts)
        self.theme.chosen.connect(lambda key: choose(replace(self._shown, theme=Theme(key))))
        self.font_size.chosen.connect(lambda key: choose(replace(self._shown, font_points=int(key))))
        self.motion.chosen.connect(self._choose_motion)
        self.amounts.clicked.connect(lambda on: choose(replace(self._shown, hide_amounts=on)))

    def draw(self, view: View) -> None:
        """Show what holds now."""
        shown = self._shown = view.preferences
        self.theme.set_chosen(shown.theme.value)
        self.motion.set_chosen(_MOTION[shown.reduced_motion])
        self.amounts.setChecked(shown.hide_amounts)
        sizes = sorted({*FONT_SIZES, shown.font_points})
        # 10 points are the type scale's own sizes.
        texts = [(str(points), self.tr("{percent} %").format(percent=points * 10)) for points in sizes]
        offer(self.font_size, texts, str(shown.font_points))

    def _choose_motion(self, key: str) -> None:
        wanted = next(value for value, name in _MOTION.items() if name == key)
        self._choose(replace(self._shown, reduced_motion=wanted))


def offer(select: Select, options: list[tuple[str, str]], current: str) -> None:
    """Offer options if they changed, and mark one."""
    there = [(str(select.itemData(at)), select.itemText(at)) for at in range(select.count())]
    if there != options:
        select.set_options(options)
    select.set_current(current)


class SecurityGroup(SettingsGroup):
    """What protects the keys, when the program locks, and the recovery words."""

    def __init__(self, choose: Choose, dispatch: Callable[[Action], None], *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._dispatch = dispatch
        self._shown = Preferences()
        self.set_title(self.tr("Security"))
        self.auto_lock = Select(self.tr("Lock by itself after"))
        self.passphrase = SecondaryButton("", lambda: self._open(PassphraseSheet(remove=False)))
        self.remove = SecondaryButton(self.tr("Remove…"), lambda: self._open(PassphraseSheet(remove=True)))
        self.checked = StatusChip()
        self.words = SecondaryButton("", lambda: self._open(BackupSheet()))
        self.protection = self.add_row(self.tr("Protection"), "", line(self.passphrase, self.remove))
        idle = self.tr("When nothing is typed or clicked for this long. A notice comes first.")
        self.add_row(self.tr("Lock by itself after"), idle, self.auto_lock)
        about = self.tr("They restore your keys, not the ledger on this computer. Only paper keeps them safe.")
        self.add_row(self.tr("Recovery words"), about, line(self.checked, self.words))
        self.auto_lock.chosen.connect(lambda key: choose(replace(self._shown, auto_lock_minutes=int(key))))

    def draw(self, view: View) -> None:
        """Show what protects the keys now."""
        self._shown = view.preferences
        minutes = sorted({*LOCK_MINUTES, view.preferences.auto_lock_minutes})
        texts = [(str(number), self._duration(number)) for number in minutes]
        offer(self.auto_lock, texts, str(view.preferences.auto_lock_minutes))
        self.protection.set_words(*self._protection(view))
        behind = view.slot is Slot.PASSPHRASE
        self.passphrase.set_text(self.tr("Change…") if behind else self.tr("Set a passphrase…"))
        self.remove.setVisible(behind and view.keyring_usable)
        self.words.set_text(self.tr("Show again…") if view.words_checked else self.tr("Show and check…"))
        for button in (self.passphrase, self.remove, self.words):
            button.setEnabled(view.opened)
        if view.words_checked:
            self.checked.set_status(self.tr("Checked"), "positive", "check")
        else:
            self.checked.set_status(self.tr("Not checked yet"), "caution", "warning")

    def _protection(self, view: View) -> tuple[str, str]:
        if view.slot is not Slot.PASSPHRASE:
            return self.tr("Your keys are protected by this computer's keyring"), self.tr(
                "Whoever is logged in as you can open Qwallet, and Lock only hides the screen. "
                "With a passphrase, Lock wipes the keys from memory."
            )
        words = self.tr("Lock wipes the keys from memory until it is typed again. Nobody can reset it.")
        if not view.keyring_usable:
            words += " " + self.tr("It can't be removed, since this computer has no keyring that Qwallet can use.")
        return self.tr("Your keys are protected by a passphrase"), words

    def _duration(self, minutes: int) -> str:
        if minutes % _MINUTES_IN_HOUR == 0:
            hours = minutes // _MINUTES_IN_HOUR
            return (self.tr("{count} hour") if hours == 1 else self.tr("{count} hours")).format(count=hours)
        return (self.tr("{count} minute") if minutes == 1 else self.tr("{count} minutes")).format(count=minutes)

    def _open(self, sheet: Sheet) -> None:
        self._dispatch(OpenSheet(sheet))


class DataGroup(SettingsGroup):
    """Where the data lies, and which node has it."""

    def __init__(self, folder: Path, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._folder = folder
        self.set_title(self.tr("Data"))
        self.path = ElidedText(str(folder), "mono", cut=Qt.TextElideMode.ElideMiddle)
        self.path.setMinimumWidth(160)
        self.copy = CopyButton(str(folder))
        self.copy.setAccessibleDescription(self.tr("The data folder's path"))
        self.open_folder = SecondaryButton(self.tr("Open folder"), self._open, icon="folder")
        self.node = IdLabel()
        self.no_node = PlainText(self.tr("Not connected"), "muted")
        about = self.tr("Keys, ledger and settings lie here. To copy them, make a backup.")
        self._row = self.add_row(self.tr("Data folder"), about, line(self.open_folder))
        self.add_wide(line(self.path, self.copy))
        self.add_row(
            self.tr("Node"),
            self.tr("The ledger that your identities are registered with."),
            line(self.node, self.no_node),
        )

    def draw(self, view: View) -> None:
        """Show the node once it is known."""
        self.node.set_value(view.node_id)
        self.node.setVisible(bool(view.node_id))
        self.no_node.setVisible(not view.node_id)

    def _open(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._row.set_words(
                self.tr("Data folder"), self.tr("No file manager could be opened. Copy the path and open it yourself.")
            )


class AboutGroup(SettingsGroup):
    """Which program this is."""

    def __init__(
        self, version: str, keys: str, dispatch: Callable[[Action], None], *, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("About"))
        hint = PlainText(keys, "key")
        hint.setVisible(bool(keys))
        self.shortcuts = SecondaryButton(self.tr("Show shortcuts"), lambda: dispatch(OpenSheet(ShortcutSheet())))
        self.version = PlainText(version, "mono", selectable=True)
        self.add_row(
            self.tr("Keyboard"), self.tr("Everything can be done without a mouse."), line(hint, self.shortcuts)
        )
        self.add_row(self.tr("Version"), "", self.version)
        licence = self.tr("Free software: use, change and share it under the MIT licence.")
        self.add_row(self.tr("Licence"), licence, PlainText("MIT", "muted"))
        set_look(self.version, role="mono")
