"""The settings' group of backups: the last one, automatic copies, checking and restoring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.backups import next_copy_at
from qwallet_desktop.settings.backups import BackupPlan
from qwallet_desktop.state.backups import Backups
from qwallet_desktop.state.copies import Copies, Trouble, TryCopy
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import (
    AutomaticCopiesSheet,
    CheckBackupSheet,
    MakeBackupSheet,
    RestoreBackupSheet,
    Sheet,
)
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.setting_row import SettingsGroup
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time
from qwallet_desktop.ui.wording import host_of, sentence


@dataclass(frozen=True, slots=True)
class BackupView:
    """What the group draws."""

    backups: Backups = Backups()
    copies: Copies = Copies()


class BackupGroup(SettingsGroup):
    """What there is of backups, and a button for each thing to do.

    Args:
        dispatch: Takes actions.
        now: The clock, UTC.
    """

    def __init__(
        self, dispatch: Callable[[Action], None], now: Callable[[], datetime], *, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent=parent)
        self._dispatch, self._now = dispatch, now
        self.set_title(self.tr("Backups"))
        self.make = SecondaryButton(self.tr("Back up…"), lambda: self._open(MakeBackupSheet()))
        self.copies = SecondaryButton("", lambda: self._open(AutomaticCopiesSheet()))
        self.state = StatusChip()
        self.check = SecondaryButton(self.tr("Check a backup…"), lambda: self._open(CheckBackupSheet()))
        self.restore = SecondaryButton(self.tr("Restore…"), lambda: self._open(RestoreBackupSheet()))
        self.last = self.add_row("", "", self._line(self.make))
        self.automatic = self.add_row(self.tr("Automatic copies"), "", self._line(self.state, self.copies))
        self.trouble = Banner("", "danger", "warning")
        self.try_now = SecondaryButton(self.tr("Try now"), lambda: dispatch(TryCopy()))
        self.trouble.add_action(self.try_now)
        self._troubled = self._under(self.trouble)
        self.both = self.add_row(self.tr("Check or restore"), "", self._line(self.check, self.restore))
        self.replaced = Banner("", "neutral", "info")
        self._exchanged = self._under(self.replaced)

    @staticmethod
    def _line(*widgets: QWidget) -> QWidget:
        holder = QWidget()
        inside = row(holder, spacing=8)
        for widget in widgets:
            inside.addWidget(widget)
        return holder

    def _under(self, banner: Banner) -> QWidget:
        """Put a banner under the last line, which takes no room while it is hidden; return what to hide."""
        holder = QWidget()
        inside = column(holder)
        inside.setContentsMargins(16, 0, 16, 12)
        inside.addWidget(banner)
        holder.hide()
        self._card.add(holder)
        return holder

    def draw(self, view: BackupView, *, opened: bool) -> None:
        """Show what holds now; `opened` tells whether the keys are at hand, without which nothing is backed up."""
        plan = view.copies.plan or BackupPlan()
        self._show_last(plan, view.backups.served)
        self._show_automatic(plan, view.copies.trouble)
        words = self.tr("A check reads a backup to its end. Restoring keeps what is here in a folder of its own.")
        if not view.backups.can_restore:
            words = self.tr("A check reads a backup to its end. Sample data can't be replaced by a backup.")
        self.both.set_words(self.tr("Check or restore"), words)
        self.make.setEnabled(opened)
        self.copies.setEnabled(opened and view.copies.plan is not None)
        self.restore.setEnabled(view.backups.can_restore)
        self._show_replaced(view.backups.replaced)

    def _show_last(self, plan: BackupPlan, served: str) -> None:
        if plan.last_made is None:
            name = self.tr("No backup yet")
            words = self.tr("One encrypted file with keys, notes and ledger. The recovery words bring back keys only.")
            if served:
                words = self.tr("One encrypted file with keys and notes. The ledger stays with the node at {host}.")
                words = words.format(host=host_of(served))
        else:
            name = self.tr("Last backup: {time}").format(time=relative_time(plan.last_made, self._now()))
            words = plain(plan.last_file)
        self.last.set_words(name, words)
        self.last.setToolTip("" if plan.last_made is None else absolute_time(plan.last_made))

    def _show_automatic(self, plan: BackupPlan, trouble: Trouble | None) -> None:
        on = bool(plan.folder)
        self.copies.set_text(self.tr("Change…") if on else self.tr("Set up…"))
        words = self.tr("Off. A copy each day into a folder of yours, such as one that another computer keeps.")
        if on:
            words = self.tr("Each day that changed something, into {folder}; the last {count} stay.").format(
                folder=plain(plan.folder), count=plan.keep
            )
        if on and trouble is None and plan.last_copy is not None:
            due = next_copy_at(plan.last_copy, None, self._now())
            words += " " + self.tr("The next one {time}.").format(time=relative_time(due, self._now()))
        self.automatic.set_words(self.tr("Automatic copies"), words)
        self._show_state(on=on, missed=trouble is not None)
        self._troubled.setVisible(on and trouble is not None)
        if trouble is not None:
            next_time = self.tr("The next attempt is {time}.").format(time=relative_time(trouble.next_at, self._now()))
            self.trouble.set_banner(f"{sentence(trouble.problem)} {next_time}", "danger", "warning")

    def _show_state(self, *, on: bool, missed: bool) -> None:
        if not on:
            self.state.set_status(self.tr("Off"), "neutral", "minus")
        elif missed:
            self.state.set_status(self.tr("Missed"), "danger", "warning")
        else:
            self.state.set_status(self.tr("On"), "positive", "check")

    def _show_replaced(self, folder: str) -> None:
        self._exchanged.setVisible(bool(folder))
        if folder:
            words = self.tr("A backup was restored. What was here before lies in the folder {name} of the data folder.")
            self.replaced.set_banner(words.format(name=plain(Path(folder).name)), "neutral", "info")

    def _open(self, sheet: Sheet) -> None:
        self._dispatch(OpenSheet(sheet))
