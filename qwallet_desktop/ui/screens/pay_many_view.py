"""What the screen for lists of payments draws, and what follows from it: pure functions of the state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from immutables import Map
from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.addressbook import SAME_HEAD, SAME_TAIL
from qwallet_desktop.domain.batch_check import CheckedLine, CheckedList, ListFacts, check_list
from qwallet_desktop.domain.batch_lines import HEADINGS, read_lines, write_lines
from qwallet_desktop.domain.batches import (
    MOST_PAYMENTS,
    AskedPayment,
    BatchMode,
    BatchReceipt,
    PaymentOutcome,
    PaymentRefused,
    of_payment,
)
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import PLAIN, Amount, NumberStyle, parse_amount
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, Receipt
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.batch import Batch, Listing, Order, Submitted
from qwallet_desktop.state.health import is_up
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.operation import Made, Operation, Refused
from qwallet_desktop.state.operations import HoldUp, hold_up
from qwallet_desktop.state.promised import spendable
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.charter_words import CharterTerms, why_so_many
from qwallet_desktop.ui.decision_words import approval_sentence
from qwallet_desktop.ui.payments_asking import Asking, asking_of
from qwallet_desktop.ui.people import STRANGER, Person
from qwallet_desktop.ui.screens import send_view

_EMPTY = Listing()


@dataclass(frozen=True, slots=True)
class View:
    """What the screen draws of the active identity.

    `operation` is what became of a list that was submitted, and `hold` what that waits for. While the node is
    `away`, what is sent waits. `asking` is what is known of who must agree.
    """

    identity: IdentityId | None = None
    batch: Batch = _EMPTY
    operation: Operation | None = None
    hold: HoldUp | None = None
    away: bool = False
    wallet: Wallet | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = Map()
    hide_amounts: bool = False
    asking: Asking | None = None

    @property
    def actor(self) -> IdentityId | None:
        """Who signs, where that is another than the sender: a member of a group."""
        asking = self.asking
        return None if asking is None or asking.actor == self.identity else asking.actor


def select(state: State) -> View:
    """Return what the screen draws."""
    active = state.identities.active
    if active is None:
        return View()
    batch = state.batches.get(active, _EMPTY)
    operation = state.operations.known.get(batch.request_id) if isinstance(batch, Submitted) else None
    return View(
        identity=active,
        batch=batch,
        operation=operation,
        hold=hold_up(state, operation) if operation is not None else None,
        away=not is_up(state.health),
        wallet=spendable(state, active),
        identities=state.identities,
        tokens=state.tokens.known,
        hide_amounts=state.preferences.hide_amounts,
        asking=asking_of(state, active),
    )


def of_sender(view: View) -> send_view.View:
    """Return the view of the wallet as the Send screen has it, for what both say in the same way."""
    return send_view.View(
        identity=view.identity,
        wallet=view.wallet,
        identities=view.identities,
        tokens=view.tokens,
        hide_amounts=view.hide_amounts,
    )


def checked(view: View) -> CheckedList:
    """Read and check the list that is being written."""
    if view.identity is None or not isinstance(view.batch, Listing):
        return CheckedList()
    balances = view.wallet.balances if view.wallet is not None else Map()
    facts = ListFacts(view.identity, view.identities.known, view.tokens, balances, view.batch.recipients)
    return check_list(read_lines(view.batch.text, MOST_PAYMENTS).lines, facts)


def overlong(view: View) -> Problem | None:
    """Return why a list is too long; such a one can only be typed."""
    if not isinstance(view.batch, Listing):
        return None
    count = read_lines(view.batch.text, 0).count
    if count <= MOST_PAYMENTS:
        return None
    return Problem(Code.TOO_MANY_PAYMENTS, {"count": str(count), "most": str(MOST_PAYMENTS)}, "payments")


def asks(view: View, line: CheckedLine) -> bool:
    """Tell whether a payment of the list will need somebody's approval."""
    if view.asking is None or line.recipient is None or line.amount is None:
        return False
    return view.asking.asks(line.recipient, line.amount, view.identities)


def count_asking(view: View, list_: CheckedList) -> int:
    """Count the payments that will need somebody's approval."""
    return sum(asks(view, line) for line in list_.lines if line.payment is not None)


def together_words(view: View, list_: CheckedList, numbers: NumberStyle) -> str:
    """Say who must agree to the list as one, where all of it is paid or nothing; empty where nobody must."""
    asking, batch = view.asking, view.batch
    if asking is None or not isinstance(batch, Listing) or batch.mode is not BatchMode.ALL_OR_NOTHING:
        return ""
    read = [(line.recipient, line.amount) for line in list_.lines if line.payment is not None]
    payments = [(who, amount) for who, amount in read if who is not None and amount is not None]
    approval = asking.together(payments, view.identities)
    if approval is None:
        # What is asked for is known, and from whom is not.
        return QCoreApplication.translate("PayMany", "Others must agree to it.") if count_asking(view, list_) else ""
    terms = CharterTerms(view.identities, view.tokens, numbers, view.hide_amounts)
    why = why_so_many(asking.charter, [amount for _, amount in payments], approval.required, terms)
    return approval_sentence(approval, view.identities, numbers, asking.aside, why)


