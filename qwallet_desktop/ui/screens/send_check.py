"""What a payment form says, and what is wrong with it as far as this desktop can know."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import PLAIN, Amount, NumberStyle, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.transfers import PaymentDraft

RECIPIENT, AMOUNT, MEMO, TOKEN = "recipient", "amount", "memo", "tokenId"
"""The parts of the form, called as on the wire, so that the node's problems find their field."""


@dataclass(frozen=True, slots=True)
class FormText:
    """The form as it was typed, and which fields were left or submitted, so that their problems show."""

    recipient: str = ""
    token_id: TokenId | None = None
    amount: str = ""
    memo: str = ""
    touched: frozenset[str] = frozenset()


def form_of(wanted: PaymentDraft, tokens: Mapping[TokenId, Token], numbers: NumberStyle) -> FormText:
    """Return the form that says what is wanted, the amount as the locale writes it."""
    token = tokens.get(wanted.token_id)
    amount = wanted.amount
    if token is not None:
        amount = format_amount(parse_amount(amount, token.id, token.decimals, PLAIN), numbers)
    return FormText(wanted.recipient, wanted.token_id, amount, wanted.memo)


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What this desktop knows about the sender: its id, who else is here, its tokens and what it has."""

    sender: IdentityId
    identities: Mapping[IdentityId, Identity]
    tokens: Mapping[TokenId, Token]
    balances: Mapping[TokenId, Balance]
    numbers: NumberStyle


@dataclass(frozen=True, slots=True)
class Checked:
    """The draft, if nothing is wrong that this desktop can see; else the problem of each wrong field."""

    draft: PaymentDraft | None = None
    recipient: IdentityId | None = None
    amount: Amount | None = None
    problems: Mapping[str, Problem] = field(default_factory=dict[str, Problem])


def check(form: FormText, facts: FormFacts) -> Checked:
    """Read the form field by field; the node will decide again over all of it."""
    problems: dict[str, Problem] = {}
    recipient = amount = memo = None
    try:
        recipient = _recipient(form.recipient, facts)
    except Refused as refused:
        problems[RECIPIENT] = refused.problem
    try:
        amount = _amount(form, facts)
    except Refused as refused:
        problems[refused.problem.field] = refused.problem
    try:
        memo = parse_memo(form.memo, at=MEMO)
    except Refused as refused:
        problems[MEMO] = refused.problem
    if recipient is None or amount is None or memo is None:
        return Checked(None, recipient, amount, problems)
    draft = PaymentDraft(recipient, amount.token_id, format_amount(amount, PLAIN), memo)
    return Checked(draft, recipient, amount)


def _recipient(text: str, facts: FormFacts) -> IdentityId:
    if not text.strip():
        raise refuse(Code.RECIPIENT_EMPTY, at=RECIPIENT)
    did = parse_did(text, at=RECIPIENT)
    if did == facts.sender:
        raise refuse(Code.SELF_TRANSFER, at=RECIPIENT)
    known = facts.identities.get(did)
    if known is not None and known.status is not IdentityStatus.ACTIVE:
        raise refuse(Code.RECIPIENT_FROZEN, at=RECIPIENT)
    return did


def _amount(form: FormText, facts: FormFacts) -> Amount:
    token = facts.tokens.get(form.token_id) if form.token_id is not None else None
    if token is None:
        raise refuse(Code.TOKEN_UNKNOWN, at=TOKEN)
    amount = parse_amount(form.amount, token.id, token.decimals, facts.numbers, at=AMOUNT)
    available = available_of(token, facts.balances)
    if available < amount:
        facts_told = {"available": format_amount(available, PLAIN), "symbol": token.symbol}
        raise refuse(Code.INSUFFICIENT_FUNDS, at=AMOUNT, **facts_told)
    return amount


def available_of(token: Token, balances: Mapping[TokenId, Balance]) -> Amount:
    """Return what may be spent of a token; nothing where there is no balance."""
    balance = balances.get(token.id)
    return balance.available if balance is not None else Amount(0, token.decimals, token.id)
