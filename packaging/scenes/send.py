"""The Send screen in all of its states."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from immutables import Map
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Receipt, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Made, NotKept, Operation, Refused, Sending, Stage, Unanswered, Waiting
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.state.transfers import Drafting, PaymentDraft, Submitted
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.screens.send import SendScreen, View
from qwallet_desktop.ui.screens.send_check import FormText
from qwallet_desktop.ui.widgets.styling import column, set_look

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
NUMBERS = NumberStyle(".", ",")
MARA, ACME, LEO, LONG = (did_from_key(bytes([number]) * 32) for number in (3, 5, 9, 11))
STRANGER = did_from_key(bytes([77]) * 32)
FORGED = IdentityId(ACME[:20] + STRANGER[20:-4] + ACME[-4:])
QTK, EURQ, VAST = (TokenId(f"qtk1{letter * 64}") for letter in "abc")
PENDING = RequestId("0b0f9a52-6a3e-4a4e-9d2a-2b2b6d1d9a10")


def identity(did: IdentityId, name: str, status: IdentityStatus = IdentityStatus.ACTIVE, reason: str = "") -> Identity:
    """Return an identity of our own."""
    return Identity(did, IdentityType.ROOT, name, status, None, can_issue=True, created_at=NOW, reason=reason)


def held(*identities: Identity, active: IdentityId = MARA) -> Identities:
    """Return the slice that knows these identities."""
    return Identities(
        known=Map({one.id: one for one in identities}), order=tuple(one.id for one in identities), active=active
    )


EVERYONE = held(
    identity(MARA, "Mara Lindqvist"),
    identity(ACME, "Acme Treasury"),
    identity(LEO, "\u202eLeo \u05d3\u05d5\u05d3 \u0645\u062d\u0645\u062f"),
    identity(LONG, "The Honourable Company of Lighthouse Keepers of the Far North"),
)
TOKENS = Map(
    {
        QTK: Token(QTK, "QTK", "Qwallet token", 2, MARA, "0" * 32, NOW),
        EURQ: Token(EURQ, "EURQ", "Euro", 2, MARA, "0" * 32, NOW),
        VAST: Token(VAST, "VAST", "Vast", 0, MARA, "0" * 32, NOW),
    }
)


def balance(token_id: TokenId, units: int) -> Balance:
    """Return a balance of which nothing is held."""
    decimals = TOKENS[token_id].decimals
    return Balance(Amount(units, decimals, token_id), Amount(0, decimals, token_id), Sequence(9))


def wallet(*balances: Balance) -> Wallet:
    """Return a wallet that was just read."""
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    return Wallet(
        context=Loaded(permissions, NOW),
        balances=Map({one.token_id: one for one in balances}),
        latest=Loaded((), NOW),
    )


FULL = wallet(balance(QTK, 100_000), balance(EURQ, 12_345_678), balance(VAST, 10**78 - 1))
BASE = View(
    identity=MARA,
    wallet=FULL,
    wallets=Map({MARA: FULL, ACME: wallet(balance(QTK, 4_200_050))}),
    identities=EVERYONE,
    tokens=TOKENS,
)
DRAFT = PaymentDraft(ACME, QTK, "25.00", "Boat sail, second half")
FORM = FormText(ACME, QTK, "25.00", "Boat sail, second half")


def bench() -> Bench:
    """Return tools that do nothing with what is emitted."""
    return Bench(
        dispatch=lambda _action: None,
        now=lambda: NOW,
        new_request_id=lambda: PENDING,
        new_salt=lambda: "0" * 32,
        numbers=NUMBERS,
    )


def shown(view: View, form: FormText | None = None, then: Callable[[SendScreen], object] | None = None) -> QWidget:
    """Return a page with the screen, its form filled in."""
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    screen = SendScreen(bench())
    column(root).addWidget(screen)
    screen.draw(view)
    if form is not None and view.identity is not None:
        screen.fill(form)
    if then is not None:
        QTimer.singleShot(0, lambda: then(screen))
    return root


def decided(decision: Remote[Decision], draft: PaymentDraft = DRAFT) -> View:
    """Return the screen's view with the node's decision about a draft."""
    return replace(BASE, payment=Drafting(draft, decision))


ALLOWED = Loaded(Decision(Outcome.ALLOW, Rule.DEFAULT, Amount(97_500, 2, QTK)), NOW)
OWN = Loaded(Decision(Outcome.ALLOW, Rule.OWN_IDENTITIES, Amount(97_500, 2, QTK)), NOW)
DENIED = Loaded(
    Decision(
        Outcome.DENY, Rule.RECIPIENT_STATE, Amount(100_000, 2, QTK), Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    ),
    NOW,
)
DOWN = Problem(Code.NODE_UNREACHABLE)


@scene("send-empty-form", 1020, 730)
def empty_form() -> QWidget:
    """Show the screen: empty form."""
    return shown(BASE)


@scene("send-own", 1020, 730)
def own() -> QWidget:
    """Show the screen: own."""
    return shown(decided(OWN), FORM)


@scene("send-own-small", 740, 530)
def own_small() -> QWidget:
    """Show the screen: own small."""
    return shown(decided(OWN), FORM)


@scene("send-narrow", 600, 900)
def narrow() -> QWidget:
    """Show the screen: narrow."""
    return shown(decided(OWN), FORM)


@scene("send-hidden", 1020, 730)
def hidden() -> QWidget:
    """Show the screen: hidden."""
    return shown(replace(decided(OWN), hide_amounts=True), FORM)


@scene("send-checking", 1020, 730)
def checking() -> QWidget:
    """Show the screen: checking."""
    return shown(decided(Loading()), FORM)


@scene("send-preview-failed", 1020, 730)
def preview_failed() -> QWidget:
    """Show the screen: preview failed."""
    return shown(decided(Failed(DOWN)), FORM)


@scene("send-unknown-recipient", 1020, 730)
def unknown_recipient() -> QWidget:
    """Show the screen: unknown recipient."""
    draft = replace(DRAFT, recipient=STRANGER)
    return shown(decided(DENIED, draft), replace(FORM, recipient=STRANGER))


@scene("send-look-alike", 1020, 730)
def look_alike() -> QWidget:
    """Show the screen: look alike."""
    draft = replace(DRAFT, recipient=FORGED)
    return shown(decided(ALLOWED, draft), replace(FORM, recipient=FORGED))


@scene("send-errors", 1020, 730)
def errors() -> QWidget:
    """Show the screen: errors."""
    touched = frozenset({"recipient", "amount", "memo"})
    return shown(BASE, FormText("did:web:example", QTK, "1,000.001", "x" * 300, touched))


@scene("send-too-much", 740, 530)
def too_much() -> QWidget:
    """Show the screen: too much."""
    return shown(BASE, FormText(MARA, QTK, "1,000.01", "", frozenset({"recipient", "amount"})))


@scene("send-vast", 740, 700)
def vast() -> QWidget:
    """Show the screen: vast."""
    draft = PaymentDraft(LONG, VAST, "9" * 78, "")
    decision = Loaded(Decision(Outcome.ALLOW, Rule.DEFAULT, Amount(10**77, 0, VAST)), NOW)
    view = replace(decided(decision, draft), wallets=Map({LONG: wallet(balance(VAST, 10**77))}))
    return shown(view, FormText(LONG, VAST, "9" * 78, ""))


@scene("send-frozen", 1020, 730)
def frozen() -> QWidget:
    """Show the screen: frozen."""
    everyone = held(identity(MARA, "Mara Lindqvist", IdentityStatus.FROZEN, "Lost laptop"), identity(ACME, "Acme"))
    return shown(replace(BASE, identities=everyone), FORM)


@scene("send-confirm", 1020, 730)
def confirm() -> QWidget:
    """Show the screen: confirm."""
    return shown(decided(OWN), FORM, lambda screen: screen.confirm())


@scene("send-confirm-stranger", 740, 530)
def confirm_stranger() -> QWidget:
    """Show the screen: confirm stranger."""
    draft = replace(DRAFT, recipient=FORGED)
    return shown(decided(ALLOWED, draft), replace(FORM, recipient=FORGED), lambda screen: screen.confirm())


@scene("send-picker", 1020, 730)
def picker() -> QWidget:
    """Show the screen: picker."""
    return shown(BASE, None, lambda screen: screen.pick())


def submitted(stage: Stage, hold: HoldUp | None = None) -> View:
    """Return the view after a payment was submitted, and what became of it."""
    operation = Operation(PENDING, MARA, DRAFT, NOW, stage)
    return replace(BASE, payment=Submitted(DRAFT, PENDING), operation=operation, hold=hold)


@scene("send-sending", 1020, 730)
def sending() -> QWidget:
    """Show the screen: sending."""
    return shown(submitted(Sending(NOW, 1)), FORM)


@scene("send-away", 1020, 730)
def away() -> QWidget:
    """Show the screen: the node can't be asked."""
    return shown(replace(BASE, away=True), FORM)


