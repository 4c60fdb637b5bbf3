"""Amounts and counts as screens write them: in the locale's figures, signed by direction, or hidden."""

from collections.abc import Mapping

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.money import Amount, NumberStyle, format_amount
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT

_MINUS = "\u2212"
_SECRET_FACTS = frozenset({"available", "used", "left"})


def symbol_of(tokens: Mapping[TokenId, Token], token_id: TokenId) -> str:
    """Return a token's symbol, or the beginning of its id while the token is not known."""
    token = tokens.get(token_id)
    return token.symbol if token is not None else token_id[:8]


def grouped(count: int, numbers: NumberStyle) -> str:
    """Write a whole number with the locale's separators: `20,000`."""
    return f"{count:,}".replace(",", numbers.group)


def signed(amount: Amount, direction: Direction, numbers: NumberStyle) -> str:
    """Write an amount with the sign that it has for the identity whose history it is in."""
    return ("+" if direction is Direction.IN else _MINUS) + format_amount(amount, numbers)


def decimals_at(figures: str, amount: Amount) -> int:
    """Return the index of the decimal sign in the text of an amount, -1 where it has no decimals."""
    return len(figures) - amount.decimals - 1 if amount.decimals else -1


def with_symbol(amount: Amount, symbol: str, numbers: NumberStyle, *, hidden: bool = False) -> str:
    """Write an amount and its token: `25.00 QTK`; dots in place of the figures if `hidden`."""
    return f"{HIDDEN_AMOUNT if hidden else format_amount(amount, numbers)} {symbol}"


def discreet(problem: Problem, *, hidden: bool) -> Problem:
    """Return a problem whose sentence does not tell a balance while amounts are hidden."""
    if not hidden or not _SECRET_FACTS & problem.facts.keys():
        return problem
    facts = {name: HIDDEN_AMOUNT if name in _SECRET_FACTS else fact for name, fact in problem.facts.items()}
    return Problem(problem.code, facts, problem.field)
