"""What is looked at is read once, what is left is given up, what failed waits, what is old is read anew."""

import pytest

from qwallet_desktop.domain.audit import AuditEntry, InclusionProof
from qwallet_desktop.domain.events import IdentityChanged
from qwallet_desktop.domain.health import Closed, Service
from qwallet_desktop.domain.ids import Sequence, TransferId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.domain.wallets import DailyBalance
from qwallet_desktop.state import audit, health, identities, lazy, lazy_actions, tokens, wallets
from qwallet_desktop.state.audit import CloseEntry, FetchProof, LoadProof, SelectEntry
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.history import FetchHistoryPage
from qwallet_desktop.state.identities import FetchIdentities, SwitchIdentity
from qwallet_desktop.state.lazy_books import Lazy
from qwallet_desktop.state.part import IDENTITIES, TOKENS, line, overview, proof, table
from qwallet_desktop.state.wallets import FetchDaily, FetchWallet, LoadDaily, LoadWallet
from tests.state.builders import (
    ADA,
    BEN,
    NODE,
    NOW,
    QTK,
    REFUSAL,
    UNREACHABLE,
    balance,
    context,
    event,
    identity,
    posted,
    request,
    token,
)
from tests.state.loader_world import (
    ACTIVITY,
    ENTRY,
    INSPECTED,
    LOCKED,
    OVERVIEW,
    SEND,
    SETTINGS,
    Loader,
    answer,
    failure,
    known,
    ready,
    shown,
)

PROOF = proof(ENTRY.transfer.id)
FOUND = InclusionProof(ENTRY.transfer.id, AuditEntry(0, Sequence(3), NOW, ADA, "PAY", "00"), (), "", "")


def test_at_the_start_the_list_comes_first_then_what_is_looked_at_then_its_lines() -> None:
    loader = Loader().do(INSPECTED)
    assert loader.asked == []
    assert loader.do(health.NodeReady(NODE)).asked == [FetchIdentities()]
    loader.answer(0)
    assert loader.asked == [tokens.FetchTokens(), FetchWallet(ADA)]
    loader.answer(1)
    assert loader.asked == [FetchDaily(ADA, QTK)]
    assert not loader.answer_all().books.flying


def test_who_comes_back_to_what_is_known_asks_for_nothing() -> None:
    loader = ready().do(SwitchIdentity(BEN)).answer_all()
    assert loader.do(SwitchIdentity(ADA)).asked == []
    assert loader.do(SETTINGS).asked == loader.do(OVERVIEW).asked == []


def test_while_no_events_come_what_comes_into_view_is_read_anew() -> None:
    loader = ready().do(SwitchIdentity(BEN)).answer_all().do(health.StreamLost())
    assert loader.asked == []
    assert loader.do(SwitchIdentity(ADA)).asked == [FetchWallet(ADA), FetchDaily(ADA, QTK)]


def test_a_tab_that_is_left_early_is_given_up_and_asked_for_again() -> None:
    loader = ready().do(ACTIVITY)
    (asked,) = loader.asked
    loader.do(SEND)
    assert (loader.flying, loader.gone[-1]) == ({}, asked)
    assert loader.do(ACTIVITY).asked == [asked]


def test_another_query_counts_and_the_answer_to_the_one_before_does_not() -> None:
    loader = ready().do(ACTIVITY)
    (first,) = loader.asked
    loader.do(shown(ADA, HistoryQuery(search="rent"))).do(answer(first))
    assert table(ADA) in loader.books.flying
    loader.do(failure(first))
    assert table(ADA) in loader.books.flying
    assert table(ADA) in loader.answer_all().books.fresh


def test_a_page_that_was_scrolled_to_is_no_answer_to_the_table() -> None:
    loader = ready().do(ACTIVITY)
    before = loader.books
    rows = FetchHistoryPage(ADA, HistoryQuery(), Sequence(1), 2)
    assert loader.do(answer(rows)).do(failure(rows)).books == before


def test_when_the_node_comes_back_only_what_is_looked_at_is_read_anew() -> None:
    loader = ready().do(SwitchIdentity(BEN)).answer_all().do(health.NodeLost(NOW, UNREACHABLE))
    assert loader.do(health.NodeReady(NODE)).asked == [FetchIdentities()]
    loader.answer(0)
    assert FetchWallet(ADA) not in loader.asked
    assert FetchWallet(BEN) in loader.asked
    assert loader.answer_all().do(SwitchIdentity(ADA)).asked == [FetchWallet(ADA), FetchDaily(ADA, QTK)]


