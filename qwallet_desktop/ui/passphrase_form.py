"""Fields for a passphrase: one to enter it, and two with a hint of its strength to choose a new one."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.enter import OnEnter
from qwallet_desktop.ui.passphrase_strength import SHORTEST_PASSPHRASE, Strength, length_of, strength
from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.charts import MeterBar, MeterTone
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import sentence

_SHARES: Final[dict[Strength, tuple[int, MeterTone]]] = {
    Strength.EMPTY: (0, "accent"),
    Strength.SHORT: (10, "danger"),
    Strength.WEAK: (25, "danger"),
    Strength.FAIR: (50, "caution"),
    Strength.GOOD: (75, "positive"),
    Strength.STRONG: (100, "positive"),
}


class SecretField(QWidget):
    """A hidden line of text that can be shown while it is typed; `entered` on Enter, `changed` on each key."""

    entered = Signal()
    changed = Signal()

    def __init__(self, label: str, help_text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = TextField(secret=True)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._form = FormField(label, self.edit, help_text)
        self.eye = IconButton("eye", "", self._turn, small=True)
        self._form.add_corner(self.eye)
        column(self).addWidget(self._form)
        self.setFocusProxy(self.edit)
        OnEnter(self.edit, self.entered.emit)
        self.edit.textEdited.connect(self._edited)
        self._set_shown(shown=False)

    def text(self) -> str:
        """Return what was typed."""
        return self.edit.text()

    def set_error(self, words: str) -> None:
        """Show what is wrong with it; nothing if empty."""
        self._form.set_error(words)

    def error(self) -> str:
        """Return the sentence shown as error."""
        return self._form.error()

    def set_label(self, label: str) -> None:
        """Show another label."""
        self._form.set_label(label)

    def ask_again(self, words: str) -> None:
        """Show what is wrong and let it be typed over."""
        self.set_error(words)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def forget(self) -> None:
        """Empty the field and its history of changes."""
        self.edit.setText("")
        self.set_error("")
        self._set_shown(shown=False)

    def _edited(self) -> None:
        self.set_error("")
        self.changed.emit()

    def _turn(self) -> None:
        self._set_shown(shown=self.edit.echoMode() is QLineEdit.EchoMode.Password)

    def _set_shown(self, *, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.set_icon("eye-off" if shown else "eye")
        self.eye.set_name(self.tr("Hide what is typed") if shown else self.tr("Show what is typed"))


class NewPassphraseForm(QWidget):
    """A new passphrase, its strength in words, and the same passphrase again."""

    entered = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = SecretField(self.tr("Passphrase"))
        self.second = SecretField(self.tr("The same passphrase again"))
        self._meter = MeterBar()
        self._meter.setFixedWidth(96)
        self._verdict = PlainText("", "caption", wrap=True)
        line = row(spacing=12)
        line.addWidget(self._meter)
        line.addWidget(self._verdict, 1)
        top = column(spacing=8)
        top.addWidget(self.first)
        top.addLayout(line)
        stack = column(self, spacing=16)
        stack.addLayout(top)
        stack.addWidget(self.second)
        self.first.changed.connect(self._judge)
        self.first.entered.connect(self.second.edit.setFocus)
        self.second.entered.connect(self.entered)
        self.setFocusProxy(self.first)
        # Tab goes from one passphrase to the other: what is typed blindly must not land on the eye between them.
        for before, after in pairwise((self.first.edit, self.second.edit, self.first.eye, self.second.eye)):
            QWidget.setTabOrder(before, after)
        self._judge()

    def passphrase(self) -> Hidden | None:
        """Return the passphrase; None, with a sentence at the field, if it is too short or the two differ."""
        first, second = self.first.text(), self.second.text()
        if length_of(first) < SHORTEST_PASSPHRASE:
            self.refuse(Problem(Code.PASSPHRASE_TOO_SHORT, {"shortest": str(SHORTEST_PASSPHRASE)}))
            return None
        if first != second:
            self.second.ask_again(sentence(Problem(Code.PASSPHRASES_DIFFER)))
            return None
        return Hidden(first)

    def refuse(self, problem: Problem) -> None:
        """Show what is wrong with the passphrase."""
        self.first.ask_again(sentence(problem))

    def set_label(self, label: str) -> None:
        """Name the first field."""
        self.first.set_label(label)

    def verdict(self) -> str:
        """Return what is said of the passphrase's strength."""
        return self._verdict.text()

    def forget(self) -> None:
        """Empty both fields."""
        self.first.forget()
        self.second.forget()
        self._judge()

    def _judge(self) -> None:
        found = strength(self.first.text())
        words = self._words(found)
        share, tone = _SHARES[found]
        self._meter.set_share(share, 100, words, tone)
        self._verdict.set_text(words)

    def _words(self, found: Strength) -> str:
        match found:
            case Strength.EMPTY:
                words = self.tr(
                    "At least {shortest} characters. Four or five unrelated words are easy to keep in mind."
                )
                return words.format(shortest=SHORTEST_PASSPHRASE)
            case Strength.SHORT:
                missing = SHORTEST_PASSPHRASE - length_of(self.first.text())
                return self.tr("Too short: {missing} more needed").format(missing=missing)
            case Strength.WEAK:
                return self.tr("Easy to guess. Add more, and less regular, characters.")
            case Strength.FAIR:
                return self.tr("Fair. Another word makes it much stronger.")
            case Strength.GOOD:
                return self.tr("Good")
            case _:
                return self.tr("Strong")
