"""The recovery words on the screen: covered, shown, and three of them asked back."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import HideWords, Lock, Slot
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.vault_commands import Hidden, ShowWords
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.enter import OnEnter
from qwallet_desktop.ui.passphrase_form import SecretField
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.word_grid import WordGrid
from qwallet_desktop.ui.word_list import WORD_COUNT
from qwallet_desktop.ui.wording import sentence

_COVERED: Final = ("•",) * WORD_COUNT


class WordsPanel(QWidget):
    """The words, covered until they are asked for; asks for the passphrase where the vault has one.

    `entered` is emitted on Enter in the passphrase's field. `ask` takes the command to the vault, where the one
    who holds the panel waits for the answer; the bench does if it is not given.
    """

    entered = Signal()

    def __init__(
        self, bench: Bench, *, ask: Callable[[Action], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._ask = ask or bench.dispatch
        self._words: Hidden | None = None
        self._wanted = False
        self._needs_passphrase = False
        self.passphrase = SecretField(self.tr("Your passphrase"))
        self.passphrase.entered.connect(self.entered)
        self._grid = WordGrid()
        self._grid.set_words(_COVERED, covered=True)
        warning = Banner(
            self.tr(
                "These words restore your keys, not the ledger on this computer. "
                "Whoever has them has your keys: write them on paper, in this order, and show them to nobody."
            ),
            "caution",
            "key",
        )
        stack = column(self, spacing=16)
        for widget in (warning, self.passphrase, self._grid):
            stack.addWidget(widget)
        self.passphrase.hide()

    @property
    def uncovered(self) -> bool:
        """Whether the words can be read now."""
        return self._wanted and self._words is not None

    def set_lock(self, lock: Lock) -> None:
        """Draw what the lock gives: words or none, with or without a passphrase before them."""
        before = self.uncovered
        self._needs_passphrase = lock.words is None and lock.slot is Slot.PASSPHRASE
        self.passphrase.setVisible(self._needs_passphrase)
        self._grid.setVisible(not self._needs_passphrase)
        self.passphrase.setEnabled(not lock.busy)
        if lock.words is not None:
            self.passphrase.forget()
        self._words = lock.words
        if self.uncovered != before:
            self._draw()

    def takes(self, problem: Problem | None) -> bool:
        """Show a problem at the passphrase if it belongs there; tell whether it does."""
        if problem is None or problem.code is not Code.PASSPHRASE_WRONG:
            return False
        self.passphrase.ask_again(sentence(problem))
        return True

    def show_words(self) -> None:
        """Uncover the words, asking the vault for them if they are not here."""
        if self._words is None and self._needs_passphrase and not self.passphrase.text():
            self.passphrase.ask_again(self.tr("Type your passphrase to see the words."))
            return
        self._wanted = True
        if self._words is not None:
            self._draw()
            return
        passphrase = Hidden(self.passphrase.text()) if self._needs_passphrase else None
        self._ask(ShowWords(passphrase))

    def hide_words(self) -> None:
        """Cover the words and let the program forget them."""
        had_words = self._words is not None
        self.forget()
        if had_words:
            self._bench.dispatch(HideWords())

    def forget(self) -> None:
        """Remove everything secret from the screen."""
        self._wanted, self._words = False, None
        self.passphrase.forget()
        self._grid.set_words(_COVERED, covered=True)

    def _draw(self) -> None:
        if self._words is not None and self._wanted:
            self._grid.set_words(self._words.text.split())
        else:
            self._grid.set_words(_COVERED, covered=True)


class AnswersForm(QWidget):
    """Three words asked back by their positions; `entered` on Enter in the last field."""

    entered = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edits = [TextField(), TextField(), TextField()]
        self._forms = [FormField("", edit) for edit in self.edits]
        self._positions: tuple[int, ...] = ()
        stack = column(self, spacing=12)
        for place, (edit, form) in enumerate(zip(self.edits, self._forms, strict=True)):
            stack.addWidget(form)
            OnEnter(edit, partial(self._next, place))
            edit.textEdited.connect(lambda _text, form=form: form.set_error(""))

    def set_positions(self, positions: tuple[int, ...]) -> None:
        """Ask for the words at these positions, from 1."""
        if positions == self._positions:
            return
        self._positions = positions
        self.forget()
        for number, form in zip(positions, self._forms, strict=False):
            form.set_label(self.tr("Word {number}").format(number=number))

    def answers(self) -> tuple[Hidden, ...] | None:
        """Return what was typed; None, with a sentence at the field, if one is empty."""
        for edit, form, number in zip(self.edits, self._forms, self._positions, strict=False):
            if not edit.text().strip():
                form.set_error(self.tr("Type word {number} from your paper.").format(number=number))
                edit.setFocus()
                return None
        return tuple(Hidden(edit.text().strip()) for edit in self.edits)

    def takes(self, problem: Problem | None) -> bool:
        """Show a problem at the word it belongs to; tell whether there is one."""
        if problem is None or problem.code is not Code.WORDS_DIFFER:
            return False
        wrong = problem.facts.get("position", "")
        place = next((at for at, number in enumerate(self._positions) if str(number) == wrong), 0)
        self._forms[place].set_error(sentence(problem))
        self.edits[place].setFocus()
        self.edits[place].selectAll()
        return True

    def errors(self) -> tuple[str, ...]:
        """Return the sentences at the three fields."""
        return tuple(form.error() for form in self._forms)

    def forget(self) -> None:
        """Empty the fields and their histories of changes."""
        for edit, form in zip(self.edits, self._forms, strict=True):
            edit.setText("")
            form.set_error("")

    def _next(self, place: int) -> None:
        if place + 1 < len(self.edits):
            self.edits[place + 1].setFocus()
        else:
            self.entered.emit()
