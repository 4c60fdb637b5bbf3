"""Over any sequence of looks, answers, failures and reconnections the lazy loader keeps its promises."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.events import IdentityChanged
from qwallet_desktop.domain.health import Closed, Service
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.state import health, lazy_actions, wallets
from qwallet_desktop.state.audit import CloseEntry, SelectEntry
from qwallet_desktop.state.history import FetchHistoryPage
from qwallet_desktop.state.identities import FetchIdentities, SwitchIdentity
from qwallet_desktop.state.looking import MOST_FLYING, due, looked_at
from qwallet_desktop.state.part import IDENTITIES, overview
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.wallets import FetchDaily, FetchWallet, LoadWallet
from tests.state.builders import (
    ADA,
    BEN,
    NODE,
    NOW,
    UNREACHABLE,
    event,
    identity,
    posted,
)
from tests.state.loader_world import (
    ACTIVITY,
    ENTRY,
    INSPECTED,
    LOCKED,
    OVERVIEW,
    PEOPLE,
    SEND,
    SETTINGS,
    Loader,
    answer,
    ready,
    shown,
)

Step = tuple[Action | str, int]
acts: st.SearchStrategy[Action | str] = st.one_of(
    st.sampled_from(["answer", "answer", "answer", "fail", "late"]),
    st.sampled_from([SEND, ACTIVITY, OVERVIEW, SETTINGS, LOCKED, INSPECTED, CloseEntry(), SelectEntry(ENTRY)]),
    st.sampled_from(
        [
            health.NodeReady(NODE),
            health.NodeLost(NOW, UNREACHABLE),
            health.StreamConnected(Sequence(4)),
            health.StreamLost(),
            health.Resynced(),
            health.ServiceChanged(Service.WALLET, Closed()),
            health.EffectCrashed("FetchWallet", "KeyError"),
            lazy_actions.GrantsLapsed(),
            lazy_actions.GrantsLapsed((BEN,)),
            lazy_actions.Glance(PEOPLE),
            lazy_actions.Glance(()),
            lazy_actions.Quieted(),
            lazy_actions.NextTryDue(),
        ]
    ),
    st.builds(SwitchIdentity, st.sampled_from(PEOPLE)),
    st.builds(LoadWallet, st.sampled_from(PEOPLE)),
    st.builds(shown, st.sampled_from(PEOPLE), st.sampled_from([HistoryQuery(), HistoryQuery(search="rent")])),
    st.builds(lambda who, at: health.EventReceived(posted(at, who)), st.sampled_from(PEOPLE), st.integers(2, 9)),
    st.builds(
        lambda who, at: health.EventReceived(event(at, who, IdentityChanged(identity(who, "New")))),
        st.sampled_from(PEOPLE),
        st.integers(2, 9),
    ),
)
steps = st.lists(st.tuples(acts, st.integers(0, 9)), max_size=40)
BY_HAND = (LoadWallet, type(shown(ADA)))


def take(loader: Loader, act: Action | str, number: int) -> None:
    match act:
        case "answer":
            loader.answer(number, number)
        case "fail":
            loader.fail(number)
        case "late":
            if loader.gone:
                one = loader.gone[number % len(loader.gone)]
                if loader.flying.get(one.exclusive) == one:
                    # The same was asked again: an answer is an answer.
                    del loader.flying[one.exclusive]
                loader.do(answer(one, number))
        case str():
            raise AssertionError(act)
        case _:
            loader.do(act)


@given(steps)
@settings(max_examples=300, deadline=None)
def test_the_books_hold_just_what_is_on_its_way_and_nothing_is_asked_twice(taken: list[Step]) -> None:
    loader = Loader()
    for act, number in taken:
        take(loader, act, number)
        fetched = {key for key, effect in loader.flying.items() if not _is_row_page(effect)}
        if act != health.EffectCrashed("FetchWallet", "KeyError"):
            assert loader.booked() == fetched
            assert not loader.doubled or isinstance(act, BY_HAND)
        else:
            loader.flying = {key: effect for key, effect in loader.flying.items() if key in loader.booked()}


def _is_row_page(effect: object) -> bool:
    return isinstance(effect, FetchHistoryPage) and effect.as_of is not None


@given(steps)
@settings(max_examples=300, deadline=None)
def test_while_connected_nothing_that_is_looked_at_stays_unasked(taken: list[Step]) -> None:
    loader = Loader()
    for act, number in taken:
        take(loader, act, number)
        books = loader.books
        assert books.looked == looked_at(loader.state)
        assert due(loader.state) == []
        if health.is_up(loader.state.health) and books.granted and IDENTITIES not in books.flying:
            waiting = [one for one in books.looked if one not in {*books.fresh, *books.flying, *books.missed}]
            assert not waiting or len(books.flying) >= MOST_FLYING


@given(steps)
@settings(max_examples=300, deadline=None)
def test_what_is_left_while_it_is_on_its_way_is_given_up(taken: list[Step]) -> None:
    loader = Loader()
    for act, number in taken:
        before = loader.books
        take(loader, act, number)
        left = {*before.looked} - {*loader.books.looked}
        assert not left & {*loader.books.flying} or isinstance(act, BY_HAND)


@given(steps)
@settings(max_examples=300, deadline=None)
def test_an_answer_that_nobody_awaits_proves_nothing(taken: list[Step]) -> None:
    loader = Loader()
    for act, number in taken:
        before = loader.books
        awaited = {*loader.flying.values()}
        late = [one for one in loader.gone if one not in awaited and not isinstance(one, FetchIdentities)]
        if act == "late" and late:
            loader.do(answer(late[number % len(late)], number))
            assert {*loader.books.fresh} <= {*before.fresh}
        elif act != "late":
            take(loader, act, number)


@given(steps, st.integers(0, 9))
@settings(max_examples=200, deadline=None)
def test_what_failed_is_asked_once_more_by_retry(taken: list[Step], number: int) -> None:
    loader = ready()
    for act, at in taken:
        take(loader, act, at)
    loader.do(health.NodeReady(NODE)).do(INSPECTED).answer_all(number)
    active = loader.state.identities.active
    assert active is not None
    loader.do(LoadWallet(active))
    loader.flying.pop(FetchWallet(active).exclusive)
    loader.do(wallets.WalletFailed(active, UNREACHABLE, NOW))
    assert overview(active) in loader.books.missed
    assert FetchWallet(active) not in loader.asked
    loader.do(LoadWallet(active))
    assert loader.asked.count(FetchWallet(active)) == 1


@given(steps)
@settings(max_examples=200, deadline=None)
def test_what_is_read_for_one_identity_is_never_booked_for_another(taken: list[Step]) -> None:
    loader = Loader()
    for act, number in taken:
        before = loader.books
        what = list(loader.flying.values())[number % len(loader.flying)] if loader.flying else None
        take(loader, act, number)
        if act == "answer" and isinstance(what, (FetchWallet, FetchDaily, FetchHistoryPage)):
            new = {*loader.books.fresh} - {*before.fresh}
            assert {part.identity_id for part in new} <= {what.identity_id}
