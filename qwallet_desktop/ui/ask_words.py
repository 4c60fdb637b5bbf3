"""What was asked for, in words: its name, its amount, whom it is about, and the verbs of its buttons."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import PLAIN, Amount, NumberStyle, format_amount, parse_amount
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.asks import (
    BurnToken,
    ChangeSigners,
    DecideItem,
    FoundGroup,
    IssueToken,
    MintToken,
    RenameIdentity,
    RetryItem,
    SetIdentityStatus,
    SharedAsk,
    UpdateLimits,
    UpdatePolicy,
)
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Ask
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.amounts import grouped, symbol_of
from qwallet_desktop.ui.list_words import payments_word
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.shared_ask_words import shared_kind, shared_title, shared_verbs
from qwallet_desktop.ui.widgets.plain import plain


class Verbs(NamedTuple):
    """What stands on the buttons that call an ask off, do it after all, and show where it leads."""

    cancel: str
    anew: str
    look: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Operations", text)


def kind_words(ask: Ask) -> str:
    """Name what was asked for, as the head of its details does."""
    match ask:
        case PaymentDraft():
            words = _tr("Payment")
        case Order():
            words = _tr("List of payments")
        case IssueToken():
            words = _tr("New token")
        case MintToken():
            words = _tr("Minting")
        case BurnToken():
            words = _tr("Burning")
        case RenameIdentity():
            words = _tr("New name")
        case SetIdentityStatus(_, status):
            words = _tr("Freeze") if status is IdentityStatus.FROZEN else _tr("Unfreezing")
        case _ if isinstance(ask, SharedAsk):
            words = shared_kind(ask)
        case _:
            assert_never(ask)
    return words


def title_of(ask: Ask, identities: Identities, numbers: NumberStyle) -> str:
    """Say what was asked for, without the amount: "To Acme Treasury", "List of 12 payments"."""
    match ask:
        case PaymentDraft(recipient):
            words = _tr("To {name}").format(name=called(identities, IdentityId(recipient)))
        case Order():
            words = list_words(ask, numbers)
        case IssueToken(symbol):
            words = _tr("Issue {symbol}").format(symbol=symbol)
        case MintToken():
            words = _tr("Mint")
        case BurnToken():
            words = _tr("Burn")
        case RenameIdentity(name):
            words = _tr("Rename to {name}").format(name=plain(name))
        case SetIdentityStatus(whose, status):
            freezes = status is IdentityStatus.FROZEN
            words = (_tr("Freeze {name}") if freezes else _tr("Unfreeze {name}")).format(name=called(identities, whose))
        case _ if isinstance(ask, SharedAsk):
            words = shared_title(ask, identities)
        case _:
            assert_never(ask)
    return words


def head_words(ask: Ask, identities: Identities, numbers: NumberStyle) -> str:
    """Name what was asked for where its amount and the other side stand below."""
    if isinstance(ask, (PaymentDraft, MintToken, BurnToken)):
        return kind_words(ask)
    return title_of(ask, identities, numbers)


def side_words(ask: Ask) -> tuple[str, str]:
    """Say what the one who signs is to the matter, and what the other side is."""
    match ask:
        case PaymentDraft() | Order():
            return _tr("From"), _tr("To")
        case IssueToken() | MintToken() | BurnToken():
            return _tr("Issuer"), ""
        case RenameIdentity():
            return _tr("Identity"), ""
        case SetIdentityStatus():
            return _tr("Signed by"), _tr("Identity")
        case DecideItem() | RetryItem():
            return _tr("Signed by"), ""
        case _ if isinstance(ask, SharedAsk):
            return _tr("Identity"), ""
        case _:
            assert_never(ask)


def verbs_of(ask: Ask, *, made: bool) -> Verbs:
    """Return what stands on an ask's buttons; `made` where the node did it."""
    activity = _tr("Show in activity") if made else _tr("Look in activity")
    match ask:
        case PaymentDraft():
            verbs = Verbs(_tr("Cancel payment"), _tr("Pay after all"), activity)
        case Order():
            verbs = Verbs(_tr("Cancel list"), _tr("Pay the list after all"), activity)
        case IssueToken():
            verbs = Verbs(_tr("Cancel issuing"), _tr("Issue after all"), _tr("Show balances"))
        case MintToken():
            verbs = Verbs(_tr("Cancel minting"), _tr("Mint after all"), activity)
        case BurnToken():
            verbs = Verbs(_tr("Cancel burning"), _tr("Burn after all"), activity)
        case RenameIdentity():
            verbs = Verbs(_tr("Cancel renaming"), _tr("Rename after all"), _tr("Show identity"))
        case SetIdentityStatus(_, IdentityStatus.FROZEN):
            verbs = Verbs(_tr("Cancel freezing"), _tr("Freeze after all"), _tr("Show identity"))
        case SetIdentityStatus():
            verbs = Verbs(_tr("Cancel unfreezing"), _tr("Unfreeze after all"), _tr("Show identity"))
        case _ if isinstance(ask, SharedAsk):
            verbs = Verbs(*shared_verbs(ask))
        case _:
            assert_never(ask)
    return verbs