def strangers(view: View, list_: CheckedList) -> tuple[AskedPayment, ...]:
    """Return a payment to each recipient of whom neither this desktop nor the node has said anything."""
    if not isinstance(view.batch, Listing):
        return ()
    first: dict[IdentityId, AskedPayment] = {}
    for payment in list_.payments():
        if payment.recipient not in view.identities.known and payment.recipient not in view.batch.recipients:
            first.setdefault(payment.recipient, payment)
    return tuple(first.values())


@dataclass(frozen=True, slots=True)
class Faces:
    """Who is known, looked up at once: a list names hundreds, and ten thousand may be known.

    `places` has each of our identities with its place, `ends` each known id by its first and last characters.
    """

    places: Mapping[IdentityId, int]
    met: frozenset[IdentityId]
    ends: Mapping[tuple[str, str], IdentityId]

    def person(self, identities: Identities, did: IdentityId) -> Person:
        """Return how to show an identity, as `people.person` does."""
        known_, place = identities.known.get(did), self.places.get(did)
        if known_ is None or place is None:
            return Person(did, "", STRANGER, "")
        return Person(did, known_.name, place, known_.type.value)

    def resembled(self, did: IdentityId) -> IdentityId | None:
        """Return a known identity that a stranger's id could be taken for."""
        # Who was paid before is no forgery of somebody else.
        stranger = did not in self.places and did not in self.met
        return self.ends.get((did[:SAME_HEAD], did[-SAME_TAIL:])) if stranger else None


def faces(view: View) -> Faces:
    """Return the identities of this desktop, and those of the newest entries."""
    latest = known(view.wallet.latest) if view.wallet is not None else None
    met = frozenset(entry.counterparty for entry in latest or () if entry.counterparty is not None)
    return _faces(view.identities.order, met)


@lru_cache(maxsize=2)
def _faces(order: tuple[IdentityId, ...], met: frozenset[IdentityId]) -> Faces:
    ends = {(did[:SAME_HEAD], did[-SAME_TAIL:]): did for did in (*met, *order)}
    return Faces({did: place for place, did in enumerate(order)}, met, ends)


def numbered(order: Order) -> Sequence[int]:
    """Return in which line of its list each payment of an order stands."""
    lines = read_lines(order.text, MOST_PAYMENTS).lines
    same = len(lines) == len(order.payments)
    return [line.number for line in lines] if same else range(1, len(order.payments) + 1)


def outcomes(order: Order, operation: Operation | None) -> tuple[PaymentOutcome | None, ...]:
    """Return what is known of each payment of an order; None where nothing is, or where it fell with another one."""
    count = len(order.payments)
    if (receipt := receipt_of(operation)) is not None:
        return receipt.outcomes
    stage = operation.stage if operation is not None else None
    place = of_payment(stage.problem) if isinstance(stage, Refused) else None
    return tuple(
        PaymentRefused(place[1]) if place is not None and index == place[0] else None for index in range(count)
    )


def receipt_of(operation: Operation | None) -> BatchReceipt | None:
    """Return what the node answered to a list; None while it has not, or where it refused all of it."""
    stage = operation.stage if operation is not None else None
    receipt = stage.receipt if isinstance(stage, Made) else None
    return receipt if isinstance(receipt, BatchReceipt) else None


def item_of(operation: Operation | None) -> Item | None:
    """Return the one item that all payments of a list wait as; None where there is none."""
    stage = operation.stage if operation is not None else None
    receipt = stage.receipt if isinstance(stage, Made) else None
    return receipt if isinstance(receipt, Item) else None


def refused_lines(order: Order, receipt: BatchReceipt, tokens: Map[TokenId, Token], sentences: Iterable[str]) -> str:
    """Write the refused payments as a list to mend, with what was said of each in a column of its own."""
    refused = [
        payment
        for payment, outcome in zip(order.payments, receipt.outcomes, strict=True)
        if isinstance(outcome, PaymentRefused)
    ]
    rows = [
        (payment.recipient, payment.amount, token_name(payment, tokens), payment.memo, said)
        for payment, said in zip(refused, sentences, strict=True)
    ]
    return write_lines(rows, (*HEADINGS, "problem"))


def token_name(payment: AskedPayment, tokens: Map[TokenId, Token]) -> str:
    """Return the symbol of a payment's token where no other token has it, else its id."""
    symbols = [token.symbol.casefold() for token in tokens.values()]
    token = tokens.get(payment.token_id)
    return token.symbol if token is not None and symbols.count(token.symbol.casefold()) == 1 else payment.token_id


def amount_of(payment: AskedPayment, tokens: Map[TokenId, Token]) -> Amount | None:
    """Return a payment's amount, None while its token is not known."""
    token = tokens.get(payment.token_id)
    return parse_amount(payment.amount, token.id, token.decimals, PLAIN) if token is not None else None


def shown_in_activity(identity: IdentityId, receipt: Receipt) -> tuple[Action, ...]:
    """Return the steps that show a payment of a list among the newest entries, with its details."""
    entry = HistoryEntry(identity, receipt.transfer, Direction.OUT, receipt.balance.settled)
    return ShowHistory(identity, HistoryQuery()), SelectEntry(entry), GoTo(Page.WALLET, Tab.ACTIVITY)
