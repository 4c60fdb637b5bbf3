"""The lock screen: asks for the passphrase, shows a hidden screen again, or helps with a damaged vault."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, assert_never

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.aid_actions import Leave
from qwallet_desktop.state.lock import InspectVault, Lock, Phase, Slot
from qwallet_desktop.state.onboarding import GoToStep, Step
from qwallet_desktop.state.operations import open_count
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import LeaveSheet
from qwallet_desktop.state.vault_commands import Hidden, RestorePreviousVault, Unlock
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.theme import current_theme, theme_hub
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.states import IconTile
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import sentence

WIDTH: Final = 420


class Mode(Enum):
    """What stands between the person and the wallet."""

    HIDDEN = auto()
    PASSPHRASE = auto()
    KEYRING = auto()
    DAMAGED = auto()
    NEWER = auto()


_ICONS: Final = {
    Mode.HIDDEN: ("eye-off", "accent"),
    Mode.PASSPHRASE: ("lock", "accent"),
    Mode.KEYRING: ("key", "caution"),
    Mode.DAMAGED: ("warning", "danger"),
    Mode.NEWER: ("warning", "caution"),
}


@dataclass(frozen=True, slots=True)
class View:
    """What the lock screen shows.

    `waiting` is how many operations go on once the keys are open; `losing` that the person wants to end the program
    while an anonymous identity still holds something.
    """

    mode: Mode
    busy: bool = False
    problem: Problem | None = None
    has_previous: bool = False
    waiting: int = 0
    losing: bool = False


def select(state: State) -> View:
    """Return why the window is locked, and what may be done."""
    lock = state.lock
    waiting = open_count(state.operations) if lock.phase is Phase.LOCKED else 0
    losing = isinstance(state.navigation.sheet, LeaveSheet)
    return View(_mode(lock), lock.busy, lock.problem, lock.has_previous, waiting, losing)


def _mode(lock: Lock) -> Mode:
    if lock.phase is Phase.DAMAGED:
        return Mode.NEWER if _is(lock.problem, Code.VAULT_NEWER) else Mode.DAMAGED
    if lock.phase is Phase.LOCKED:
        return Mode.PASSPHRASE if lock.slot is Slot.PASSPHRASE else Mode.KEYRING
    return Mode.HIDDEN


def _is(problem: Problem | None, code: Code) -> bool:
    return problem is not None and problem.code is code


class LockedScreen(QWidget):
    """A card in the middle of the window and nothing else of the wallet."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View(Mode.HIDDEN)
        self._icon = IconTile("lock", "accent")
        self._title = PlainText("", "title", wrap=True)
        self._sentence = PlainText("", "muted", wrap=True)
        self._waiting = Banner("", "neutral", "clock")
        self._losing = Banner("", "caution", "warning")
        self._problem = Banner("", "danger", "warning")
        self._passphrase = TextField(secret=True)
        self._field = FormField(self.tr("Passphrase"), self._passphrase)
        self._verb = PrimaryButton("", self._act)
        self._other = GhostButton("", self._act_otherwise)
        self._passphrase.returnPressed.connect(self._act)
        self._passphrase.textChanged.connect(lambda _text: self._enable())
        self._card = Card(margin=24)
        self._fill_card()
        line = row(self)
        line.addStretch(1)
        line.addLayout(self._middle())
        line.addStretch(1)
        theme_hub().changed.connect(self._fit)
        self._fit()

    def _fill_card(self) -> None:
        words = column(spacing=4)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        buttons = column(spacing=8)
        buttons.addWidget(self._verb)
        buttons.addWidget(self._other)
        self._card.body.setSpacing(16)
        for part in (self._icon, words, self._waiting, self._losing, self._problem, self._field, buttons):
            self._card.add(part)

    def _middle(self) -> QVBoxLayout:
        stack = column(spacing=0)
        stack.addStretch(2)
        stack.addWidget(self._card)
        stack.addStretch(3)
        return stack

    def draw(self, view: View) -> None:
        """Show why the window is locked and what may be done."""
        was = self._view
        self._view = view
        self._set_words(view)
        self._set_waiting(view.waiting)
        self._set_losing(view)
        self._set_problem(view.problem if view.mode in (Mode.KEYRING, Mode.DAMAGED, Mode.HIDDEN) else None)
        asks = view.mode is Mode.PASSPHRASE
        self._field.setVisible(asks)
        self._field.set_error(sentence(view.problem) if asks and view.problem is not None else "")
        self._passphrase.setEnabled(not view.busy)
        self._enable()
        if was.busy and not view.busy and view.problem is not None:
            self._passphrase.selectAll()
            self._take_focus()

    def _set_words(self, view: View) -> None:
        self._icon.set_icon(*_ICONS[view.mode])
        title, text = self._words(view)
        self._title.set_text(title)
        self._sentence.set_text(text)
        verb, other = self._verbs(view)
        self._verb.set_text(verb)
        self._other.set_text(other)
        self._other.setVisible(bool(other))
        self.setAccessibleName(f"{title}. {text}")

    def _words(self, view: View) -> tuple[str, str]:
        match view.mode:
            case Mode.HIDDEN:
                return self.tr("The screen is hidden"), self.tr(
                    "Your keys have no passphrase, so this hides what is on the screen and nothing more: whoever sits "
                    "at this computer can show it again. Set a passphrase in the settings to lock the keys themselves."
                )
            case Mode.PASSPHRASE:
                return self.tr("Qwallet is locked"), self.tr("Your keys open with your passphrase.")
            case Mode.KEYRING:
                return self.tr("Your keys are not open"), self.tr(
                    "They open by themselves with this computer's keyring, which did not give its key."
                )
            case Mode.DAMAGED:
                gone = _is(view.problem, Code.VAULT_MISSING)
                title = (
                    self.tr("The file with your keys is gone")
                    if gone
                    else self.tr("The file with your keys is damaged")
                )
                return title, self._damaged(view, gone=gone)
            case Mode.NEWER:
                return self.tr("This wallet needs a newer Qwallet"), sentence(Problem(Code.VAULT_NEWER))
            case _:
                assert_never(view.mode)

    def _damaged(self, view: View, *, gone: bool) -> str:
        if view.has_previous:
            words = self.tr(
                "There is the copy from before the last change. Identities that you made since then are looked for in "
                "your ledger."
            )
            return words if gone else self.tr("It was left as it is.") + " " + words
        return self.tr("It was left as it is, and there is no earlier copy. Your 24 words bring your keys back.")

    def _verbs(self, view: View) -> tuple[str, str]:
        """Return what the two buttons say; the second is not there if it says nothing."""
        words = self.tr("Restore from 24 words…")
        match view.mode:
            case Mode.HIDDEN:
                return self.tr("Show again"), self._quit(view)
            case Mode.PASSPHRASE:
                return (self.tr("Unlocking…") if view.busy else self.tr("Unlock")), self._quit(view)
            case Mode.KEYRING:
                return self.tr("Try again"), words
            case Mode.NEWER:
                return self.tr("Try again"), ""
            case Mode.DAMAGED:
                return (self.tr("Use the previous copy"), words) if view.has_previous else (words, "")
            case _:
                assert_never(view.mode)

    def _set_waiting(self, count: int) -> None:
        one, more = self.tr("1 operation waits for you to unlock."), self.tr("{n} operations wait for you to unlock.")
        self._waiting.set_banner(one if count == 1 else more.format(n=QLocale().toString(count)), "neutral", "clock")
        self._waiting.setVisible(count > 0)

    def _quit(self, view: View) -> str:
        return self.tr("Quit and lose it") if view.losing else ""

    def _set_losing(self, view: View) -> None:
        self._losing.setVisible(bool(self._quit(view)) and view.mode in {Mode.PASSPHRASE, Mode.HIDDEN})
        words = self.tr(
            "Qwallet goes on: an anonymous identity still holds something, which would be lost. Come back to move it "
            "to another identity first."
        )
        self._losing.set_banner(words, "caution", "warning")

    def _set_problem(self, problem: Problem | None) -> None:
        told = _is(problem, Code.VAULT_DAMAGED) or _is(problem, Code.VAULT_MISSING)
        known = self._view.mode is Mode.DAMAGED and told
        self._problem.setVisible(problem is not None and not known)
        if problem is not None:
            self._problem.set_banner(sentence(problem), "danger", "warning")

    def _enable(self) -> None:
        missing = self._view.mode is Mode.PASSPHRASE and not self._passphrase.text()
        self._verb.setEnabled(not self._view.busy and not missing)
        self._other.setEnabled(not self._view.busy)

    def _act(self) -> None:
        if self._verb.isEnabled():
            self._bench.dispatch(self._command())

    def _command(self) -> Action:
        match self._view.mode:
            case Mode.PASSPHRASE:
                return Unlock(Hidden(self._passphrase.text()))
            case Mode.HIDDEN | Mode.KEYRING:
                return Unlock(None)
            case Mode.NEWER:
                return InspectVault()
            case Mode.DAMAGED:
                return RestorePreviousVault() if self._view.has_previous else GoToStep(Step.RESTORE)
            case _:
                assert_never(self._view.mode)

    def _act_otherwise(self) -> None:
        leaves = self._view.mode in {Mode.PASSPHRASE, Mode.HIDDEN}
        self._bench.dispatch(Leave() if leaves else GoToStep(Step.RESTORE))

    def _take_focus(self) -> None:
        target = self._passphrase if self._view.mode is Mode.PASSPHRASE else self._verb
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Be ready for the keyboard."""
        super().showEvent(event)
        self._take_focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed."""
        self._passphrase.clear()
        super().hideEvent(event)

    def _fit(self) -> None:
        self._card.setFixedWidth(current_theme().scaled(WIDTH))