def test_after_a_gap_what_is_looked_at_is_read_anew_locked_or_not() -> None:
    loader = ready().do(LOCKED)
    assert loader.do(health.Resynced()).asked == [tokens.FetchTokens(), FetchWallet(ADA), FetchDaily(ADA, QTK)]
    assert loader.answer_all().do(health.NodeReady(NODE)).asked == [
        tokens.FetchTokens(),
        FetchWallet(ADA),
        FetchDaily(ADA, QTK),
    ]


def test_what_was_read_before_the_first_event_counts_only_if_nothing_lies_between() -> None:
    begun = Loader().do(health.NodeReady(NODE)).do(INSPECTED).answer_all(5)
    assert begun.do(health.StreamConnected(Sequence(5))).asked == [FetchDaily(ADA, QTK)]
    late = Loader().do(health.NodeReady(NODE)).do(INSPECTED).answer_all(4)
    assert late.do(health.StreamConnected(Sequence(5))).asked == [FetchWallet(ADA), FetchDaily(ADA, QTK)]
    assert late.answer_all(5).do(health.StreamConnected(Sequence(9))).asked == []


def test_what_is_on_its_way_when_events_begin_counts_if_it_was_read_late_enough() -> None:
    for at, again in ((6, False), (4, True)):
        loader = ready(1).do(LOCKED).do(health.Resynced()).do(health.StreamConnected(Sequence(6)))
        assert FetchWallet(ADA) in loader.flying.values()
        loader.flying.pop(FetchWallet(ADA).exclusive)
        loader.do(answer(FetchWallet(ADA), at))
        assert (FetchWallet(ADA) in loader.asked) == again


def test_what_failed_waits_for_events_for_its_service_or_for_a_new_list() -> None:
    for news in (
        health.StreamConnected(Sequence(1)),
        health.ServiceChanged(Service.WALLET, Closed()),
        identities.IdentitiesLoaded(known(), NOW),
    ):
        loader = ready().do(SwitchIdentity(BEN))
        loader.fail(0)
        assert (loader.asked, loader.flying) == ([], {})
        assert FetchWallet(BEN) in loader.do(news).asked
    assert ready().do(health.ServiceChanged(Service.WALLET, Closed())).asked == []


def test_who_comes_back_to_what_failed_tries_it_again() -> None:
    loader = ready().do(SwitchIdentity(BEN))
    loader.fail(0)
    loader.do(SwitchIdentity(ADA))
    assert loader.do(SwitchIdentity(BEN)).asked == [FetchWallet(BEN)]


def test_reading_a_wallet_anew_reads_its_lines_and_missing_tokens_anew() -> None:
    loader = ready().do(lazy_actions.Outdate(TOKENS))
    loader.fail(0)
    assert loader.books.missed == {TOKENS}
    assert loader.do(LoadWallet(ADA)).asked == [FetchWallet(ADA), tokens.FetchTokens(), FetchDaily(ADA, QTK)]


def test_a_freeze_is_followed_by_reading_what_is_still_permitted() -> None:
    loader = ready()
    frozen = health.EventReceived(event(4, ADA, IdentityChanged(identity())))
    assert loader.do(frozen).asked == [FetchWallet(ADA)]
    assert overview(ADA) in loader.answer_all(4).books.fresh
    assert loader.do(frozen).asked == []
    another = health.EventReceived(event(5, ADA, IdentityChanged(identity(BEN, "Ben"))))
    assert loader.do(another).asked == []


def test_a_change_while_a_wallet_is_on_its_way_asks_for_it_once_more() -> None:
    loader = ready().do(SwitchIdentity(BEN)).do(lazy_actions.Outdate(overview(BEN), Sequence(8)))
    loader.answer(0, 7)
    assert FetchWallet(BEN) in loader.asked
    loader.answer_all(7)
    assert overview(BEN) in loader.books.fresh


def test_an_entry_of_a_new_day_a_new_token_or_a_new_supply_loads_the_line() -> None:
    loader = ready()
    assert loader.do(health.EventReceived(posted(7, ADA))).asked == [FetchDaily(ADA, QTK)]
    loader.flying.clear()
    drawn = (DailyBalance(NOW.date(), balance(1, 1).settled),)
    loader.do(wallets.DailyLoaded(ADA, QTK, drawn, NOW))
    assert loader.do(health.EventReceived(posted(8, ADA))).asked == []
    assert loader.do(tokens.TokenAccepted(request(), ADA, token(), balance(1, 9))).asked == [FetchDaily(ADA, QTK)]


def test_a_token_that_a_fact_brings_has_its_line_read() -> None:
    loader = Loader().do(health.NodeReady(NODE)).do(INSPECTED)
    loader.answer(0)
    loader.flying.clear()
    empty = context(ADA)
    loader.do(wallets.WalletLoaded(type(empty)(ADA, (), empty.permissions, empty.as_of, NOW), (), NOW))
    assert loader.do(health.EventReceived(posted(7, ADA, Direction.IN, 7))).asked == [FetchDaily(ADA, QTK)]


