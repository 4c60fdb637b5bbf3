"""The toasts on the screen: a burst of payments is one of them, and it names nobody whom it is not all about."""

from qwallet_desktop.domain.events import StatusSet
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import Direction
from qwallet_desktop.state.notice import FileWritten, IdentityMade, PaymentReceived, StatusTold
from qwallet_desktop.state.toast import Burst, Toast, Toasts, shown, with_payment, with_status
from tests.state.builders import ADA, EVE, NOW, entry, identity

OWN = Toast(1, FileWritten("a.csv", 1))
FROZEN = StatusTold(ADA, StatusSet(EVE, IdentityStatus.FROZEN, "lost", NOW))


def paid(toasts: Toasts, arrived: int, whose: IdentityId = ADA) -> Toasts:
    return with_payment(toasts, arrived + 1, entry(arrived, whose, Direction.IN), arrived)


def test_a_payment_is_told_beside_what_i_did() -> None:
    assert paid((OWN,), 1) == (OWN, Toast(2, PaymentReceived(entry(1, ADA, Direction.IN))))


def test_a_second_payment_takes_the_place_of_the_first() -> None:
    assert paid(paid((OWN,), 1), 2) == (OWN, Toast(2, Burst(0, ADA)))


def test_a_burst_to_one_identity_names_it_until_another_one_is_paid() -> None:
    burst = (Toast(1, Burst(0, ADA)),)
    assert paid(burst, 3) is burst
    assert paid(burst, 3, EVE) == (Toast(1, Burst(0, None)),)


def test_a_burst_to_several_is_not_made_anew_with_each_payment() -> None:
    burst = (Toast(1, Burst(0, None)),)
    assert paid(burst, 3, EVE) is burst


def test_a_freeze_is_none_of_the_payments_that_a_burst_counts() -> None:
    assert with_status((Toast(1, Burst(4, ADA)),), 7, FROZEN) == (Toast(1, Burst(5, ADA)), Toast(7, FROZEN))


def test_one_acts_under_one_identity_so_the_newest_takes_the_place_of_the_one_before() -> None:
    made = [Toast(number, IdentityMade(identity(ADA, name))) for number, name in ((2, "Ada"), (3, "Ben"))]
    assert shown(shown((OWN,), made[0]), made[1]) == (OWN, made[1])


def test_anything_else_stands_beside_a_new_identity() -> None:
    made = Toast(2, IdentityMade(identity(ADA, "Ada")))
    assert shown((made,), OWN) == (made, OWN)
