"""An amount in large figures that stays whole: long ones are broken into lines, never cut."""

import re

from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.widgets.amount import AmountLabel, AmountTone
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column

_LINE = 26


def amount_lines(text: str, length: int = _LINE) -> str:
    """Break the text of an amount into lines of at most `length` characters, at grouping signs if it has any."""
    lines = [""]
    for group in re.findall(rf"\d{{1,{length - 1}}}\D?|\D", text):
        if len(lines[-1]) + len(group) > length:
            lines.append("")
        lines[-1] += group
    return "\n".join(lines)


class FittedAmount(QWidget):
    """Shows an amount at `size` if it is short, else in several smaller lines that can be selected."""

    def __init__(self, size: int = 28, *, longest: int = 16, line: int = _LINE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._longest, self._line = longest, line
        self._short = AmountLabel(size, align_left=True)
        self._long = PlainText("", "heading" if size > 15 else "strong", wrap=True, selectable=True)  # noqa: PLR2004 - the type scale
        stack = column(self, spacing=0)
        stack.addWidget(self._short)
        stack.addWidget(self._long)
        self._long.hide()

    def set_amount(
        self, text: str, symbol: str = "", tone: AmountTone = "text", *, fraction_at: int = -1, hidden: bool = False
    ) -> None:
        """Show `text`, as `AmountLabel.set_amount`; dots if `hidden`."""
        fits = hidden or len(text) <= self._longest
        self._short.setVisible(fits)
        self._long.setVisible(not fits)
        self._short.set_hidden_amount(hidden)
        if fits:
            self._short.set_amount(text, symbol, tone, fraction_at=fraction_at)
        else:
            self._long.set_text(f"{amount_lines(text, self._line)} {symbol}".strip())
            self._long.set_tone("positive" if tone == "positive" else "")
        self.setAccessibleName(self._short.accessibleName() if fits else f"{text} {symbol}".strip())
