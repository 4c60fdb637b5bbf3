"""What items are told in, and the amounts and people in them: used wherever an item is put into words."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.matters import BatchMatter, BatchPayment, PaymentMatter, held_for
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import grouped, with_symbol
from qwallet_desktop.ui.list_words import payments_word
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.plain import plain

_MOST_NAMED: Final = 3
"""Names that a line has room for."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Items", text)


class ItemTerms(NamedTuple):
    """What items are told in: the names, the tokens, how numbers are written, and whether amounts are hidden."""

    identities: Identities
    tokens: Mapping[TokenId, Token]
    numbers: NumberStyle
    hidden: bool = False


def amount_words(matter: PaymentMatter | BatchPayment, terms: ItemTerms) -> str:
    """Write the amount of a payment with its token's symbol: the one known here, before the one that it claims."""
    return _amount(matter.amount, matter.symbol, terms)


def totals_words(matter: BatchMatter, terms: ItemTerms) -> str:
    """Write what many payments come to, token by token: "340.00 QTK and 12.00 EUR"."""
    claimed = {one.amount.token_id: one.symbol for one in matter.payments}
    totals = [_amount(total, claimed[total.token_id], terms) for total in held_for(matter)]
    return joined_words(totals)


def payment_words(matter: PaymentMatter | BatchPayment, terms: ItemTerms) -> str:
    """Say a payment: "25.00 QTK to Acme Treasury"."""
    who = called(terms.identities, matter.recipient)
    return _tr("{amount} to {name}").format(amount=amount_words(matter, terms), name=who)


def _amount(amount: Amount, claimed: str, terms: ItemTerms) -> str:
    token = terms.tokens.get(amount.token_id)
    symbol = plain(claimed) if token is None else token.symbol
    return with_symbol(amount, symbol, terms.numbers, hidden=terms.hidden)


def payments_words(matter: BatchMatter, numbers: NumberStyle) -> str:
    """Say how many payments there are: "12 payments"."""
    count = len(matter.payments)
    return payments_word(count, grouped(count, numbers))


def names_words(dids: tuple[IdentityId, ...], identities: Identities, numbers: NumberStyle) -> str:
    """List who is meant: "Mara, Leo and 3 others"."""
    names = [called(identities, did) for did in dids]
    if len(names) > _MOST_NAMED:
        count = grouped(len(names) - _MOST_NAMED + 1, numbers)
        names = [*names[: _MOST_NAMED - 1], _tr("{n} others").format(n=count)]
    return joined_words(names)


def joined_words(names: Sequence[str]) -> str:
    """Join names or amounts: "Mara, Leo and Ines"."""
    if len(names) < 2:  # noqa: PLR2004 - a list has two ends
        return names[0] if names else ""
    return _tr("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])
