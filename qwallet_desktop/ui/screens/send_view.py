"""What the Send screen draws, and what follows from it: pure functions of the state and the form."""

from dataclasses import dataclass
from typing import assert_never

from immutables import Map

from qwallet_desktop.domain.addressbook import look_alike
from qwallet_desktop.domain.decisions import Decision, Outcome
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import LimitBook
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.permissions import Action as Asked
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, Receipt
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.groups import actors, charter_of, is_group
from qwallet_desktop.state.health import is_up
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.operation import Keeping, Made, Operation, Sending
from qwallet_desktop.state.operations import HoldUp, hold_up
from qwallet_desktop.state.promised import spendable
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale, known
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.transfers import Drafting, Payment, PaymentDraft, Submitted
from qwallet_desktop.state.wallets import Wallet, Wallets
from qwallet_desktop.ui.charter_words import CharterTerms, why_so_many
from qwallet_desktop.ui.screens.send_check import Checked, FormFacts, FormText, available_of

_EMPTY = Drafting()


@dataclass(frozen=True, slots=True)
class View:
    """What the screen draws of the active identity.

    Attributes:
        identity: Who pays.
        payment: The form, or that it was submitted.
        operation: What became of what was submitted.
        hold: What that waits for.
        away: The node can't be asked now, so that what is sent waits.
        wallet: What the sender has, less what it has promised.
        wallets: What recipients of ours have.
        identities: All identities.
        tokens: All tokens.
        hide_amounts: Whether amounts are hidden.
        signers: Who of those here may ask for its payments, the first of them unless another is chosen; None
            where that does not matter.
        limits: What limits the sender, as far as that was read.
        charter: Of a group that pays, as far as that was read.
    """

    identity: IdentityId | None = None
    payment: Payment = _EMPTY
    operation: Operation | None = None
    hold: HoldUp | None = None
    away: bool = False
    wallet: Wallet | None = None
    wallets: Wallets = Map()
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = Map()
    hide_amounts: bool = False
    signers: tuple[IdentityId, ...] | None = None
    limits: LimitBook | None = None
    charter: Charter | None = None

    @property
    def aside(self) -> IdentityId | None:
        """Who asks for a group's payment, where its signature doesn't count among those that are needed."""
        return self.actor if self.charter is not None and not self.charter.initiator_counts else None

    @property
    def actor(self) -> IdentityId | None:
        """Who signs, where that is another than the sender: a member of a group."""
        first = self.signers[0] if self.signers else None
        return None if first == self.identity else first


def select(state: State) -> View:
    """Return what the screen draws."""
    active = state.identities.active
    if active is None:
        return View()
    payment = state.transfers.get(active, _EMPTY)
    operation = state.operations.known.get(payment.request_id) if isinstance(payment, Submitted) else None
    return View(
        identity=active,
        payment=payment,
        operation=operation,
        hold=hold_up(state, operation) if operation is not None else None,
        away=not is_up(state.health),
        wallet=spendable(state, active),
        wallets=state.wallets,
        identities=state.identities,
        tokens=state.tokens.known,
        hide_amounts=state.preferences.hide_amounts,
        signers=actors(state, active, Asked.SEND) if active in state.identities.known else None,
        limits=known(state.limits.books.get(active)),
        charter=charter_of(state.groups, active),
    )


def why_more_sign(view: View, amount: Amount | None, decision: Remote[Decision] | None, numbers: NumberStyle) -> str:
    """Say why a group's payment needs more signatures than others: "because it is above 1,000.00 QTK"; else nothing."""
    said = None if decision is None else known(decision)
    if amount is None or said is None or said.approval is None:
        return ""
    terms = CharterTerms(view.identities, view.tokens, numbers, view.hide_amounts)
    return why_so_many(view.charter, (amount,), said.approval.required, terms)


def facts_of(view: View, sender: IdentityId, numbers: NumberStyle) -> FormFacts:
    """Return what the form of `sender` is checked against."""
    balances = view.wallet.balances if view.wallet is not None else Map()
    return FormFacts(sender, view.identities.known, view.tokens, balances, numbers)


def offered_tokens(view: View) -> tuple[tuple[str, str], ...]:
    """Return the tokens that the sender has, as (id, text) by symbol; equal symbols carry a part of their id."""
    balances = view.wallet.balances if view.wallet is not None else Map()
    held = [
        view.tokens[token_id] for token_id in balances if token_id in view.tokens and balances[token_id].settled.units
    ]
    symbols = [token.symbol for token in held]
    return tuple(
        (token.id, token.symbol if symbols.count(token.symbol) == 1 else f"{token.symbol} \u00b7 {token.id[4:10]}")
        for token in sorted(held, key=lambda token: (token.symbol, token.id))
    )


