"""The services' breakers, the node and the stream, as the state knows them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from qwallet_desktop.domain.health import BreakerState, Closed, HalfOpen, Open, Service
from qwallet_desktop.domain.ids import NodeId, Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.health import (
    ClockMeasured,
    Down,
    EffectCrashed,
    EventReceived,
    Follow,
    Health,
    NodeDescribed,
    NodeLost,
    NodeReady,
    NodeStarting,
    Resynced,
    ServiceChanged,
    Starting,
    StartNode,
    StreamConnected,
    StreamLost,
    TryServices,
    Up,
    is_up,
    reduce,
    resting,
)
from qwallet_desktop.state.health_effects import MeetNode, ProbeService, RunNode, RunStream
from tests.state.builders import NOW, posted

NODE = NodeId("0f" * 16)
AWAY = Problem(Code.NODE_UNREACHABLE)
LATER = NOW + timedelta(minutes=1)
RESTS = Open(NOW, LATER, AWAY)
TRIES = HalfOpen(NOW, AWAY)


def test_the_node_starts_answers_is_lost_and_comes_back() -> None:
    starting, effects = reduce(Health(), StartNode())
    assert (starting.node, effects) == (Starting(), (RunNode(),))
    assert effects[0].exclusive == "node"
    up = reduce(starting, NodeReady(NODE))[0]
    assert (up.node, is_up(up)) == (Up(NODE), True)
    down = reduce(up, NodeLost(NOW, AWAY))[0]
    later = reduce(down, NodeLost(NOW.replace(hour=13), AWAY))[0]
    assert later.node == Down(NOW, AWAY)
    assert reduce(later, NodeStarting())[0] is later
    assert reduce(up, NodeStarting())[0].node == Starting()


def test_a_node_that_brings_its_ledger_up_to_date_says_so_even_where_it_was_down() -> None:
    assert reduce(Health(Down(NOW, AWAY)), NodeStarting(40))[0].node == Starting(40)


def test_the_stream_is_followed_from_where_we_are() -> None:
    assert reduce(Health(head=Sequence(7)), Follow())[1] == (RunStream(Sequence(7)),)
    assert RunStream(Sequence(7)).exclusive == "stream"
    live = reduce(Health(), StreamConnected(Sequence(7)))[0]
    assert (live.live, live.head) == (True, 7)
    assert reduce(Health(head=Sequence(3)), StreamConnected(Sequence(7)))[0].head == 3
    told = reduce(live, EventReceived(posted(8)))[0]
    assert told.head == 8
    assert reduce(told, EventReceived(posted(8)))[0] is told
    assert not reduce(live, StreamLost())[0].live


def test_a_clock_that_is_off_and_a_crash_are_told() -> None:
    assert reduce(Health(), ClockMeasured(90))[0].clock_offset == 90
    assert reduce(Health(), EffectCrashed("FetchTokens", "KeyError"))[0].fault == "FetchTokens: KeyError"


def test_a_gap_that_can_t_be_filled_is_left_behind() -> None:
    live = reduce(Health(), StreamConnected(Sequence(7)))[0]
    assert reduce(live, Resynced(Sequence(12)))[0].head == 12


def changed(health: Health, service: Service, state: BreakerState) -> Health:
    """Return what is known after a breaker told of itself."""
    return reduce(health, ServiceChanged(service, state))[0]


def test_a_service_that_rests_is_known_and_tries_when_its_rest_is_over() -> None:
    health, effects = reduce(Health(), ServiceChanged(Service.WALLET, RESTS))
    assert health.troubled == Map({Service.WALLET: RESTS})
    assert effects == (ProbeService(Service.WALLET, LATER),)


def test_of_the_attempts_of_one_service_the_newest_counts() -> None:
    assert ProbeService(Service.WALLET, NOW).exclusive == ProbeService(Service.WALLET).exclusive
    assert ProbeService(Service.WALLET).exclusive != ProbeService(Service.AUDIT).exclusive


def test_nobody_waits_for_the_end_of_a_rest() -> None:
    assert (ProbeService(Service.WALLET, LATER).waits, ProbeService(Service.WALLET).waits) == (True, False)


def test_a_service_that_is_being_tried_no_longer_rests() -> None:
    health, effects = reduce(changed(Health(), Service.WALLET, RESTS), ServiceChanged(Service.WALLET, TRIES))
    assert (health.troubled[Service.WALLET], resting(health), effects) == (TRIES, (), ())


def test_a_service_that_works_again_is_no_trouble() -> None:
    health = changed(changed(Health(), Service.WALLET, RESTS), Service.WALLET, Closed())
    assert health == Health()


def test_a_service_that_works_was_none_before() -> None:
    assert reduce(Health(), ServiceChanged(Service.AUDIT, Closed())) == (Health(), ())


@given(st.lists(st.tuples(st.sampled_from(Service), st.sampled_from([RESTS, TRIES, Closed()]))))
def test_the_last_word_of_each_service_counts(words: list[tuple[Service, BreakerState]]) -> None:
    health = Health()
    for service, state in words:
        health = changed(health, service, state)
    last = {service: state for service, state in dict(words).items() if not isinstance(state, Closed)}
    assert dict(health.troubled) == last


def test_one_service_can_be_told_to_try_at_once() -> None:
    health = changed(changed(Health(), Service.WALLET, RESTS), Service.AUDIT, RESTS)
    assert reduce(health, TryServices(Service.AUDIT)) == (health, (ProbeService(Service.AUDIT),))


def test_all_that_rest_can_be_told_to_try_at_once() -> None:
    health = changed(changed(Health(), Service.WALLET, RESTS), Service.AUDIT, RESTS)
    assert reduce(health, TryServices())[1] == (ProbeService(Service.WALLET), ProbeService(Service.AUDIT))


@pytest.mark.parametrize("state", [TRIES, Closed()])
def test_what_does_not_rest_is_not_told_to_try(state: BreakerState) -> None:
    health = changed(Health(), Service.WALLET, state)
    assert reduce(health, TryServices(Service.WALLET)) == (health, ())
    assert reduce(health, TryServices()) == (health, ())


def test_a_node_that_was_started_anew_is_met_and_no_service_of_it_rests() -> None:
    health, effects = reduce(changed(Health(), Service.WALLET, RESTS), NodeReady(NODE, NOW))
    assert (health.node, health.troubled, effects) == (Up(NODE, NOW), Map(), (MeetNode(),))
    assert effects[0].exclusive == "meet-node"


def test_the_node_s_version_is_known_while_it_answers() -> None:
    up = reduce(Health(), NodeReady(NODE, NOW))[0]
    assert reduce(up, NodeDescribed("0.4.0"))[0].node == Up(NODE, NOW, "0.4.0")
    down = reduce(up, NodeLost(LATER, AWAY))[0]
    assert reduce(down, NodeDescribed("0.4.0"))[0] is down


def test_since_when_events_arrive_and_since_when_they_don_t() -> None:
    live = reduce(Health(), StreamConnected(Sequence(7), NOW))[0]
    assert (live.live, live.stream_since) == (True, NOW)
    lost = reduce(live, StreamLost(LATER))[0]
    assert (lost.live, lost.stream_since) == (False, LATER)
    assert reduce(lost, StreamLost(LATER + timedelta(minutes=1)))[0] is lost


def test_with_the_node_the_stream_is_lost() -> None:
    live = reduce(Health(), StreamConnected(Sequence(7), NOW))[0]
    assert reduce(live, NodeLost(LATER, AWAY))[0] == replace(
        live, node=Down(LATER, AWAY), live=False, stream_since=LATER
    )


def test_an_event_changes_nothing_but_the_head() -> None:
    known = changed(
        reduce(Health(fault="x", clock_offset=3), StreamConnected(Sequence(7), NOW))[0], Service.WALLET, RESTS
    )
    assert reduce(known, EventReceived(posted(8)))[0] == replace(known, head=Sequence(8))
