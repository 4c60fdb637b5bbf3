"""The Activity screen in all of its states."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from immutables import Map
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.send import ACME, EVERYONE, LEO, LONG, MARA, NOW, PENDING, QTK, STRANGER, TOKENS, VAST, bench

from qwallet_desktop.domain.audit import AuditEntry, InclusionProof
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, SortKey, Transfer, TransferKind
from qwallet_desktop.state.audit import Drawer, NotProved, ProofState, Proved, Proving, Selection
from qwallet_desktop.state.exports import Exported, Exporting, NotExported
from qwallet_desktop.state.health import Down, Health, Up
from qwallet_desktop.state.history import History
from qwallet_desktop.ui.screens.activity import ActivityScreen, View
from qwallet_desktop.ui.screens.proof_panel import ProofPanel
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.domain.audit_log import PROOF, TRANSFER

MEMOS = (
    "Boat sail, second half",
    "",
    "Rent for November",
    "\u202ereversed <b>bold</b> https://example.org",
    "\u05ea\u05d5\u05d3\u05d4 \u0639\u0644\u0649 \u0627\u0644\u0639\u0634\u0627\u0621",
    "A very long memo that tells the whole story of a payment, from the first idea to the last stamp on the last form",
)
DOWN = Problem(Code.NODE_UNREACHABLE)
OTHERS = (ACME, STRANGER, LEO, LONG)


def entry(rank: int, token_id: TokenId = QTK, units: int | None = None) -> HistoryEntry:
    """Return the entry of a rank, of every kind in turn."""
    incoming = rank % 3 == 0
    kind = {4: TransferKind.MINT, 9: TransferKind.BURN}.get(rank % 11, TransferKind.TRANSFER)
    incoming = kind is TransferKind.MINT or (incoming and kind is TransferKind.TRANSFER)
    other: IdentityId | None = OTHERS[rank % 4] if kind is TransferKind.TRANSFER else None
    decimals = TOKENS[token_id].decimals
    amount = Amount(units or (rank * 7_919) % 990_000 + 100, decimals, token_id)
    transfer = Transfer(
        TransferId(f"tr_{rank:032x}"),
        Sequence(20_000 - rank),
        kind,
        other if incoming else MARA,
        MARA if incoming else other,
        amount,
        MEMOS[rank % len(MEMOS)],
        NOW - timedelta(minutes=rank * rank * 7),
    )
    direction = Direction.IN if incoming else Direction.OUT
    return HistoryEntry(MARA, transfer, direction, Amount(4_200_000 + rank, decimals, token_id))


ROWS = (entry(0), entry(1), entry(2, VAST, 10**78 - 1), *(entry(rank) for rank in range(3, 100)))
FULL = History(as_of=Sequence(20_000), total=20_000, pages=Map({0: ROWS}), recent=(0,))
BASE = View(
    identity=MARA,
    history=FULL,
    identities=EVERYONE,
    tokens=TOKENS,
    health=Health(node=Up(NodeId("0f" * 16)), live=True),
)
ASKED = HistoryQuery(
    search="boat", since=NOW - timedelta(days=9), until=NOW, token_id=QTK, direction=Direction.OUT, counterparty=LONG
)


def shown(view: View, then: Callable[[ActivityScreen], object] | None = None) -> QWidget:
    """Return a page with the screen; `then` runs once it is seen."""
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    screen = ActivityScreen(bench())
    column(root).addWidget(screen)
    screen.draw(view)
    if then is not None:
        QTimer.singleShot(0, lambda: then(screen))
    return root


def selected(one: HistoryEntry, proof: ProofState, note: str = "") -> View:
    """Return the view with an entry in the drawer."""
    notes = Map({one.transfer.id: note}) if note else Map()
    return replace(BASE, drawer=Drawer(Selection(one, proof), notes))


def broken_proof(one: HistoryEntry) -> InclusionProof:
    """Return a proof that does not hold."""
    leaf = AuditEntry(1_233, one.transfer.sequence, one.transfer.at, MARA, "TRANSFER", "ab" * 32)
    return InclusionProof(one.transfer.id, leaf, ("cd" * 32,) * 13, "no note\n", "ef" * 32)


@scene("activity", 1020, 730)
def activity() -> QWidget:
    """Show the screen: activity."""
    return shown(BASE)


@scene("activity-small", 740, 530)
def small() -> QWidget:
    """Show the screen: small."""
    return shown(replace(BASE, history=replace(FULL, fresh=3)))


@scene("activity-wide", 1500, 900)
def wide() -> QWidget:
    """Show the screen: wide."""
    return shown(selected(ROWS[3], Proving()))


@scene("activity-drawer", 1020, 730)
def drawer() -> QWidget:
    """Show the screen: drawer."""
    return shown(selected(ROWS[0], Proving(), "Ask Mara for the receipt"))


@scene("activity-drawer-small", 740, 530)
def drawer_small() -> QWidget:
    """Show the screen: drawer small."""
    return shown(selected(ROWS[1], NotProved(DOWN)))


@scene("activity-drawer-vast", 1020, 1100)
def drawer_vast() -> QWidget:
    """Show the screen: drawer vast."""
    return shown(selected(ROWS[2], Proved(broken_proof(ROWS[2]), holds=False)))


@scene("activity-proved", 1020, 1000)
def proved() -> QWidget:
    """Show a transfer whose proof holds."""
    one = HistoryEntry(MARA, TRANSFER, Direction.OUT, TRANSFER.amount)
    tokens = TOKENS.set(TRANSFER.amount.token_id, replace(TOKENS[QTK], id=TRANSFER.amount.token_id))
    view = replace(selected(one, Proved(PROOF, holds=True)), tokens=tokens)
    return shown(view, lambda screen: screen.findChild(ProofPanel).toggle())


@scene("activity-hidden", 1020, 730)
def hidden() -> QWidget:
    """Show the screen: hidden."""
    return shown(replace(selected(ROWS[0], Proving()), hide_amounts=True))


@scene("activity-filtered", 740, 530)
def filtered() -> QWidget:
    """Show the screen: filtered."""
    query = replace(ASKED, sort=SortKey.AMOUNT, descending=False)
    return shown(replace(BASE, history=replace(FULL, query=query, total=37)))


@scene("activity-found-too-much", 1020, 730)
def found_too_much() -> QWidget:
    """Show a search that found more than can be shown, while all of it is exported."""
    found = replace(FULL, query=HistoryQuery(search="boat"), total=10_000, more=True)
    return shown(replace(BASE, history=found, export=Exporting(PENDING, Path("boats.csv"), 12_500, None)))


@scene("activity-million-small", 740, 530)
def million_small() -> QWidget:
    """Show a search that found too much among a million entries in a small window."""
    found = replace(FULL, query=HistoryQuery(search="boat", descending=False), total=10_000, more=True)
    return shown(replace(BASE, history=found))


@scene("activity-no-match", 1020, 730)
def no_match() -> QWidget:
    """Show the screen: no match."""
    return shown(replace(BASE, history=History(query=ASKED, as_of=Sequence(9), total=0)))


@scene("activity-empty", 1020, 730)
def empty() -> QWidget:
    """Show the screen: empty."""
    return shown(replace(BASE, history=History(as_of=Sequence(9), total=0)))


@scene("activity-loading", 1020, 730)
def loading() -> QWidget:
    """Show the screen: loading."""
    return shown(replace(BASE, history=History(asked=frozenset({0}))))


@scene("activity-failed", 1020, 730)
def failed() -> QWidget:
    """Show the screen: failed."""
    return shown(replace(BASE, history=History(problem=DOWN)))


@scene("activity-stale", 1020, 730)
def stale() -> QWidget:
    """Show the screen: stale."""
    return shown(replace(BASE, health=Health(node=Down(NOW - timedelta(minutes=5), DOWN))))


@scene("activity-missing-rows", 1020, 730)
def missing_rows() -> QWidget:
    """Show the screen: missing rows."""
    return shown(replace(BASE, history=replace(FULL, pages=Map({0: ROWS[:6]}), problem=DOWN)))


@scene("activity-exporting", 1020, 730)
def exporting() -> QWidget:
    """Show the screen: exporting."""
    return shown(replace(BASE, export=Exporting(PENDING, Path("activity-2026-11-20.csv"), 12_500, 20_000)))


@scene("activity-exported", 1020, 730)
def exported() -> QWidget:
    """Show the screen: exported."""
    return shown(replace(BASE, export=Exported(Path("/home/mara/Documents/activity-2026-11-20.csv"), 20_000)))


@scene("activity-not-exported", 740, 530)
def not_exported() -> QWidget:
    """Show the screen: not exported."""
    problem = Problem(Code.FILE_NOT_WRITTEN, {"reason": "No space left on device", "file": "activity.csv"})
    return shown(replace(BASE, export=NotExported(problem)))
