"""Who of those held here may sign what makes them a signer: they join by their own signature."""

from dataclasses import dataclass

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import deciders_here, needs_me, sign_together
from tests.helpers import items as told
from tests.helpers.items import ACME, LEO, MARA, NOW


@dataclass
class Here:
    """A desktop that holds these keys."""

    held: tuple[IdentityId, ...]
    identities: Identities = told.EVERYONE
    groups: Groups = Groups()


JOINS = told.item(approvers=(ACME,), initiator=MARA, joining=(LEO,), signed=(MARA,))


def test_who_would_join_signs_here() -> None:
    assert deciders_here(Here((LEO,)), JOINS, Choice.SIGN, NOW) == (LEO,)
    assert deciders_here(Here((LEO,)), JOINS, Choice.REJECT, NOW) == (LEO,)


def test_who_would_join_can_not_withdraw_it() -> None:
    assert deciders_here(Here((LEO,)), JOINS, Choice.CANCEL, NOW) == ()


def test_who_decides_comes_before_who_would_join() -> None:
    assert deciders_here(Here((LEO, ACME)), JOINS, Choice.SIGN, NOW) == (ACME, LEO)


def test_what_asks_to_join_needs_me() -> None:
    assert needs_me(told.known(JOINS), (LEO,)) == 1


def test_signing_and_joining_on_one_computer_is_worth_a_warning() -> None:
    assert sign_together(JOINS, (ACME, LEO)) == (ACME, LEO)
    assert sign_together(JOINS, (LEO,)) == ()
