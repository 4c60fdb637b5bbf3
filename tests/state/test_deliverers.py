"""Who may deliver a signature of another: those held here who see the item, the one who asked for it first."""

from dataclasses import replace

from immutables import Map

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.deliverers import deliverers_here
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import Loaded
from tests.domain.builders import did as record_did
from tests.helpers.items import item
from tests.ui.builders import NOW, did, identity
from tests.verify.records import BOSS, FIRST, SECOND, group

ONE, TWO, OWNER, GUARDIAN, OTHER = (did(number) for number in (1, 2, 3, 4, 5))


class Here:
    """What is known of who is here."""

    def __init__(self, held: tuple[IdentityId, ...], known: tuple[Identity, ...], groups: Groups) -> None:
        self.held, self.groups = held, groups
        self.identities = Identities(known=Map((one.id, one) for one in known))


def deliverers(
    about: Item, *held: IdentityId, known: tuple[Identity, ...] = (), groups: Groups | None = None
) -> object:
    """Return who may deliver, of those that are held."""
    return deliverers_here(Here(held, known, groups or Groups()), about)


def test_whoever_asked_comes_first_then_who_decides() -> None:
    about = item(whose=ONE, approvers=(TWO,))
    assert deliverers(about, TWO, OTHER, ONE) == (ONE, TWO)


def test_nobody_else_sees_it() -> None:
    assert deliverers(item(whose=ONE, approvers=(TWO,)), OTHER) == ()


def test_whoever_would_join_by_it_sees_it() -> None:
    about = item(whose=ONE, approvers=(TWO,))
    about = replace(about, proposal=replace(about.proposal, joining=(OTHER,)))
    assert deliverers(about, OTHER) == (OTHER,)


def test_owner_and_guardian_see_it() -> None:
    ward = replace(identity(1, "Kid", kind=IdentityType.CONSENTIDA), owner=OWNER, guardian=GUARDIAN)
    about = item(whose=ward.id, approvers=(TWO,))
    assert deliverers(about, GUARDIAN, OWNER, known=(ward,)) == (OWNER, GUARDIAN)


def test_somebody_of_its_own_has_neither() -> None:
    alone = identity(1, "Mara")
    assert deliverers(item(whose=alone.id, approvers=(TWO,)), OWNER, known=(alone,)) == ()


def test_every_member_of_a_group_sees_it() -> None:
    known = group()
    about = item(whose=known.id, initiator=record_did(FIRST), approvers=(record_did(SECOND),))
    groups = Groups(Map({known.id: Loaded(known, NOW)}))
    assert deliverers(about, record_did(BOSS), groups=groups) == (record_did(BOSS),)


def test_who_is_frozen_delivers_nothing() -> None:
    frozen = identity(2, "Leo", status=IdentityStatus.FROZEN)
    assert deliverers(item(whose=ONE, approvers=(TWO,)), TWO, known=(frozen,)) == ()
