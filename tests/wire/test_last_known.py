"""The last-known state on the disk: it comes back as it was, and what is damaged is said to be."""

import json
import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.ids import NodeId, Sequence, TokenId
from qwallet_desktop.domain.last_known import KnownTable, KnownWallet, LastKnown
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.domain.wallets import Balance, DailyBalance
from qwallet_desktop.wire.last_known import VERSION, DamagedError, pack, unpack
from tests.wire import builders

NOW = datetime(2026, 11, 23, 12, 0, 0, 123_456, tzinfo=UTC)
SMALL = LastKnown(NodeId("ab" * 16), NOW, Sequence(7))
TOKEN = TokenId("qtk1" + "ab" * 32)


def of_one_token(entry: HistoryEntry) -> HistoryEntry:
    """Return an entry whose balance is one of the token that moved."""
    return HistoryEntry(entry.identity_id, entry.transfer, entry.direction, entry.transfer.amount)


entries = builders.ENTRIES.map(of_one_token)
balances = builders.BALANCES.map(lambda one: Balance(one.settled, one.settled.of(one.held.units), one.sequence))
lines = st.lists(st.integers(-(10**78) + 1, 10**78 - 1), min_size=1, max_size=3).map(
    lambda units: tuple(
        DailyBalance(date(2026, 11, 1) + timedelta(days=day), Amount(each, 2, TOKEN)) for day, each in enumerate(units)
    )
)
wallets = st.builds(
    KnownWallet,
    builders.PEOPLE,
    builders.MOMENTS,
    builders.PERMISSIONS,
    builders.several(balances),
    builders.several(entries),
    builders.several(lines),
)
tables = st.builds(KnownTable, builders.PEOPLE, builders.several(entries), builders.WHOLE)
everything = st.builds(
    LastKnown,
    builders.NODES,
    builders.MOMENTS,
    builders.SEQUENCES,
    st.none() | builders.PEOPLE,
    builders.several(builders.IDENTITIES),
    builders.several(builders.TOKENS),
    builders.several(wallets),
    builders.several(tables),
)


@given(everything)
def test_what_was_known_comes_back_as_it_was(known: LastKnown) -> None:
    assert unpack(pack(known)) == known


@given(everything, st.integers(0, 200))
def test_what_was_cut_short_is_damaged(known: LastKnown, kept: int) -> None:
    packed = pack(known)
    with pytest.raises(DamagedError):
        unpack(packed[: min(kept, len(packed) - 1)])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=12))
def test_what_is_shaped_otherwise_is_damaged(other: object) -> None:
    with pytest.raises(DamagedError):
        unpack(zlib.compress(json.dumps(other).encode()))


def test_what_another_version_wrote_is_passed_over() -> None:
    rows = json.loads(zlib.decompress(pack(SMALL)))
    assert rows[0] == VERSION
    with pytest.raises(DamagedError):
        unpack(zlib.compress(json.dumps([VERSION + 1, *rows[1:]]).encode()))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zlib.compress(b"[" + b" " * (65 * 1024 * 1024) + b"]")
    with pytest.raises(DamagedError):
        unpack(bomb)
