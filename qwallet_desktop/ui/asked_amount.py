"""Shows the amount that was asked for in large figures: what is moved, or what was typed."""

from collections.abc import Mapping

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.operation import Ask
from qwallet_desktop.ui.ask_words import amount_text
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount


def show_asked_amount(
    label: FittedAmount, ask: Ask, tokens: Mapping[TokenId, Token], numbers: NumberStyle, *, hidden: bool
) -> None:
    """Show the amount of an ask; the widget is hidden where it moves none.

    Args:
        label: The widget to fill.
        ask: What was asked for.
        tokens: The tokens that are known.
        numbers: How the locale writes numbers.
        hidden: Whether dots are shown in its place.
    """
    text, symbol = amount_text(ask, tokens, numbers)
    label.setVisible(bool(text))
    label.set_amount(text, symbol, fraction_at=text.rfind(numbers.decimal), hidden=hidden)