def test_when_grants_lapse_they_are_given_anew_and_the_lapsed_read_anew() -> None:
    loader = ready().do(lazy_actions.GrantsLapsed((ADA,)))
    assert loader.asked == [FetchIdentities()]
    loader.answer(0)
    assert loader.asked == [tokens.FetchTokens(), FetchWallet(ADA), FetchDaily(ADA, QTK)]
    assert FetchWallet(ADA) not in ready().do(lazy_actions.GrantsLapsed((BEN,))).answer_all().gone


def test_grants_that_could_not_be_given_are_tried_again_when_they_are_missed_again() -> None:
    loader = ready().do(lazy_actions.GrantsLapsed())
    loader.fail(0)
    assert loader.books.missed == {IDENTITIES}
    assert loader.do(lazy_actions.GrantsLapsed()).asked == [FetchIdentities()]


def test_the_proof_of_an_entry_is_read_while_the_entry_is_looked_at() -> None:
    loader = ready()
    assert loader.do(SelectEntry(ENTRY)).asked == [FetchProof(ENTRY.transfer)]
    assert loader.do(CloseEntry()).flying == {}
    loader.do(SelectEntry(ENTRY)).fail(0)
    assert loader.books.missed == {PROOF}
    assert loader.do(SelectEntry(ENTRY)).asked == [FetchProof(ENTRY.transfer)]


def test_a_proof_that_nobody_looks_at_is_not_read() -> None:
    drawer = audit.Drawer(audit.Selection(ENTRY))
    assert audit.reduce(audit.Drawer(), LoadProof(ENTRY.transfer.id)) == (audit.Drawer(), ())
    assert audit.reduce(drawer, LoadProof(TransferId("tr_other"))) == (drawer, ())


def test_a_page_that_failed_while_one_scrolled_is_no_failure_of_the_table() -> None:
    loader = ready().do(ACTIVITY)
    loader.do(failure(FetchHistoryPage(ADA, HistoryQuery(), Sequence(1), 2)))
    assert table(ADA) in loader.books.flying


def test_a_line_that_failed_waits_for_retry() -> None:
    loader = ready().do(SwitchIdentity(BEN))
    loader.answer(0)
    loader.fail(0)
    assert loader.books.missed == {line(BEN, QTK)}
    assert loader.do(LoadDaily(BEN, QTK)).asked == [FetchDaily(BEN, QTK)]


def test_a_proof_that_came_counts_for_good() -> None:
    loader = ready().do(SelectEntry(ENTRY))
    (asked,) = loader.flying
    del loader.flying[asked]
    loader.do(audit.ProofLoaded(ENTRY.transfer.id, FOUND, holds=True))
    assert PROOF in loader.books.fresh
    assert loader.do(health.StreamConnected(Sequence(90))).asked == []


def test_what_failed_is_tried_again_by_itself_after_a_while() -> None:
    loader = ready().do(SwitchIdentity(BEN))
    loader.fail(0)
    assert loader.do(lazy_actions.NextTryDue()).asked == [FetchWallet(BEN)]
    loader.fail(0)
    away = loader.do(health.NodeLost(NOW, UNREACHABLE)).do(lazy_actions.NextTryDue())
    assert away.asked == []
    assert away.books.missed == {overview(BEN)}


@pytest.mark.parametrize(
    ("code", "effects"), [(Code.OVERLOADED, (lazy_actions.AwaitNextTry(),)), (Code.GRANT_INVALID, ())]
)
def test_a_node_with_too_much_to_do_is_asked_again(code: Code, effects: tuple[Effect, ...]) -> None:
    asked = ready().do(SwitchIdentity(BEN)).books
    assert lazy.reduce(asked, wallets.WalletFailed(BEN, Problem(code), NOW))[1] == effects


@pytest.mark.parametrize("code", [Code.OVERLOADED, Code.GRANT_INVALID])
def test_identities_that_came_to_nothing_by_a_clock_that_was_off_are_asked_for_again(code: Code) -> None:
    asked = lazy.reduce(Lazy(), identities.LoadIdentities())[0]
    assert lazy.reduce(asked, identities.IdentitiesFailed(Problem(code), NOW))[1] == (lazy_actions.AwaitNextTry(),)


def test_a_refusal_is_not_asked_about_again() -> None:
    asked = ready().do(SwitchIdentity(BEN)).books
    trouble, refusal = (wallets.WalletFailed(BEN, problem, NOW) for problem in (UNREACHABLE, REFUSAL))
    assert lazy.reduce(asked, trouble)[1] == (lazy_actions.AwaitNextTry(),)
    assert lazy.reduce(asked, refusal)[1] == ()
    unasked = lazy.reduce(ready().books, trouble)
    assert unasked[1] == ()
