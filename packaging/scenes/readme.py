"""The pictures of README.md: Overview, Activity and Send of one identity, with data as a person would have it."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from immutables import Map
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import wallet, window

from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import DailyBalance
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.history import History
from qwallet_desktop.state.navigation import Navigation, Tab
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import State
from qwallet_desktop.state.transfers import Drafting, PaymentDraft
from qwallet_desktop.ui.main_window import MainWindow
from qwallet_desktop.ui.screens.send import SendScreen
from qwallet_desktop.ui.screens.send_check import FormText
from qwallet_desktop.ui.theme import current_theme
from tests.ui.builders import NOW, did, identity, state

MEMBERS: Final = tuple(
    identity(number, name)
    for number, name in enumerate(("Mara Lindqvist", "Harbour Bakery", "Night Heron Studio", "Savings"), 1)
)
MINE: Final = did(1)
SETTLED: Final = {"QTK": 4_286_350, "EURQ": 1_290_418, "GOLD": 12_750_000}
PAID_FOR: Final = (
    "Flour and butter", "Rent", "", "Train to Lübeck", "Electricity", "Set aside", "Concert", "Bread for the week",
    "Bicycle repair",
)  # fmt: skip
PAID_WITH: Final = ("Invoice 2041", "Invoice 2042", "Poster series", "Refund 1187", "Team dinner", "Birthday present")


def _token(at: int, symbol: str, name: str, decimals: int) -> Token:
    token_id = TokenId("qtk1" + symbol.encode().hex().ljust(64, "5"))
    return Token(token_id, symbol, name, decimals, did(2), "0" * 32, NOW - timedelta(days=90 - at))


TOKENS: Final = (
    _token(0, "QTK", "Qwallet token", 2),
    _token(1, "EURQ", "Sample euro", 2),
    _token(2, "GOLD", "Sample gold, in ounces", 6),
)


def _days(of: Token, chance: Random) -> tuple[DailyBalance, ...]:
    """Return a month that ends at what there is now."""
    now = SETTLED[of.symbol]
    steps = [0, *(chance.randint(-now // 16, now // 20) for _ in range(29))]
    values = reversed(list(accumulate(steps, lambda before, step: before - step, initial=now))[:30])
    first = NOW.date() - timedelta(days=29)
    return tuple(DailyBalance(first + timedelta(days=at), _amount(of, units)) for at, units in enumerate(values))


def _amount(of: Token, units: int) -> Amount:
    return Amount(units, of.decimals, of.id)


def _entries(chance: Random, count: int) -> tuple[HistoryEntry, ...]:
    """Return entries, newest first, each somewhat older than the one before."""
    minutes = accumulate(chance.randint(9, 260) for _ in range(count))
    return tuple(_entry(chance, rank, NOW - timedelta(minutes=ago)) for rank, ago in enumerate(minutes))


def _entry(chance: Random, rank: int, at: datetime) -> HistoryEntry:
    of = chance.choices(TOKENS, (6, 3, 1))[0]
    amount = _amount(of, chance.randint(1_200, 48_000) if of.decimals == 2 else chance.randint(9_000, 750_000))  # noqa: PLR2004
    incoming = chance.random() < 0.4  # noqa: PLR2004
    other: IdentityId = chance.choice([did(2), did(3), did(4), did(77)])
    sides = (other, MINE) if incoming else (MINE, other)
    number = 8_031 - rank
    transfer = Transfer(
        TransferId(f"tr_{number:032x}"),
        Sequence(number),
        TransferKind.TRANSFER,
        *sides,
        amount,
        chance.choice(PAID_WITH if incoming else PAID_FOR),
        at,
    )
    return HistoryEntry(MINE, transfer, Direction.IN if incoming else Direction.OUT, amount)


def _state(tab: Tab) -> State:
    chance = Random(11)  # noqa: S311 - sample data
    theme = current_theme()
    entries = _entries(chance, 100)
    mine = wallet([(of, SETTLED[of.symbol], 0) for of in TOKENS], entries=entries[:8], can_issue=False)
    mine = replace(mine, daily=Map({of.id: Loaded(_days(of, chance), NOW) for of in TOKENS}))
    theirs = wallet([(TOKENS[0], 1_912_075, 0)], can_issue=False)
    return replace(
        state(*MEMBERS, tokens=TOKENS),
        wallets=Map({MINE: mine, did(3): theirs}),
        history=Map({MINE: History(as_of=Sequence(8_031), total=8_031, pages=Map({0: entries}), recent=(0,))}),
        navigation=Navigation(tab=tab),
        preferences=Preferences(theme=Theme(theme.name), reduced_motion=True),
    )


@scene("readme-overview")
def overview() -> QWidget:
    """Balances with their month, and the latest entries."""
    return window(_state(Tab.OVERVIEW))


@scene("readme-activity")
def activity() -> QWidget:
    """The table over all entries."""
    return window(_state(Tab.ACTIVITY))


@scene("readme-send", 1240, 600)
def send() -> QWidget:
    """A payment to another of one's own identities, and what the node would decide."""
    qtk = TOKENS[0]
    draft = PaymentDraft(did(3), qtk.id, "250.00", "Poster series, first half")
    allowed = Decision(Outcome.ALLOW, Rule.OWN_IDENTITIES, _amount(qtk, SETTLED["QTK"] - 25_000))
    shown = replace(_state(Tab.SEND), transfers=Map({MINE: Drafting(draft, Loaded(allowed, NOW))}))

    def fill(content: MainWindow) -> None:
        for screen in content.findChildren(SendScreen):
            screen.fill(FormText(did(3), qtk.id, "250.00", "Poster series, first half"))

    return window(shown, then=fill)
