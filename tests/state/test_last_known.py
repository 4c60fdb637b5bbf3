"""What the last run knew fills what is not known yet, never more; and what is known is kept a little later."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence
from qwallet_desktop.domain.last_known import KnownTable, KnownWallet, LastKnown
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryPage, HistoryQuery
from qwallet_desktop.domain.wallets import DailyBalance, WalletContext, WalletPermissions
from qwallet_desktop.state import health, history, identities, last_known, lock, wallets
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health_effects import RunStream
from qwallet_desktop.state.last_known import KeepLastKnown, LastKnownDue, LastKnownKept, LastKnownRead, OpenLastKnown
from qwallet_desktop.state.recalled import LastKnownFound
from qwallet_desktop.state.remote import Loaded, Stale
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.taking import DIRECTORY, FRONT, OTHERS, as_of, parts, seen
from qwallet_desktop.state.wallet_facts import LATEST
from qwallet_desktop.wire.last_known import pack, unpack
from tests.state.builders import (
    ADA,
    BEN,
    NODE,
    NOW,
    QTK,
    UNREACHABLE,
    amount,
    balance,
    entry,
    identity,
    posted,
    request,
    token,
)

BEFORE = NOW - timedelta(hours=18)
LATER = NOW + timedelta(minutes=1)
HEAD = 6
MAY = WalletPermissions(can_send=True, can_receive=True, can_issue=False)
OTHER_NODE = NodeId("cd" * 16)
PEOPLE = (identity(ADA, "Ada"), identity(BEN, "Ben", 1))


def known_wallet(owner: IdentityId = ADA, sequence: int = HEAD) -> KnownWallet:
    return KnownWallet(owner, BEFORE, MAY, (balance(100 * sequence, sequence),), latest(sequence, owner), (line(),))


def latest(sequence: int, owner: IdentityId = ADA) -> tuple[HistoryEntry, ...]:
    return tuple(entry(each, owner, Direction.IN, 100 * each) for each in range(sequence, 0, -1))[:LATEST]


def line() -> tuple[DailyBalance, ...]:
    return tuple(DailyBalance(date(2026, 11, day), amount(day)) for day in (20, 21, 22))


def last() -> LastKnown:
    table = KnownTable(ADA, latest(HEAD), 40)
    return LastKnown(NODE, BEFORE, Sequence(HEAD), ADA, PEOPLE, (token(),), (known_wallet(),), (table,))


def context(owner: IdentityId, sequence: int) -> WalletContext:
    return WalletContext(owner, (balance(100 * sequence, sequence),), MAY, Sequence(sequence), NOW)


def run(*actions: Action, state: State | None = None) -> State:
    state = state or State()
    for action in actions:
        state = reduce(state, action)[0]
    return state


def after(state: State, action: Action) -> tuple[Effect, ...]:
    return reduce(state, action)[1]


OPENED = lock.VaultInspected(lock.Phase.OPEN, lock.Slot.KEYRING, True, False, True, (ADA, BEN))
LISTED = identities.IdentitiesLoaded(PEOPLE, NOW)
LOADED = wallets.WalletLoaded(context(ADA, 9), latest(9), NOW)
UP = health.NodeReady(NODE)


def test_an_open_vault_is_asked_once_for_what_the_last_run_kept() -> None:
    assert OpenLastKnown() in after(State(), OPENED)
    assert OpenLastKnown() not in after(run(OPENED), OPENED)


def test_a_locked_vault_is_not_asked() -> None:
    locked = replace(OPENED, phase=lock.Phase.LOCKED)
    assert OpenLastKnown() not in after(State(), locked)


def test_what_the_last_run_knew_is_shown_as_of_then() -> None:
    state = run(LastKnownRead(last()))
    assert state.wallets[ADA].context == Stale(MAY, BEFORE, Problem(Code.NODE_STARTING))
    assert state.wallets[ADA].balances[QTK].settled == amount(600)
    assert state.identities.active == ADA
    assert as_of(state) == BEFORE


def test_events_go_on_where_the_last_run_stood() -> None:
    state = run(LastKnownRead(last()), UP)
    assert RunStream(Sequence(HEAD)) in after(state, LISTED)


def test_what_the_node_says_is_as_of_now() -> None:
    assert as_of(run(LastKnownRead(last()), UP, LISTED, LOADED)) is None


def test_an_identity_that_the_window_opens_with_is_preferred_to_the_last_one() -> None:
    chosen = State(identities=identities.Identities(active=BEN))
    assert run(LastKnownRead(last()), state=chosen).identities.active == BEN


def test_another_node_has_nothing_to_do_with_what_was_known() -> None:
    known = run(LastKnownRead(last()))
    state = run(health.NodeReady(OTHER_NODE), state=known)
    assert (state.wallets, state.history, state.tokens.known) == (Map(), Map(), Map())
    assert (state.identities.order, state.health.head) == ((), 0)


def test_what_is_read_after_another_node_answered_is_passed_over() -> None:
    ready = run(health.NodeReady(OTHER_NODE))
    assert run(LastKnownRead(last()), state=ready) == ready


def test_the_rest_of_another_node_is_passed_over_too() -> None:
    state = run(LastKnownRead(last()), health.NodeReady(OTHER_NODE))
    assert run(LastKnownRead(last()), state=state).wallets == Map()


def test_a_ledger_that_lacks_the_place_of_the_last_run_is_read_anew() -> None:
    state = run(LastKnownRead(last()), UP, health.Resynced())
    assert state.wallets.get(ADA) is None or not state.wallets[ADA].balances


def test_a_gap_later_on_forgets_nothing() -> None:
    told = health.EventReceived(posted(HEAD + 1, ADA, Direction.IN, 700))
    state = run(OPENED, LastKnownRead(last()), UP, LISTED, told, health.Resynced())
    assert state.wallets[ADA].balances[QTK].settled == amount(700)


def test_a_wallet_that_failed_shows_what_was_known_and_why_it_is_not_newer() -> None:
    state = run(wallets.WalletFailed(ADA, UNREACHABLE, NOW), LastKnownRead(last()))
    assert state.wallets[ADA].context == Stale(MAY, BEFORE, UNREACHABLE)


def test_a_wallet_that_was_read_stays_as_it_is() -> None:
    read = run(LOADED)
    assert run(LastKnownFound(last()), state=read).wallets[ADA] is read.wallets[ADA]


def test_an_identity_that_the_node_does_not_list_is_not_brought_back() -> None:
    state = run(identities.IdentitiesLoaded(PEOPLE[:1], NOW), LastKnownFound(last()))
    assert state.identities.order == (ADA,)


def test_a_newer_name_stays() -> None:
    renamed = identities.IdentityAccepted(request(), identity(ADA, "Ada II"), created=False)
    state = run(renamed, LastKnownFound(last()))
    assert state.identities.known[ADA].name == "Ada II"
    assert state.identities.order == (ADA, BEN)


def test_the_newest_rows_that_the_overview_knows_complete_those_that_are_kept() -> None:
    newer = wallets.WalletLoaded(context(ADA, HEAD + 2), latest(HEAD + 2), NOW)
    state = run(LastKnownFound(last()), newer, history.ShowHistory(ADA, HistoryQuery()))
    rows = state.history[ADA].pages[0]
    assert [row.transfer.sequence for row in rows] == list(range(HEAD + 2, 0, -1))[: len(rows)]
    assert rows[0].transfer.sequence == HEAD + 2


sequences = st.integers(1, 12)
from_the_node: st.SearchStrategy[Action] = st.one_of(
    st.just(LISTED),
    sequences.map(lambda at: wallets.WalletLoaded(context(ADA, at), latest(at), NOW)),
    sequences.map(lambda at: health.EventReceived(posted(at, ADA, Direction.IN, 100 * at))),
    st.just(wallets.WalletFailed(ADA, UNREACHABLE, NOW)),
    st.just(wallets.DailyLoaded(ADA, QTK, line(), NOW)),
    st.just(history.ShowHistory(ADA, HistoryQuery())),
    sequences.map(
        lambda at: history.HistoryLoaded(
            ADA, HistoryQuery(), None, 0, HistoryPage(latest(at), 0, len(latest(at)), Sequence(at))
        )
    ),
)


@given(st.lists(from_the_node, max_size=8), st.integers(1, 12))
@settings(max_examples=200, deadline=None)
def test_what_was_known_never_overwrites_what_is_known(actions: list[Action], head: int) -> None:
    before = run(*actions)
    found = replace(last(), head=Sequence(head), wallets=(known_wallet(ADA, head),))
    state = run(LastKnownFound(found), state=before)
    wallet, old = state.wallets[ADA], before.wallets.get(ADA, wallets.Wallet())
    for now, then in ((wallet.context, old.context), (wallet.latest, old.latest), (wallet.daily, old.daily)):
        assert now == then or not isinstance(then, Loaded)
    for token_id, held in old.balances.items():
        assert wallet.balances[token_id].sequence >= held.sequence
    for identity_id, one in before.identities.known.items():
        assert state.identities.known[identity_id] == one
    table = before.history.get(ADA, history.History())
    # What was found among rows of our own may be completed; what the node answered stays.
    assert (
        table.local
        or table.total is None
        or (state.history[ADA].pages, state.history[ADA].total) == (table.pages, table.total)
    )
    assert state.health.head >= before.health.head


@given(st.lists(from_the_node, max_size=8), st.integers(0, 8), st.integers(1, 12))
@settings(max_examples=200, deadline=None)
def test_once_the_node_has_answered_it_is_as_if_nothing_had_been_kept(
    actions: list[Action], place: int, head: int
) -> None:
    found = LastKnownFound(replace(last(), head=Sequence(head), wallets=(known_wallet(ADA, head),)))
    final: list[Action] = [LISTED, wallets.WalletLoaded(context(ADA, 12), latest(12), LATER)]
    final += [wallets.DailyLoaded(ADA, QTK, line(), LATER)]
    without = run(*actions, *final)
    state = run(*actions[:place], found, *actions[place:], *final)
    assert state.wallets == without.wallets
    assert state.identities == without.identities


@given(st.lists(from_the_node, max_size=10))
@settings(max_examples=100, deadline=None)
def test_what_is_taken_comes_back_through_the_disk(actions: list[Action]) -> None:
    state = run(OPENED, UP, LISTED, *actions)
    what = seen(state, LATER)
    assert what is not None
    begun = State(identities=identities.Identities(active=ADA))
    taken = {part.name: unpack(pack(part.take())) for part in parts(what)}
    front = replace(taken[FRONT], identities=taken[DIRECTORY].identities)
    again = run(LastKnownRead(front), LastKnownRead(taken[OTHERS]), state=begun)
    assert again.identities.order == state.identities.order
    wallet = state.wallets.get(ADA)
    if wallet is not None and isinstance(wallet.context, (Loaded, Stale)):
        assert again.wallets[ADA].balances == wallet.balances


def test_a_change_is_kept_a_little_later_and_once() -> None:
    state = run(OPENED, UP)
    assert last_known.WaitToKeep() in after(state, LISTED)
    state = run(LISTED, state=state)
    assert last_known.WaitToKeep() not in after(state, LOADED)


def test_nobody_waits_for_what_is_only_to_be_kept_later() -> None:
    assert last_known.WaitToKeep().waits


def test_nothing_is_kept_before_it_was_looked_for_what_the_last_run_kept() -> None:
    assert last_known.WaitToKeep() not in after(run(UP), LISTED)


def test_when_it_is_time_all_that_is_known_is_kept() -> None:
    state = run(OPENED, UP, LISTED, LOADED)
    (keep,) = [effect for effect in after(state, LastKnownDue(LATER)) if isinstance(effect, KeepLastKnown)]
    assert keep.seen.wallets is state.wallets
    assert keep.seen.at == LATER


def test_while_something_is_being_written_the_next_waits() -> None:
    writing = run(OPENED, UP, LISTED, LastKnownDue(NOW), LOADED)
    assert after(writing, LastKnownDue(LATER)) == (last_known.WaitToKeep(),)
    done = run(LastKnownKept(), state=writing)
    assert any(isinstance(effect, KeepLastKnown) for effect in after(done, LastKnownDue(LATER)))
