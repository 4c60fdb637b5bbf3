"""Whose turn it is: a freeze goes ahead of what moves something, and no status passes another one."""

from datetime import timedelta

import pytest

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.state.asks import MintToken, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.operation import LONGEST_WAIT, Ask, Refused, Sending, Unanswered, Waiting
from qwallet_desktop.state.operation_actions import ConfirmOperation, OperationDue, Proceed, SeeWay, SendOperation
from qwallet_desktop.state.operation_line import PATIENCE
from qwallet_desktop.state.operations import HoldUp
from tests.state.builders import ADA, BEN, NOW, QTK, REFUSAL, request
from tests.state.operating import DRAFT, Driven

FREEZE = SetIdentityStatus(ADA, IdentityStatus.FROZEN, "lost")
UNFREEZE = SetIdentityStatus(ADA, IdentityStatus.ACTIVE, "")
LATER, TOO_LATE = NOW + timedelta(minutes=1), NOW + LONGEST_WAIT


def offline(*asks: Ask) -> Driven:
    """What was asked for, in this order, while the node was away."""
    driven = Driven().open_way().close_way()
    for number, ask in enumerate(asks, 1):
        driven.submit(number, ask=ask).written()
    return driven


def back(driven: Driven) -> Driven:
    """The node is there again."""
    return driven.tell(SeeWay(node=True, unlocked=True), Proceed(LATER)).written(LATER)


def sent(driven: Driven) -> list[int]:
    return [int(effect.operation.id[-3:]) for effect in driven.of(SendOperation)]


def test_commands_go_out_in_the_order_of_the_identity_s_payments() -> None:
    driven = back(offline(DRAFT, MintToken(QTK, "1.00", ""), RenameIdentity("Ada L.")))
    driven.made(1).written().made(2).written()
    assert sent(driven) == [1, 2, 3]


def test_a_freeze_goes_out_ahead_of_payments_that_wait() -> None:
    driven = back(offline(DRAFT, DRAFT, FREEZE))
    assert sent(driven) == [3]
    assert [driven.hold(number) for number in (1, 2)] == [HoldUp.EARLIER] * 2


def test_the_payments_follow_once_it_is_decided() -> None:
    driven = back(offline(DRAFT, FREEZE)).refused(2).written()
    assert driven.stage(2) == Refused(NOW, REFUSAL)
    assert sent(driven) == [2, 1]


def test_a_freeze_does_not_wait_for_a_payment_that_is_on_its_way() -> None:
    driven = Driven().open_way().submit().written().submit(2, ask=FREEZE).written()
    assert sent(driven) == [1, 2]
    assert [type(driven.stage(number)) for number in (1, 2)] == [Sending, Sending]


def test_a_payment_that_is_only_about_to_leave_lets_a_freeze_pass() -> None:
    driven = Driven().open_way().submit().submit(2, ask=FREEZE).written().written()
    assert (sent(driven), driven.stage(1)) == ([2], Waiting(NOW))
    assert sent(driven.made(2).written().written()) == [2, 1]


def test_nothing_else_goes_out_while_a_freeze_is_on_its_way() -> None:
    driven = Driven().open_way().submit(ask=FREEZE).written().submit(2).written()
    assert sent(driven) == [1]
    assert driven.hold(2) is HoldUp.EARLIER


def test_a_payment_that_is_decided_meanwhile_lets_no_other_pass_the_freeze() -> None:
    driven = Driven().open_way().submit().written().submit(2, ask=FREEZE).written().submit(3)
    assert sent(driven.made(1).written()) == [1, 2]


@pytest.mark.parametrize("asks", [(FREEZE, UNFREEZE), (UNFREEZE, FREEZE)])
def test_of_freeze_and_unfreezing_the_last_has_the_last_word(asks: tuple[Ask, Ask]) -> None:
    driven = back(offline(*asks))
    assert (sent(driven), driven.hold(2)) == ([1], HoldUp.EARLIER)
    driven.unanswered(1, LATER)
    for _ in range(PATIENCE):
        driven.tell(OperationDue(request(1), LATER)).written(LATER).unanswered(1, LATER)
    assert isinstance(driven.stage(1), Unanswered)
    assert (set(sent(driven)), driven.hold(2)) == ({1}, HoldUp.EARLIER)


def test_a_freeze_without_an_answer_for_long_no_longer_holds_payments_up() -> None:
    driven = Driven().open_way().submit(ask=FREEZE).written().submit(2).written()
    for _ in range(PATIENCE):
        driven.unanswered(1).tell(OperationDue(request(1), NOW)).written()
    assert sent(driven.unanswered(1).written().written())[-1] == 2
    assert driven.tell(OperationDue(request(1), NOW)).written().stage(1) == Sending(NOW, PATIENCE + 2)


def test_a_freeze_that_asks_again_stands_in_nobody_s_way() -> None:
    driven = offline(UNFREEZE)
    driven.tell(Proceed(TOO_LATE)).submit(2, ask=FREEZE, at=TOO_LATE).written(TOO_LATE)
    driven.submit(3, at=TOO_LATE).written(TOO_LATE)
    driven.tell(SeeWay(node=True, unlocked=True), Proceed(TOO_LATE)).written(TOO_LATE)
    assert (sent(driven), driven.hold(1), driven.hold(3)) == ([2], HoldUp.CONFIRM, HoldUp.EARLIER)


def test_one_that_was_confirmed_late_waits_for_the_freeze_that_passed_it() -> None:
    driven = offline(UNFREEZE)
    driven.tell(Proceed(TOO_LATE)).submit(2, ask=FREEZE, at=TOO_LATE).written(TOO_LATE)
    driven.tell(SeeWay(node=True, unlocked=True), Proceed(TOO_LATE)).written(TOO_LATE)
    driven.tell(ConfirmOperation(request(1), TOO_LATE)).written(TOO_LATE)
    assert (sent(driven), driven.stage(1)) == ([2], Waiting(TOO_LATE))
    assert sent(driven.made(2, TOO_LATE).written(TOO_LATE)) == [2, 1]


def test_an_owner_s_freeze_does_not_wait_for_what_its_identity_does() -> None:
    driven = Driven().open_way().submit(owner=BEN).written().submit(2, owner=ADA, ask=FREEZE).written()
    assert sent(driven) == [1, 2]
