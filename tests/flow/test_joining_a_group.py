"""A company of people on two desktops: one founds it and asks the other to join, which signs that for itself."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.first_charter import first_charter
from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice, Executed, Item
from qwallet_desktop.state.asks import ChangeSigners, FoundGroup, SetIdentityStatus
from qwallet_desktop.state.groups import LoadGroup, charter_of
from qwallet_desktop.state.item_actors import needs_me
from qwallet_desktop.state.operation import FoundedAlone, Made
from tests.flow.two_desktops import Desktop, two_desktops

pytestmark = pytest.mark.asyncio

ALL = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
SIGNS = (Role.INITIATOR, Role.SIGNER)
STRANGER = IdentityId("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")


@dataclass(frozen=True)
class Founded:
    """A company that Ada founded, and what asks Ben to join it."""

    ada: Desktop
    ben: Desktop
    id: IdentityId
    wanted: Charter
    item: Item

    async def charter(self, by: Desktop, wanted: Charter) -> None:
        """Wait until a desktop knows this charter of the company, checked from the company's id."""
        await by.until(lambda state: self.id in state.identities.known)
        by.store.dispatch(LoadGroup(self.id))
        await by.until(lambda state: charter_of(state.groups, self.id) == wanted)


def asking(ada: Desktop, wanted: Charter, node_id: str) -> FoundGroup:
    """Return what the form of a new company asks for."""
    first = first_charter(wanted, ada.desk.qlock.held())
    salt = os.urandom(16).hex()
    return FoundGroup(Founding(IdentityType.ENTERPRISE, "Acme", first, ada.me, node_id, salt), wanted)  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def founded(tmp_path: Path) -> AsyncIterator[Founded]:
    async with two_desktops(tmp_path) as (node, ada, ben):
        await ada.join("Ada", node.invite())
        await ben.join("Ben", node.invite())
        wanted = Charter((Member(ada.me, ALL), Member(ben.me, SIGNS)), 2, initiator_counts=True)
        ask = asking(ada, wanted, node.node_id)
        stage = (await ada.ask(ada.me, ask)).stage
        assert isinstance(stage, Made)
        assert isinstance(stage.receipt, Item)
        item = await ben.item(stage.receipt.proposal.item_id)
        yield Founded(ada, ben, ask.founding.group_id, wanted, item)


async def test_who_is_invited_finds_it_in_its_inbox_and_belongs_to_it_once_it_has_signed(founded: Founded) -> None:
    assert needs_me(founded.ben.state.multisig, (founded.ben.me,)) == 1
    assert founded.id not in founded.ben.state.identities.known
    await founded.ben.decide(founded.item.proposal.item_id)
    for one in (founded.ada, founded.ben):
        await founded.charter(one, founded.wanted)


async def test_who_does_not_want_to_join_ends_it_and_the_company_stays_as_it_was_founded(founded: Founded) -> None:
    await founded.ben.decide(founded.item.proposal.item_id, Choice.REJECT, "not my company")
    item = await founded.ada.item(founded.item.proposal.item_id, lambda now: len(now.votes) > 1)
    assert item.votes[-1].reason == "not my company"
    assert founded.id not in founded.ben.state.identities.known
    await founded.charter(founded.ada, first_charter(founded.wanted, (founded.ada.me,)))


async def test_a_signer_that_joined_asks_for_a_freeze_and_is_removed_by_both(founded: Founded) -> None:
    await founded.ben.decide(founded.item.proposal.item_id)
    await founded.charter(founded.ben, founded.wanted)
    freeze = SetIdentityStatus(founded.id, IdentityStatus.FROZEN, "a key is lost")
    asked = (await founded.ben.ask(founded.ben.me, freeze)).stage
    assert isinstance(asked, Made)
    assert isinstance(asked.receipt, Item)
    await founded.ada.decide(asked.receipt.proposal.item_id)
    await founded.ben.until(lambda now: now.identities.known[founded.id].status is IdentityStatus.FROZEN)

    alone = Charter((Member(founded.ada.me, ALL),), 1)
    removes = (await founded.ada.ask(founded.id, ChangeSigners(alone, 2, "Ben leaves"), founded.ada.me)).stage
    assert isinstance(removes, Made)
    assert isinstance(removes.receipt, Item)
    await founded.ben.decide(removes.receipt.proposal.item_id)
    done = await founded.ada.item(removes.receipt.proposal.item_id, lambda now: now.closing is not None)
    assert isinstance(done.closing, Executed)
    await founded.ben.until(lambda now: founded.id not in now.identities.known)


async def test_who_is_not_known_to_the_node_keeps_nobody_from_founding(founded: Founded) -> None:
    wanted = Charter((Member(founded.ada.me, ALL), Member(STRANGER, SIGNS)), 2, initiator_counts=True)
    node_id = (await founded.ada.services()).address.node_id
    stage = (await founded.ada.ask(founded.ada.me, asking(founded.ada, wanted, node_id))).stage
    assert isinstance(stage, Made)
    assert isinstance(stage.receipt, FoundedAlone)
    assert stage.receipt.problem.facts["member"] == STRANGER