def list_words(order: Order, numbers: NumberStyle) -> str:
    """Return a list in words: "List of 12 payments"."""
    count = len(order.payments)
    return _tr("List of {payments}").format(payments=payments_word(count, grouped(count, numbers)))


def memo_of(ask: Ask) -> str:
    """Return the memo, or the reason of what others have to understand; empty where there is none."""
    match ask:
        case PaymentDraft(memo=memo) | MintToken(memo=memo) | BurnToken(memo=memo):
            return memo
        case SetIdentityStatus(reason=reason) | UpdatePolicy(reason=reason) | UpdateLimits(reason=reason):
            return reason
        case ChangeSigners(reason=reason) | DecideItem(reason=reason):
            return reason
        case _:
            return ""


def other_side(ask: Ask) -> IdentityId | None:
    """Return who is paid, frozen or unfrozen; None where that is nobody or many."""
    match ask:
        case PaymentDraft(recipient):
            return IdentityId(recipient)
        case SetIdentityStatus(identity_id):
            return identity_id
        case _:
            return None


def amount_asked(ask: Ask, tokens: Mapping[TokenId, Token]) -> Amount | None:
    """Return what is moved in all; None for nothing, for several tokens, or while the token is not known."""
    asked = list(_moved(ask))
    token = tokens.get(asked[0][0]) if asked else None
    if token is None or any(token_id != token.id for token_id, _ in asked):
        return None
    total = Amount(0, token.decimals, token.id)
    try:
        for _, amount in asked:
            total += parse_amount(amount, token.id, token.decimals, PLAIN)
    except Refused:
        return None
    return total


def amount_text(ask: Ask, tokens: Mapping[TokenId, Token], numbers: NumberStyle) -> tuple[str, str]:
    """Return the amount of all that is moved and its symbol; what was typed where it can't be read, else nothing."""
    if isinstance(ask, IssueToken):
        return _first_amount(ask, numbers)
    amount = amount_asked(ask, tokens)
    if amount is not None:
        return format_amount(amount, numbers), symbol_of(tokens, amount.token_id)
    if isinstance(ask, (PaymentDraft, MintToken, BurnToken)):
        return ask.amount, symbol_of(tokens, ask.token_id)
    return "", ""


def found_by(ask: Ask, identities: Identities, tokens: Mapping[TokenId, Token]) -> Iterator[str]:
    """Yield what an ask can be found by: names, ids, memos, amounts as typed, symbols."""
    yield kind_words(ask)
    for token_id, amount in _moved(ask):
        yield from (amount, symbol_of(tokens, token_id))
    for did, memo in _sides(ask):
        known = identities.known.get(did)
        yield from (did, "" if known is None else known.name, memo)
    if isinstance(ask, IssueToken):
        yield from (ask.symbol, ask.name, ask.amount)
    if isinstance(ask, RenameIdentity):
        yield ask.name
    if isinstance(ask, FoundGroup):
        yield ask.founding.name
    if isinstance(ask, (DecideItem, RetryItem)):
        yield ask.title


def _moved(ask: Ask) -> Iterator[tuple[TokenId, str]]:
    """Yield token and amount of each movement."""
    match ask:
        case PaymentDraft() | MintToken() | BurnToken():
            yield ask.token_id, ask.amount
        case Order(payments):
            yield from ((payment.token_id, payment.amount) for payment in payments)
        case _:
            return


def _sides(ask: Ask) -> Iterator[tuple[IdentityId, str]]:
    """Yield whom it is about, each with what is said to it."""
    if isinstance(ask, Order):
        yield from ((IdentityId(payment.recipient), payment.memo) for payment in ask.payments)
    else:
        yield other_side(ask) or IdentityId(""), memo_of(ask)


def _first_amount(ask: IssueToken, numbers: NumberStyle) -> tuple[str, str]:
    if not ask.amount:
        return "", ""
    try:
        amount = parse_amount(ask.amount, TokenId(""), ask.decimals, PLAIN)
    except Refused:
        return ask.amount, ask.symbol
    return format_amount(amount, numbers), ask.symbol
