"""The sheet that sets automatic copies up: where they go, how many stay, and their passphrase."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.copies import Copies, ForgetCopiesSetting, SetCopies, StopCopies
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.backup_parts import PathField, Wanted
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.submission_sheet import SubmissionSheet
from qwallet_desktop.ui.passphrase_form import NewPassphraseForm
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.widgets.toggles import Select

KEPT_CHOICES = (3, 7, 14, 30, 90)


def select(state: State) -> Copies:
    """Return what the sheet draws."""
    return state.copies


class AutomaticCopiesSheet(SubmissionSheet):
    """A folder, a number, and a passphrase that is asked for once."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, ForgetCopiesSetting(), width=520)
        self._begun = False
        self._asks_phrase = True
        self.add(
            PlainText(
                self.tr(
                    "Once a day, while Qwallet is open and unlocked, a backup is written into this folder. The oldest "
                    "go; only copies that this wallet made are ever removed."
                ),
                "muted",
                wrap=True,
            )
        )
        self.folder = PathField(self.tr("Folder"), Wanted.FOLDER, on_chosen=self._folder_chosen)
        self.add(self.folder)
        self.keep = Select(self.tr("Copies that stay"))
        self.add(FormField(self.tr("Copies that stay"), self.keep))
        self.form = NewPassphraseForm()
        self.form.set_label(self.tr("Passphrase of the copies"))
        self.form.entered.connect(self.submit)
        self.add(self.form)
        self._warning = Banner(
            self.tr(
                "You need this passphrase to open a copy, on another computer too. Qwallet does not keep it, only a "
                "key made from it, in your vault."
            )
        )
        self.add(self._warning)
        self.add(self.fault)
        self.change = GhostButton(self.tr("Set another passphrase"), self._change_phrase)
        line = row()
        line.addWidget(self.change)
        line.addStretch(1)
        self.body.addLayout(line)
        self.off = GhostButton(self.tr("Turn off"), self._turn_off)
        self.add_foot(self.off)
        self.set_title(self.tr("Automatic copies"))

    def draw(self, copies: Copies) -> None:
        """Draw the form, filled with what holds now, and what became of what was asked."""
        if not self._begun:
            self._begun = True
            self._begin(copies)
        self.show_submission(copies.setting)

    def submit(self) -> None:
        """Check the form and ask."""
        folder = self.folder.path()
        if folder is None:
            self.folder.set_error(self.tr("Choose where the copies are to go."))
            self.folder.choose.setFocus()
            return
        passphrase = self.form.passphrase() if self._asks_phrase else None
        if self._asks_phrase and passphrase is None:
            return
        keep = int(self.keep.current())
        self.ask(lambda request_id: SetCopies(request_id, folder, keep, passphrase))

    def leave(self) -> None:
        """Close, with nothing secret left."""
        self.form.forget()
        super().leave()

    def _folder_chosen(self) -> None:
        self.form.setFocus()

    def _begin(self, copies: Copies) -> None:
        plan = copies.plan
        on = plan is not None and bool(plan.folder)
        keep = plan.keep if plan is not None else KEPT_CHOICES[1]
        choices = sorted({*KEPT_CHOICES, keep})
        self.keep.set_options([(str(each), self.tr("The last {count}").format(count=each)) for each in choices])
        self.keep.set_current(str(keep))
        self.folder.set_path(Path(plan.folder) if plan is not None and plan.folder else None)
        self.off.setVisible(on)
        self.set_verb(self.tr("Save") if on else self.tr("Turn on"))
        self._ask_phrase(asks=not on)

    def _ask_phrase(self, *, asks: bool) -> None:
        self._asks_phrase = asks
        self.form.setVisible(asks)
        self._warning.setVisible(asks)
        self.change.setVisible(not asks)

    def _change_phrase(self) -> None:
        self._ask_phrase(asks=True)
        self.form.setFocus()

    def _turn_off(self) -> None:
        self.ask(StopCopies)
