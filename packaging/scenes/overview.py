"""The Overview screen in the whole window, in all of its states."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from immutables import Map
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId, TransferId
from qwallet_desktop.domain.ids import Sequence as LedgerSequence
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletPermissions
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.navigation import Navigation, Tab
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import Sheet
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.main_window import MainWindow, build
from qwallet_desktop.ui.rooms import all_rooms
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.states import StatePanel
from tests.ui.builders import NOW, FakeStore, bench, did, identity, state

LONG = "The Honourable Company of Lighthouse Keepers of the Far North"
BIDI = "\u202eLeo דוד محمد"
FAMILY: tuple[Identity, ...] = (
    identity(1, "Mara Lindqvist", can_issue=True),
    replace(identity(2, "Savings"), owner=did(1)),
    identity(3, LONG),
    identity(4, BIDI),
    identity(5, "Acme Treasury", kind=IdentityType.ENTERPRISE),
)
SYMBOLS = ("QTK", "EURQ", "GOLD", "SEED", "BOAT", "HOURS", "MILES", "STAMPS", "TEA", "WOOD", "WATT", "ZINC")
UNREACHABLE = Problem(Code.NODE_UNREACHABLE)


def token(symbol: str, decimals: int = 2, *, issuer: int = 1, number: int = 0) -> Token:
    """Return a token; `number` tells those of one symbol apart."""
    token_id = TokenId("qtk1" + f"{symbol}{number}".encode().hex().ljust(64, "5")[:64])
    created = NOW - timedelta(days=40 - SYMBOLS.index(symbol) if symbol in SYMBOLS else 1)
    return Token(token_id, symbol, f"{symbol.title()} token", decimals, did(issuer), "0" * 32, created)


def days(of: Token, now: int) -> tuple[DailyBalance, ...]:
    """Return a month that ends at `now` units."""
    shares = (
        40,
        42,
        41,
        45,
        52,
        50,
        49,
        58,
        61,
        60,
        64,
        62,
        70,
        72,
        71,
        69,
        74,
        80,
        79,
        83,
        81,
        84,
        88,
        86,
        91,
        90,
        95,
    )
    shape = (*shares, 97, 96, 100)
    today = NOW.date()
    return tuple(
        DailyBalance(today - timedelta(days=29 - at), Amount(now * share // 100, of.decimals, of.id))
        for at, share in enumerate(shape)
    )


def entry(of: Token, line: tuple[int, int, Direction, IdentityId | None, str, int]) -> HistoryEntry:
    """Return an entry of the first identity's history.

    `line` is its number, units, direction, other side (none: minted or burned), memo, and how many minutes ago.
    """
    number, units, direction, other, memo, minutes = line
    mine = did(1)
    sides = (other, mine) if direction is Direction.IN else (mine, other)
    kind = TransferKind.TRANSFER if other else (TransferKind.MINT if direction is Direction.IN else TransferKind.BURN)
    amount = Amount(units, of.decimals, of.id)
    moved = Transfer(
        TransferId(f"tr_{number:032x}"),
        LedgerSequence(number),
        kind,
        sides[0],
        sides[1],
        amount,
        memo,
        NOW - timedelta(minutes=minutes),
    )
    return HistoryEntry(mine, moved, direction, amount)


def latest(of: Token, *, huge: bool = False) -> tuple[HistoryEntry, ...]:
    """Return eight entries."""
    stranger = did(77)
    lines = (
        (9, 2_500, Direction.OUT, did(2), "Boat sail, second half", 2),
        (8, 1_250_000, Direction.IN, stranger, "Invoice 2026-114", 41),
        (7, 10**78 - 1 if huge else 990, Direction.IN, did(3), "<b>not bold</b> \u202eright to left", 190),
        (6, 100_000, Direction.IN, None, "", 700),
        (5, 4_200, Direction.OUT, did(4), "", 1_500),
        (4, 500, Direction.OUT, None, "Rounding", 3_100),
        (3, 25_000, Direction.IN, did(5), "A memo that goes on and on, " * 6, 5_000),
        (2, 100_000, Direction.OUT, stranger, "Rent", 20_000),
    )
    return tuple(entry(of, line) for line in lines)


def wallet(
    amounts: Sequence[tuple[Token, int, int]],
    *,
    entries: tuple[HistoryEntry, ...] = (),
    can_issue: bool = True,
    daily: Remote[tuple[DailyBalance, ...]] | None = None,
) -> Wallet:
    """Return a wallet with these (token, settled units, held units)."""
    balances = {
        of.id: Balance(Amount(units, of.decimals, of.id), Amount(held, of.decimals, of.id), LedgerSequence(9))
        for of, units, held in amounts
    }
    return Wallet(
        context=Loaded(WalletPermissions(can_send=True, can_receive=True, can_issue=can_issue), NOW),
        balances=Map(balances),
        latest=Loaded(entries, NOW),
        daily=Map({of.id: daily or Loaded(days(of, units), NOW) for of, units, _ in amounts}),
    )


def shown(
    tokens: Sequence[Token],
    of: Wallet | None,
    *,
    members: tuple[Identity, ...] = FAMILY,
    tab: Tab = Tab.OVERVIEW,
    sheet: Sheet | None = None,
) -> State:
    """Return the state with the first identity's wallet on screen."""
    theme = current_theme()
    made = state(*members, tokens=tokens)
    return replace(
        made,
        wallets=Map({did(1): of}) if of is not None else Map(),
        navigation=Navigation(tab=tab, sheet=sheet),
        preferences=Preferences(theme=Theme(theme.name), font_points=round(theme.font_scale * 10), reduced_motion=True),
    )


