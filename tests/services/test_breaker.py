"""The breaker: a state machine that a clock turned by hand takes through all its states."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qwallet_desktop.domain.health import Closed, HalfOpen, Open
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.breaker import FAILURES, REST, Breaker
from tests.services.fakes import START

AWAY = Problem(Code.NODE_UNREACHABLE)
LATE = Problem(Code.NODE_TIMEOUT)
END = START + REST
INSTANT = timedelta(microseconds=1)


def ticket(breaker: Breaker, now: datetime = START) -> int:
    """Take a ticket that there must be."""
    taken = breaker.admit(now)
    assert taken is not None
    return taken


def opened() -> Breaker:
    """Make a breaker that has just opened."""
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.fail(ticket(breaker), START, AWAY)
    return breaker


def test_it_is_closed_at_first() -> None:
    assert Breaker().state == Closed()


def test_five_failures_in_a_row_open_it_for_a_minute() -> None:
    assert opened().state == Open(START, START + timedelta(seconds=60), AWAY)


def test_four_do_not() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.fail(ticket(breaker), START, AWAY)
    assert breaker.state == Closed()


def test_a_success_between_begins_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(3 * FAILURES):
        breaker.fail(ticket(breaker), START, AWAY)
        breaker.succeed(ticket(breaker))
    assert breaker.state == Closed()


def test_while_it_rests_nothing_goes_through() -> None:
    assert opened().admit(END - INSTANT) is None


def test_after_the_rest_one_call_goes_through() -> None:
    breaker = opened()
    ticket(breaker, END)
    assert breaker.state == HalfOpen(START, AWAY)
    assert breaker.admit(END) is None


def test_a_probe_that_succeeds_closes_it() -> None:
    breaker = opened()
    breaker.succeed(ticket(breaker, END))
    assert breaker.state == Closed()


def test_a_probe_that_fails_opens_it_again_and_it_remembers_since_when() -> None:
    breaker = opened()
    breaker.fail(ticket(breaker, END), END, LATE)
    assert breaker.state == Open(START, END + REST, LATE)


def test_a_probe_that_was_cancelled_gives_its_place_back() -> None:
    breaker = opened()
    breaker.give_back(ticket(breaker, END), END)
    assert breaker.state == Open(START, END, AWAY)
    ticket(breaker, END)


def test_a_call_that_was_cancelled_while_it_is_closed_counts_for_nothing() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.fail(ticket(breaker), START, AWAY)
    breaker.give_back(ticket(breaker), START)
    assert breaker.state == Closed()
    breaker.fail(ticket(breaker), START, AWAY)
    assert isinstance(breaker.state, Open)


def test_trying_now_ends_the_rest() -> None:
    breaker = opened()
    breaker.try_now(START + INSTANT)
    ticket(breaker, START + INSTANT)
    assert breaker.state == HalfOpen(START, AWAY)


def test_trying_now_changes_nothing_where_it_does_not_rest() -> None:
    breaker = Breaker()
    breaker.try_now(START)
    assert breaker.state == Closed()


def test_a_clock_that_was_turned_back_ends_the_rest_too() -> None:
    breaker = opened()
    ticket(breaker, START - timedelta(days=1))
    assert isinstance(breaker.state, HalfOpen)


@pytest.mark.parametrize("state", ["open", "half open", "closed again"])
def test_what_was_asked_before_it_opened_says_nothing_any_more(state: str) -> None:
    breaker = Breaker()
    early = ticket(breaker)
    for _ in range(FAILURES):
        breaker.fail(ticket(breaker), START, AWAY)
    if state != "open":
        probe = ticket(breaker, END)
        if state == "closed again":
            breaker.succeed(probe)
    before = breaker.state
    breaker.succeed(early)
    breaker.fail(early, END, LATE)
    breaker.give_back(early, END)
    assert breaker.state == before


def test_a_node_that_was_started_anew_is_let_through_whatever_was() -> None:
    breaker = opened()
    breaker.reset()
    assert (breaker.state, breaker.admit(START) is None) == (Closed(), False)


@given(st.lists(st.booleans(), max_size=40))
def test_it_opens_with_the_fifth_failure_in_a_row_and_not_before(answers: list[bool]) -> None:
    breaker, in_a_row = Breaker(), 0
    for works in answers:
        taken = breaker.admit(START)
        if taken is None:
            break
        breaker.succeed(taken) if works else breaker.fail(taken, START, AWAY)
        in_a_row = 0 if works else in_a_row + 1
        assert isinstance(breaker.state, Open) is (in_a_row == FAILURES)


class Callers(RuleBasedStateMachine):
    """Any number of callers at once, whose calls end in any order and way, under a clock that goes any way."""

    @initialize()
    def begin(self) -> None:
        self.breaker = Breaker()
        self.now = START
        self.under_way: list[int] = []
        self.probe: int | None = None

    @rule()
    def call(self) -> None:
        before, taken = self.breaker.state, self.breaker.admit(self.now)
        match before:
            case Closed():
                assert taken is not None
            case HalfOpen():
                assert taken is None
            case Open(_, until, _):
                assert (taken is None) == (until - REST <= self.now < until)
                self.probe = taken
        if taken is not None:
            self.under_way.append(taken)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), how=st.sampled_from(["succeed", "fail", "give back"]))
    def end(self, data: st.DataObject, how: str) -> None:
        taken = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        before, is_probe = self.breaker.state, taken == self.probe
        match how:
            case "succeed":
                self.breaker.succeed(taken)
            case "fail":
                self.breaker.fail(taken, self.now, AWAY)
            case _:
                self.breaker.give_back(taken, self.now)
        if is_probe and isinstance(before, HalfOpen):
            assert isinstance(self.breaker.state, Closed if how == "succeed" else Open)
            self.probe = None
        elif not isinstance(before, Closed):
            # Only the probe decides, and nobody else's answer lengthens the rest.
            assert self.breaker.state == before

    @rule(seconds=st.integers(-90, 90))
    def turn(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def try_now(self) -> None:
        self.breaker.try_now(self.now)

    @rule()
    def reset(self) -> None:
        self.breaker.reset()
        self.probe = None

    @invariant()
    def half_open_is_one_call_that_is_under_way(self) -> None:
        if isinstance(self.breaker.state, HalfOpen):
            assert self.under_way.count(self.probe or -1) == 1


TestCallers = Callers.TestCase
TestCallers.settings = settings(max_examples=50, deadline=None)