@scene("send-away-confirm", 1020, 730)
def away_confirm() -> QWidget:
    """Show the screen: the last look while the node can't be asked."""
    return shown(replace(BASE, away=True), FORM, lambda screen: screen.confirm())


@scene("send-waits-for-node", 1020, 730)
def waits_for_node() -> QWidget:
    """Show the screen: it waits for the node."""
    return shown(submitted(Waiting(NOW), HoldUp.NODE), FORM)


@scene("send-waits-and-asks", 740, 530)
def waits_and_asks() -> QWidget:
    """Show the screen: it has waited for a day."""
    return shown(submitted(Waiting(NOW, is_old=True), HoldUp.CONFIRM), FORM)


@scene("send-could-not-leave", 1020, 730)
def could_not_leave() -> QWidget:
    """Show the screen: attempts could not leave this computer."""
    return shown(submitted(Waiting(NOW, Problem(Code.STORAGE_FULL), tries=2)), FORM)


@scene("send-not-kept", 1020, 730)
def not_kept() -> QWidget:
    """Show the screen: it could not be saved."""
    return shown(submitted(NotKept(Problem(Code.STORAGE_FULL))), FORM)


def sent_view() -> View:
    """Return the view of a payment that was made."""
    transfer = Transfer(
        TransferId("tr_" + "0a" * 16),
        Sequence(7_412),
        TransferKind.TRANSFER,
        MARA,
        ACME,
        Amount(2_500, 2, QTK),
        DRAFT.memo,
        NOW - timedelta(seconds=4),
    )
    return submitted(Made(NOW, Receipt(transfer, balance(QTK, 97_500))))


