"""What larger payments need, within the form of a charter: a line for each amount, with its token and signatures."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.groups import AmountThreshold
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.money import NumberStyle, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.ui.widgets.buttons import GhostButton, IconButton
from qwallet_desktop.ui.widgets.fields import AmountField, FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.widgets.toggles import Select

_AT: Final = "amountThresholds"
_NARROW: Final = 72
_MOST_DIGITS: Final = 3


class AmountLine(Card):
    """An amount of a token, and how many must sign above it; problems are said under it.

    Args:
        on_change: Called when anything about it is another.
        on_remove: Called with this line to take it away.
    """

    def __init__(self, on_change: Callable[[], object], on_remove: Callable[["AmountLine"], object]) -> None:
        super().__init__(margin=12)
        set_look(self, look="well")
        self.token = Select(self.tr("Token"))
        self.amount = AmountField(self.token)
        self.amount.set_max_visible(False)
        self.signatures = TextField("3")
        self.signatures.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.signatures.setMaximumWidth(_NARROW)
        self.remove = IconButton("minus", "", lambda: on_remove(self), small=True)
        self._field = FormField("", self.amount)
        self._field.add_corner(PlainText(self.tr("Signatures"), "muted"))
        self._field.add_corner(self.signatures)
        self._field.add_corner(self.remove)
        self.add(self._field)
        for edit in (self.amount.edit, self.signatures):
            edit.textChanged.connect(lambda _text: self._changed(on_change))
        self.token.currentIndexChanged.connect(lambda _index: self._changed(on_change))

    def set_number(self, number: int) -> None:
        """Say which one it is, so that each control has a name of its own."""
        self._field.set_label(self.tr("Payments above"))
        self.amount.setAccessibleName(self.tr("Amount {number}").format(number=number))
        self.token.setAccessibleName(self.tr("Token of amount {number}").format(number=number))
        self.signatures.setAccessibleName(self.tr("Signatures above amount {number}").format(number=number))
        self.remove.set_name(self.tr("Remove amount {number}").format(number=number))

    def offer(self, tokens: Iterable[Token]) -> None:
        """Offer the tokens that are known."""
        options = [(token.id, plain(token.symbol)) for token in tokens]
        if options != [(str(self.token.itemData(at)), self.token.itemText(at)) for at in range(self.token.count())]:
            self.token.set_options(options)

    def fill(self, one: AmountThreshold, numbers: NumberStyle) -> None:
        """Show what is known of it."""
        if self.token.findData(one.above.token_id) < 0:
            self.token.addItem(one.above.token_id[:8], one.above.token_id)
        self.token.set_current(one.above.token_id)
        self.amount.set_text(format_amount(one.above, numbers))
        self.signatures.set_text(str(one.threshold))

    def parse(self, tokens: Mapping[TokenId, Token], numbers: NumberStyle, at: str) -> AmountThreshold:
        """Read the line.

        Args:
            tokens: The tokens that are known.
            numbers: How the locale writes numbers.
            at: The name of this line, for problems.

        Raises:
            Refused: TOKEN_UNKNOWN, what is wrong with the amount, or AMOUNT_THRESHOLD_INVALID.
        """
        token = tokens.get(TokenId(self.token.current()))
        if token is None:
            raise refuse(Code.TOKEN_UNKNOWN, at=at)
        above = parse_amount(self.amount.text(), token.id, token.decimals, numbers, at=at)
        if not self.asked():
            raise refuse(Code.AMOUNT_THRESHOLD_INVALID, at=at, part="number")
        return AmountThreshold(above, self.asked())

    def asked(self) -> int:
        """Return how many signatures are asked for; 0 while that is no number."""
        text = self.signatures.text().strip()
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else 0

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with it; nothing if empty."""
        self._field.set_error(sentence)

    def error(self) -> str:
        """Return what is said to be wrong with it."""
        return self._field.error()

    def _changed(self, on_change: Callable[[], object]) -> None:
        self._field.set_error("")
        on_change()