def available(view: View, form: FormText) -> tuple[Amount, Token] | None:
    """Return what may be spent of the form's token, None while the token is not known."""
    token = view.tokens.get(form.token_id) if form.token_id is not None else None
    if token is None or view.wallet is None:
        return None
    return available_of(token, view.wallet.balances), token


def decision_about(payment: Payment, draft: PaymentDraft | None) -> Remote[Decision] | None:
    """Return what is known of the node's decision about just this draft; None for no draft."""
    if draft is None:
        return None
    if isinstance(payment, Drafting) and payment.draft == draft and payment.preview is not None:
        return payment.preview
    return Loading()


def node_problem(decision: Remote[Decision] | None) -> Problem | None:
    """Return what the node has against a draft, if it said something."""
    match decision:
        case Loaded(Decision(outcome=Outcome.DENY, problem=problem)):
            return problem
        case Failed(problem):
            return problem
        case Loaded() | Stale() | Loading() | None:
            return None
        case _:
            assert_never(decision)


def sender_problem(view: View) -> Problem | None:
    """Return why the active identity can't pay at all, or nobody here may for it."""
    sender = view.identities.known.get(view.identity) if view.identity is not None else None
    if sender is not None and sender.status is IdentityStatus.ACTIVE and view.signers == ():
        return Problem(Code.NOT_PERMITTED) if is_group(sender.id) else Problem(Code.KEY_UNKNOWN)
    if sender is None or sender.status is IdentityStatus.ACTIVE:
        return None
    if sender.status is IdentityStatus.CLOSED:
        return Problem(Code.IDENTITY_CLOSED)
    return Problem(Code.SENDER_FROZEN, {"reason": sender.reason})


def resembled(view: View, recipient: IdentityId | None) -> IdentityId | None:
    """Return a known identity that a stranger's id could be taken for."""
    identities = view.identities
    if recipient is None or recipient in identities.known or recipient in identities.named:
        return None
    latest = known(view.wallet.latest) if view.wallet is not None else None
    met = [entry.counterparty for entry in latest or () if entry.counterparty is not None]
    # Who was paid before is no forgery of somebody else who was paid before.
    return None if recipient in met else look_alike(recipient, [*identities.order, *identities.named, *met])


def may_wait(view: View, decision: Remote[Decision] | None) -> bool:
    """Tell whether a payment may be submitted without the node's decision, since the node can't give one now."""
    failed = isinstance(decision, Failed) and decision.problem.is_fault
    return decision is not None and (view.away or failed)


def left_after(view: View, checked: Checked) -> Amount | None:
    """Return what the sender will have as far as this desktop knows, None for no amount or an unknown balance."""
    if checked.amount is None or view.wallet is None:
        return None
    balance = view.wallet.balances.get(checked.amount.token_id)
    return balance.available - checked.amount if balance is not None else None


def theirs_after(view: View, checked: Checked) -> Amount | None:
    """Return what a recipient of ours will have, None if it is a stranger or its wallet is not known."""
    recipient, amount = checked.recipient, checked.amount
    if recipient is None or amount is None or recipient not in view.identities.known:
        return None
    wallet = view.wallets.get(recipient)
    if wallet is None:
        return None
    balance = wallet.balances.get(amount.token_id)
    if balance is None:
        return amount if known(wallet.context) is not None else None
    return balance.available + amount


def shown_in_activity(identity: IdentityId, operation: Operation | None) -> tuple[Action, ...]:
    """Return the steps that show a payment among the newest entries, with its details where it is known."""
    steps: tuple[Action, ...] = (ShowHistory(identity, HistoryQuery()),)
    stage = operation.stage if operation is not None else None
    if isinstance(stage, Made) and isinstance(stage.receipt, Receipt):
        receipt = stage.receipt
        entry = HistoryEntry(identity, receipt.transfer, Direction.OUT, receipt.balance.settled)
        steps += (SelectEntry(entry),)
    return (*steps, GoTo(Page.WALLET, Tab.ACTIVITY))


def item_of(operation: Operation | None) -> Item | None:
    """Return the item that a payment opened, as far as it has come; None where it opened none."""
    stage = operation.stage if operation is not None else None
    return stage.receipt if isinstance(stage, Made) and isinstance(stage.receipt, Item) else None


def result_of(view: View) -> Operation | None:
    """Return the payment that stands in place of the form; None while it may still be answered in a moment."""
    operation = view.operation
    if operation is None or isinstance(operation.stage, Keeping):
        return None
    first = isinstance(operation.stage, Sending) and operation.stage.since == operation.submitted_at
    return None if first else operation


def is_sending(view: View) -> bool:
    """Tell whether the form was submitted, and what comes of it is expected in a moment."""
    return isinstance(view.payment, Submitted) and result_of(view) is None