def window(of: State, then: Callable[[MainWindow], object] | None = None) -> QWidget:
    """Return the window with this state; `then` is called once it is shown."""
    shell = Shell()
    rooms = all_rooms(Path("/home/mara/.local/share/qwallet"), "0.1.0")
    content = build(shell, FakeStore(of), bench(lambda _action: None), rooms)
    if then is not None:
        QTimer.singleShot(0, content, lambda: then(content))
    return shell


QTK = token("QTK")
EURQ = token("EURQ", issuer=2)
ONE = wallet([(QTK, 97_500, 0)], entries=latest(QTK))
MANY_TOKENS = [token(symbol, decimals=at % 4, issuer=1 + at % 3) for at, symbol in enumerate(SYMBOLS)]
MANY = wallet(
    [
        (each, 0 if each.symbol == "BOAT" else 7**at * 1_000 + at, 500 if at == 1 else 0)
        for at, each in enumerate(MANY_TOKENS)
    ],
    entries=latest(QTK),
)
VAST = token("GOLD", decimals=0)
TWIN = token("QTK", issuer=77, number=1)


@scene("overview-one")
def one() -> QWidget:
    """One token that the identity issued."""
    return window(shown([QTK], ONE))


@scene("overview-one-small", 960, 600)
def one_small() -> QWidget:
    """The same in a small window."""
    return window(shown([QTK], ONE))


@scene("overview-twelve")
def twelve() -> QWidget:
    """Twelve tokens, of which six are shown."""
    return window(shown(MANY_TOKENS, MANY))


@scene("overview-twelve-small", 960, 600)
def twelve_small() -> QWidget:
    """The same in a small window."""
    return window(shown(MANY_TOKENS, MANY))


@scene("overview-vast")
def vast() -> QWidget:
    """78 digits, a held part, two tokens of one symbol, an amount hidden from nobody."""
    amounts = [(VAST, 10**78 - 1, 5), (QTK, 1_234_567_890_12, 0), (TWIN, 42_00, 1_000)]
    return window(shown([VAST, QTK, TWIN], wallet(amounts, entries=latest(VAST, huge=True))))


@scene("overview-vast-small", 960, 600)
def vast_small() -> QWidget:
    """The same in a small window."""
    amounts = [(VAST, 10**78 - 1, 5), (QTK, 1_234_567_890_12, 0), (TWIN, 42_00, 1_000)]
    return window(shown([VAST, QTK, TWIN], wallet(amounts, entries=latest(VAST, huge=True))))


@scene("overview-hidden")
def hidden() -> QWidget:
    """Amounts are hidden."""
    made = shown([QTK, EURQ], wallet([(QTK, 97_500, 2_500), (EURQ, 12_345, 0)], entries=latest(QTK)))
    return window(replace(made, preferences=replace(made.preferences, hide_amounts=True)))


@scene("overview-frozen", 960, 600)
def frozen() -> QWidget:
    """The identity is frozen, by its owner, for a reason of many words."""
    cold = replace(
        FAMILY[0],
        status=IdentityStatus.FROZEN,
        owner=did(5),
        frozen_by=did(5),
        reason="The laptop with this key was left on the night train to Narvik and nobody has called back",
    )
    return window(shown([QTK], ONE, members=(cold, *FAMILY[1:])))


def _skeleton(content: MainWindow) -> None:
    for panel in content.findChildren(StatePanel):
        panel.show_loading(at_once=True)


@scene("overview-loading")
def loading() -> QWidget:
    """Asked for, no answer yet."""
    return window(shown([], Wallet()), _skeleton)


@scene("overview-empty")
def empty() -> QWidget:
    """Nothing yet, and the identity may issue."""
    return window(shown([], wallet([])))


@scene("overview-empty-other", 960, 600)
def empty_other() -> QWidget:
    """Nothing yet, and the identity may only receive."""
    return window(shown([], wallet([], can_issue=False)))


@scene("overview-stale")
def stale() -> QWidget:
    """The node was lost; it comes back by itself."""
    made = shown([QTK, EURQ], wallet([(QTK, 97_500, 2_500), (EURQ, 12_345, 0)], entries=latest(QTK)))
    return window(replace(made, health=Health(Down(NOW - timedelta(minutes=3), UNREACHABLE))))


@scene("overview-stale-retry", 960, 600)
def stale_retry() -> QWidget:
    """The last reading failed and nothing tries again by itself."""
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    broken = replace(
        ONE, context=Stale(permissions, NOW, Problem(Code.INTERNAL)), daily=Map({QTK.id: Failed(UNREACHABLE)})
    )
    return window(shown([QTK], broken))


@scene("overview-failed")
def failed() -> QWidget:
    """No reading ever came."""
    return window(shown([], Wallet(context=Failed(UNREACHABLE), latest=Failed(UNREACHABLE))))


@scene("overview-no-line", 960, 600)
def no_line() -> QWidget:
    """Balances are there, their lines are not yet."""
    amounts = [(QTK, 97_500, 0), (EURQ, 1, 0), (VAST, 5, 0)]
    made = wallet(amounts, daily=Loading())
    single = (DailyBalance(NOW.date(), Amount(1, 2, EURQ.id)),)
    return window(shown([QTK, EURQ, VAST], replace(made, daily=made.daily.set(EURQ.id, Loaded(single, NOW)))))
