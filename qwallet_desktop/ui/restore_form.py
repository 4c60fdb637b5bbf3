"""The field into which 24 recovery words are typed or pasted, with what was understood shown below."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.ui.enter import OnEnter
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.widgets.word_chips import WordChips
from qwallet_desktop.ui.word_list import WORD_COUNT, begins_word, belong_together, is_word, split_words, suggestions
from qwallet_desktop.ui.wording import sentence

MOST_SUGGESTIONS: Final = 4


class RestoreForm(QWidget):
    """Words as a person has them on paper; `entered` on Enter."""

    entered = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.area = TextArea(self.tr("Type or paste the words, with a space between each"), lines=3)
        self.area.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        # The words are one line, however they are broken.
        OnEnter(self.area, self.entered.emit)
        self.area.textChanged.connect(self._changed)
        self.field = FormField(self.tr("Your 24 words"), self.area)
        self._count = PlainText("", "caption")
        self.field.add_corner(self._count)
        self.chips = WordChips(WORD_COUNT)
        self._at = 0
        self._ask = PlainText("", "muted")
        self.offers = [SecondaryButton("", partial(self._take, place)) for place in range(MOST_SUGGESTIONS)]
        self._line = QWidget()
        line = row(self._line)
        line.addWidget(self._ask)
        for offer in self.offers:
            set_look(offer, look="filter")
            line.addWidget(offer)
        line.addStretch(1)
        stack = column(self, spacing=12)
        for widget in (self.field, self._line, self.chips):
            stack.addWidget(widget)
        self.setFocusProxy(self.area)
        self._changed()

    def words(self) -> tuple[str, ...] | None:
        """Return the 24 words; None, with a sentence at the field, if they can't be a wallet's."""
        words = split_words(self.area.toPlainText())
        problem = self._problem(words)
        if problem is not None:
            self.refuse(problem)
            return None
        return words

    def refuse(self, problem: Problem) -> None:
        """Show what is wrong with the words."""
        self.field.set_error(sentence(problem))
        self.area.setFocus()

    def count_words(self) -> str:
        """Return what is said of how many words there are."""
        return self._count.text()

    def offered(self) -> tuple[str, ...]:
        """Return the words that are offered in place of a wrong one."""
        return tuple(offer.text() for offer in self.offers if not offer.isHidden())

    def forget(self) -> None:
        """Empty the field, its history of changes, and what is shown of it."""
        self.area.clear()
        self.chips.forget()

    @staticmethod
    def _problem(words: tuple[str, ...]) -> Problem | None:
        wrong = next((at for at, word in enumerate(words, start=1) if not is_word(word)), 0)
        if wrong:
            return Problem(Code.WORD_UNKNOWN, {"position": str(wrong)}, "words")
        if len(words) != WORD_COUNT:
            return Problem(Code.WORDS_COUNT, {"count": str(len(words)), "expected": str(WORD_COUNT)}, "words")
        return None if belong_together(words) else Problem(Code.WORDS_CHECKSUM, {}, "words")

    def _changed(self) -> None:
        text = self.area.toPlainText()
        words = split_words(text)
        wrong = [at for at, word in enumerate(words, start=1) if not is_word(word)]
        # A word is being typed as long as nothing follows it.
        typing = wrong and wrong[-1] == len(words) and not text[-1:].isspace() and begins_word(words[-1])
        self._count.set_text(self.tr("{count} of {all}").format(count=len(words), all=WORD_COUNT))
        self.chips.set_words(words, wrong[:-1] if typing else wrong)
        self.field.set_error("")
        self._offer(words, wrong)
        if len(words) == WORD_COUNT and not wrong and not belong_together(words):
            self.field.set_error(sentence(Problem(Code.WORDS_CHECKSUM, {}, "words")))

    def _offer(self, words: tuple[str, ...], wrong: list[int]) -> None:
        self._at = wrong[0] if wrong else 0
        found = suggestions(words[self._at - 1], most=MOST_SUGGESTIONS) if wrong else ()
        self._line.setVisible(bool(wrong))
        if wrong:
            asked = self.tr("Word {number}:") if found else self.tr("Word {number} is not on the list. Check it.")
            self._ask.set_text(asked.format(number=self._at))
        for place, offer in enumerate(self.offers):
            offer.setVisible(place < len(found))
            if place < len(found):
                offer.set_text(found[place])

    def _take(self, place: int) -> None:
        words = list(split_words(self.area.toPlainText()))
        if 0 < self._at <= len(words):
            words[self._at - 1] = self.offers[place].text()
            last = self._at == len(words) < WORD_COUNT
            self.area.setPlainText(" ".join(words) + (" " if last else ""))
            cursor = self.area.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.area.setTextCursor(cursor)
            self.area.setFocus()