@scene("send-sent", 1020, 730)
def sent() -> QWidget:
    """Show the screen: sent."""
    return shown(sent_view(), FORM)


@scene("send-refused", 1020, 730)
def refused() -> QWidget:
    """Show the screen: refused."""
    problem = Problem(Code.INSUFFICIENT_FUNDS, {"available": "12.50", "symbol": "QTK"}, "amount")
    return shown(submitted(Refused(NOW, problem)), FORM)


@scene("send-unanswered", 740, 530)
def unanswered() -> QWidget:
    """Show the screen: unanswered."""
    return shown(submitted(Unanswered(NOW, Problem(Code.NODE_TIMEOUT), 1)), FORM)


@scene("send-nothing", 1020, 730)
def nothing() -> QWidget:
    """Show the screen: nothing."""
    return shown(replace(BASE, wallet=wallet(), wallets=Map()))


@scene("send-loading", 1020, 730)
def loading() -> QWidget:
    """Show the screen: loading."""
    return shown(replace(BASE, wallet=Wallet()))


@scene("send-wallet-failed", 1020, 730)
def wallet_failed() -> QWidget:
    """Show the screen: wallet failed."""
    return shown(replace(BASE, wallet=Wallet(context=Failed(DOWN))))


@scene("send-stale", 1020, 730)
def stale() -> QWidget:
    """Show the screen: stale."""
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    return shown(replace(BASE, wallet=replace(FULL, context=Stale(permissions, NOW, DOWN))), FORM)


@scene("send-preview-stale", 1020, 730)
def preview_stale() -> QWidget:
    """The decision is from before the node was lost."""
    return shown(decided(Stale(OWN.value, NOW, DOWN)), FORM)
