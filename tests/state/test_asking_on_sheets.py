"""What is asked for on a sheet: an operation of its own, once, and told once."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state import health, navigation
from qwallet_desktop.state.asks import Command, MintToken
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, GoTo, Navigation, OpenSheet, Page
from qwallet_desktop.state.notice import OperationCancelled, OperationRefused
from qwallet_desktop.state.operation import Keeping, Refused
from qwallet_desktop.state.operation_actions import (
    CancelOperation,
    OperationFailed,
    OperationMade,
    OperationsWritten,
    SendOperation,
)
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.sheets import SupplySheet
from tests.state.builders import ADA, BEN, NODE, NOW, QTK, REFUSAL, request
from tests.state.operating import Driven

SHEET = SupplySheet(QTK, burn=False)
MINT = MintToken(QTK, "1.00", "")
MORE = MintToken(QTK, "2.00", "")


def ask(number: int = 1, command: Command = MINT, who: IdentityId = ADA) -> AskOnSheet:
    return AskOnSheet(request(number), who, command, NOW)


def told(state: State) -> list[object]:
    return [toast.notice for toast in state.notifications.toasts]


class Sheet:
    """A state with a sheet that is open, and what it asked for."""

    def __init__(self, driven: Driven) -> None:
        self.state = replace(State(), operations=driven.operations, navigation=Navigation(sheet=SHEET))
        self.sent: list[SendOperation] = []

    def do(self, *actions: Action) -> "Sheet":
        for action in actions:
            self.state, effects = reduce(self.state, action)
            self.sent += [effect for effect in effects if isinstance(effect, SendOperation)]
        return self

    def refused(self, number: int = 1) -> "Sheet":
        return self.do(OperationFailed(request(number), NOW, REFUSAL, sent=True, decided=True), OperationsWritten(NOW))


def online() -> Sheet:
    return Sheet(Driven().open_way())


def test_what_is_asked_for_is_an_operation_and_the_sheet_knows_which() -> None:
    state = Sheet(Driven()).do(ask()).state
    operation = state.operations.known[request()]
    assert (operation.identity_id, operation.ask, operation.submitted_at) == (ADA, MINT, NOW)
    assert (operation.stage, state.navigation.asked) == (Keeping(), request())


def test_it_is_sent_under_its_id_once_it_is_on_the_disk() -> None:
    sheet = online().do(ask())
    assert sheet.sent == []
    assert [effect.operation.id for effect in sheet.do(OperationsWritten(NOW)).sent] == [request()]


def test_it_is_for_the_ledger_that_is_known() -> None:
    state = Sheet(Driven()).do(health.NodeReady(NODE), ask()).state
    assert state.operations.known[request()].node_id == NODE


def test_of_two_clicks_one_counts() -> None:
    once = Sheet(Driven()).do(ask(1)).state
    assert reduce(once, ask(2, MORE)) == (once, ())


def test_a_second_click_that_comes_after_it_was_made_counts_for_nothing() -> None:
    made = online().do(ask(1), OperationsWritten(NOW), OperationMade(request(1), NOW, None)).state
    assert reduce(made, ask(2)) == (made, ())


def test_after_a_refusal_another_one_may_be_asked_for() -> None:
    state = online().do(ask(1), OperationsWritten(NOW)).refused().do(ask(2, MORE)).state
    assert (state.navigation.asked, state.operations.known[request(2)].retry_of) == (request(2), None)


def test_the_same_asked_again_repeats_what_was_refused() -> None:
    sheet = online().do(ask(1), OperationsWritten(NOW)).refused()
    assert sheet.do(ask(2)).state.operations.known[request(2)].retry_of == request(1)


def test_the_same_of_somebody_else_repeats_nothing() -> None:
    sheet = online().do(ask(1), OperationsWritten(NOW)).refused()
    assert sheet.do(ask(2, who=BEN)).state.operations.known[request(2)].retry_of is None


@pytest.mark.parametrize("away", [CloseSheet(), OpenSheet(SHEET), GoTo(Page.OPERATIONS)])
def test_another_sheet_has_asked_for_nothing(away: Action) -> None:
    state = Sheet(Driven()).do(ask(1), away).state
    assert state.navigation.asked is None
    assert reduce(state, ask(2))[0].navigation.asked == request(2)


def test_what_is_said_on_the_sheet_is_not_told_again() -> None:
    state = online().do(ask(1), OperationsWritten(NOW)).refused().state
    assert isinstance(state.operations.known[request()].stage, Refused)
    assert told(state) == []


def test_what_is_called_off_on_the_sheet_is_not_told_again() -> None:
    state = Sheet(Driven().open_way().close_way()).do(ask(1), CancelOperation(request()), OperationsWritten(NOW)).state
    assert told(state) == []


def test_once_the_sheet_is_closed_it_is_told() -> None:
    refused = online().do(ask(1), OperationsWritten(NOW), CloseSheet()).refused().state
    assert told(refused) == [OperationRefused(ADA, request(), REFUSAL)]
    away = Sheet(Driven().open_way().close_way()).do(ask(1), CloseSheet(), CancelOperation(request()))
    assert told(away.do(OperationsWritten(NOW)).do(OperationsWritten(NOW)).state) == [
        OperationCancelled(ADA, request())
    ]


def test_asking_alone_moves_nobody() -> None:
    assert navigation.reduce(Navigation(sheet=SHEET), ask()) == (Navigation(sheet=SHEET), ())