class AmountThresholds(QWidget):
    """The lines, and a button for another one.

    Args:
        numbers: How the locale writes numbers.
        on_change: Called when anything about any of them is another.
    """

    def __init__(self, numbers: NumberStyle, on_change: Callable[[], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers, self._on_change = numbers, on_change
        self._tokens: Mapping[TokenId, Token] = {}
        self._places: tuple[int, ...] = ()
        self.lines: list[AmountLine] = []
        holder = QWidget()
        self._stack = column(holder, spacing=8)
        self.add_line = GhostButton(self.tr("Add amount"), self._add_empty, icon="plus")
        self._none = self.tr("There is no token yet. Once there is one, larger payments can ask for more signatures.")
        self._some = self.tr("Payments above an amount can need more signatures than others.")
        self._words = PlainText(self._none, "caption", wrap=True)
        stack = column(self, spacing=8)
        stack.addWidget(PlainText(self.tr("Larger payments"), "label"))
        stack.addWidget(self._words)
        stack.addWidget(holder)
        under = row(spacing=8)
        under.addWidget(self.add_line)
        under.addStretch(1)
        stack.addLayout(under)
        self.offer({})

    def offer(self, tokens: Mapping[TokenId, Token]) -> None:
        """Offer the tokens that are known."""
        self._tokens = tokens
        for line in self.lines:
            line.offer(self._ordered())
        self.add_line.setEnabled(bool(tokens))
        self._words.set_text(self._some if tokens else self._none)

    def fill(self, those: Iterable[AmountThreshold]) -> None:
        """Show these in place of those that are there."""
        for line in tuple(self.lines):
            self._remove(line)
        for one in those:
            self._add().fill(one, self._numbers)

    def parse(self) -> tuple[AmountThreshold, ...]:
        """Read the lines: those of a token one after another, the smallest amount first.

        Raises:
            Refused: What is wrong with one, at "amountThresholds[n]" with its place among what is read.
        """
        # Until all are read, each is where it stands.
        self._places = tuple(range(len(self.lines)))
        read = [line.parse(self._tokens, self._numbers, f"{_AT}[{at}]") for at, line in enumerate(self.lines)]
        tokens = [one.above.token_id for one in read]
        places = sorted(range(len(read)), key=lambda at: (tokens.index(tokens[at]), read[at].above.units))
        self._places = tuple(places)
        return tuple(read[at] for at in places)

    def strictest(self) -> int:
        """Return the most signatures that any line asks for so far; 0 where none says."""
        return max((line.asked() for line in self.lines), default=0)

    def clear_problems(self) -> None:
        """Take all sentences away."""
        for line in self.lines:
            line.set_error("")

    def say(self, place: str, sentence: str) -> bool:
        """Say what is wrong with the line that a problem's field names, and go there; False for another field."""
        at = place.removeprefix(f"{_AT}[").removesuffix("]")
        if not (place.startswith(_AT) and at.isdecimal() and int(at) < len(self._places)):
            return False
        line = self.lines[self._places[int(at)]]
        line.set_error(sentence)
        line.amount.edit.setFocus()
        return True

    def _ordered(self) -> list[Token]:
        return sorted(self._tokens.values(), key=lambda token: (token.symbol, token.id))

    def _add_empty(self) -> None:
        self._add().amount.edit.setFocus()

    def _add(self) -> AmountLine:
        line = AmountLine(self._on_change, self._remove)
        line.offer(self._ordered())
        self.lines.append(line)
        self._stack.addWidget(line)
        # At once, and not when the layout gets to it: what is hidden takes no focus.
        line.show()
        self._renumber()
        return line

    def _remove(self, gone: AmountLine) -> None:
        self.lines.remove(gone)
        self._stack.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self._renumber()

    def _renumber(self) -> None:
        # A line that has gone makes the places of problems others.
        self._places = ()
        for number, line in enumerate(self.lines, 1):
            line.set_number(number)
        self._on_change()
