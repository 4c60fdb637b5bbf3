"""A node that keeps somebody waiting is asked whether it is there, and counts as away while it does not say so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from qwallet_desktop.domain.health import Open, Service
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import lazy_actions
from qwallet_desktop.state.effect import Cancel
from qwallet_desktop.state.followers import consequences
from qwallet_desktop.state.health import (
    Down,
    Health,
    NodeLost,
    NodeReady,
    Up,
    is_up,
    reduce,
)
from qwallet_desktop.state.health_effects import AskNode, MeetNode, ProbeService
from qwallet_desktop.state.operations import SeeWay
from qwallet_desktop.state.silence import AnswerOverdue, Doubt, NodeAnswered, NodeSilent
from qwallet_desktop.state.whole import State
from tests.state.builders import NOW

THERE = Health(Up(NodeId("0f" * 16), NOW, "0.1.0"), live=True)
OVERDUE = AnswerOverdue(NOW + timedelta(minutes=5))
AWAY = Problem(Code.NODE_UNREACHABLE)


def after(*told: Doubt, health: Health = THERE) -> Health:
    for each in told:
        health = reduce(health, each)[0]
    return health


def test_a_node_whose_answer_is_overdue_is_asked_whether_it_is_there_and_still_counts_as_up() -> None:
    doubted, effects = reduce(THERE, OVERDUE)
    assert (is_up(doubted), effects) == (True, (AskNode(),))


def test_while_it_is_asked_it_is_not_asked_again() -> None:
    doubted = after(OVERDUE)
    assert reduce(doubted, AnswerOverdue(NOW + timedelta(minutes=6))) == (doubted, ())


def test_a_node_that_is_away_already_is_not_asked() -> None:
    down = replace(THERE, node=Down(NOW, AWAY))
    assert reduce(down, OVERDUE) == (down, ())


def test_a_node_that_does_not_say_so_is_away_since_its_answer_was_overdue() -> None:
    silent = after(OVERDUE, NodeSilent())
    assert isinstance(silent.node, Down)
    assert (silent.node.since, silent.node.problem) == (OVERDUE.at, Problem(Code.NODE_TIMEOUT))


def test_a_node_that_answers_again_is_what_it_was() -> None:
    assert after(OVERDUE, NodeSilent(), NodeAnswered()) == THERE


def test_a_node_that_was_merely_slow_is_what_it_was() -> None:
    assert after(OVERDUE, NodeAnswered()) == THERE


def test_a_node_that_was_slow_once_is_asked_the_next_time_too() -> None:
    assert reduce(after(OVERDUE, NodeAnswered()), OVERDUE)[1] == (AskNode(),)


def test_services_that_rested_while_the_node_hung_try_at_once() -> None:
    rests = Open(NOW, NOW + timedelta(minutes=1), Problem(Code.NODE_TIMEOUT))
    silent = after(OVERDUE, NodeSilent())
    silent = replace(silent, troubled=silent.troubled.set(Service.WALLET, rests))
    assert reduce(silent, NodeAnswered())[1] == (ProbeService(Service.WALLET),)


def test_an_answer_that_comes_late_does_not_bring_back_a_node_that_has_ended() -> None:
    lost = reduce(after(OVERDUE, NodeSilent()), NodeLost(NOW, AWAY))[0]
    assert after(NodeAnswered(), health=lost).node == lost.node


def test_a_silence_that_is_told_late_does_not_take_away_a_node_that_was_started_anew() -> None:
    ready = reduce(after(OVERDUE), NodeReady(NodeId("0f" * 16), NOW))[0]
    assert after(NodeSilent(), health=ready) == ready


@pytest.mark.parametrize("told", [NodeLost(NOW, AWAY), NodeReady(NodeId("0f" * 16), NOW)])
def test_a_node_whose_process_has_told_is_asked_no_more(told: NodeLost | NodeReady) -> None:
    assert Cancel(AskNode().exclusive) in reduce(after(OVERDUE), told)[1]


def test_a_node_that_nobody_doubted_leaves_nothing_to_give_up() -> None:
    assert reduce(THERE, NodeReady(NodeId("0f" * 16), NOW))[1] == (MeetNode(),)


def test_operations_learn_that_the_way_is_shut_and_open_again() -> None:
    there = State(health=THERE)
    silent = State(health=after(OVERDUE, NodeSilent()))
    shut = [each for each in consequences(there, silent, NodeSilent()) if isinstance(each, SeeWay)]
    again = [each for each in consequences(silent, there, NodeAnswered()) if isinstance(each, SeeWay)]
    assert ([each.node for each in shut], [each.node for each in again]) == ([False], [True])


def test_what_failed_while_the_node_hung_is_tried_again() -> None:
    silent = State(health=after(OVERDUE, NodeSilent()))
    assert lazy_actions.TryAgain() in consequences(silent, State(health=THERE), NodeAnswered())
