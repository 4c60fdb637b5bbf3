"""Other signers of a group, done by a real node: asked for, looked at, and signed by all who must."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.matters import FreezeMatter, SignersMatter
from qwallet_desktop.domain.multisig import Choice, Executed, Item, Proposal, proposal_hash
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.asks import ChangeSigners, Command, DecideItem, FoundGroup, SetIdentityStatus
from qwallet_desktop.state.groups import GroupLoaded
from qwallet_desktop.state.identities import IdentityAccepted
from qwallet_desktop.state.item_actions import ItemLearned
from qwallet_desktop.state.operation import FoundedAlone, Operation, Sending
from qwallet_desktop.state.operation_actions import OperationFailed, OperationMade, SendOperation
from tests.effects.approvals import Breaking, Tampering
from tests.effects.desks import Place, new_id
from tests.flow.desk import now

pytestmark = pytest.mark.asyncio

ALL = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
Body = dict[str, Any]


@dataclass
class Firm:
    """A group of Ada and Ben, both of whom must sign; Cleo is nobody in it. Their keys are all here."""

    place: Place
    ada: IdentityId
    ben: IdentityId
    cleo: IdentityId
    founding: Founding

    @property
    def id(self) -> IdentityId:
        return self.founding.group_id

    def with_cleo(self, threshold: int = 2) -> Charter:
        return Charter(tuple(Member(one, ALL) for one in (self.ada, self.ben, self.cleo)), threshold, True)

    def sending(self, ask: Command, actor: IdentityId | None = None, *, attempt: int = 1) -> Operation:
        whose = self.ada if isinstance(ask, FoundGroup) else self.id
        signs = None if isinstance(ask, FoundGroup) else actor or self.ada
        return Operation(new_id(), whose, ask, now(), Sending(now(), attempt), actor=signs)

    async def done(self, operation: Operation) -> OperationMade:
        made = (await self.place.answer(SendOperation(operation)))[-1]
        assert isinstance(made, OperationMade), made
        return made

    async def failed(self, operation: Operation) -> OperationFailed:
        failed = (await self.place.answer(SendOperation(operation)))[-1]
        assert isinstance(failed, OperationFailed), failed
        return failed

    async def proposed(self, charter: Charter | None = None, base: int = 1) -> Item:
        item = (await self.done(self.sending(ChangeSigners(charter or self.with_cleo(), base, "Cleo helps")))).receipt
        assert isinstance(item, Item)
        return item

    async def decided(self, item: Item, signer: IdentityId) -> Item:
        shown = proposal_hash(item.proposal, self.place.services.address.node_id)
        ask = DecideItem(item.proposal.item_id, Choice.SIGN, "", shown)
        made = await self.done(Operation(new_id(), signer, ask, now(), Sending(now(), 1)))
        assert isinstance(made.receipt, Item)
        return made.receipt


@pytest_asyncio.fixture
async def firm(place: Place) -> Firm:
    ada, ben, cleo = [(await place.person(name)).id for name in ("Ada", "Ben", "Cleo")]
    charter = Charter(tuple(Member(one, ALL) for one in (ada, ben)), 2, initiator_counts=True)
    node_id = place.services.address.node_id
    founding = Founding(IdentityType.ENTERPRISE, "Acme", charter, ada, node_id, "0f" * 16)
    made = Firm(place, ada, ben, cleo, founding)
    await made.done(made.sending(FoundGroup(made.founding)))
    return made


async def test_a_charter_is_proposed_and_signed_by_who_asked(firm: Firm) -> None:
    item = await firm.proposed()
    assert item.proposal.matter == SignersMatter(firm.with_cleo(), 1)
    assert (item.proposal.joining, [vote.signer for vote in item.votes]) == ((firm.cleo,), [firm.ada])


async def test_the_item_that_waits_is_told(firm: Firm) -> None:
    told = await firm.place.answer(SendOperation(firm.sending(ChangeSigners(firm.with_cleo(), 1, ""))))
    learned, made = told
    assert isinstance(learned, ItemLearned)
    assert isinstance(made, OperationMade)
    assert learned.item == made.receipt


async def test_once_all_have_signed_the_group_checks_out_with_its_new_signers(firm: Firm) -> None:
    item = await firm.decided(await firm.proposed(), firm.ben)
    item = await firm.decided(item, firm.cleo)
    group = await firm.place.services.identities.get_group(firm.id)
    assert (isinstance(item.closing, Executed), group.charter, group.version) == (True, firm.with_cleo(), 2)


async def test_it_may_be_proposed_again_from_the_next_version(firm: Firm) -> None:
    await firm.decided(await firm.decided(await firm.proposed(), firm.ben), firm.cleo)
    item = await firm.proposed(firm.with_cleo(3), 2)
    assert (item.proposal.joining, item.proposal.charter_version) == ((), 2)


@pytest.mark.parametrize("ending", ["/charter", "/signatures", "/group"])
@pytest.mark.parametrize("arrives", [True, False])
async def test_it_is_completed_wherever_the_way_broke(firm: Firm, ending: str, arrives: bool) -> None:
    operation = firm.sending(ChangeSigners(firm.with_cleo(), 1, ""))
    way = firm.place.line._transport
    firm.place.line._transport = Breaking(way, ending, arrives=arrives, times=99)
    assert not (await firm.failed(operation)).decided
    firm.place.line._transport = way
    made = await firm.done(replace(operation, stage=Sending(now(), 2)))
    page = await firm.place.services.multisig.get_items(firm.id)
    assert (isinstance(made.receipt, Item), len(page.items), len(page.items[0].votes)) == (True, 1, 1)


async def test_tried_again_after_it_came_into_force_it_is_what_it_was(firm: Firm) -> None:
    operation = firm.sending(ChangeSigners(firm.with_cleo(), 1, ""))
    item = (await firm.done(operation)).receipt
    assert isinstance(item, Item)
    await firm.decided(await firm.decided(item, firm.ben), firm.cleo)
    again = await firm.done(replace(operation, stage=Sending(now(), 2)))
    assert isinstance(again.receipt, Item)
    assert again.receipt.proposal == item.proposal


async def test_another_version_is_refused_and_nothing_is_signed(firm: Firm) -> None:
    failed = await firm.failed(firm.sending(ChangeSigners(firm.with_cleo(), 2, "")))
    assert (failed.problem.code, failed.decided) == (Code.VERSION_CHANGED, True)


def changing(change: Callable[[Body], object]) -> Callable[[str, Body], None]:
    """Change the proposal that the node answers with."""

    def tamper(path: str, body: Body) -> None:
        if path.endswith("/charter") and "proposal" in body:
            change(body["proposal"])

    return tamper


@pytest.mark.parametrize(
    ("change", "about"),
    [
        (lambda told: told.update(joining=[]), "joining"),
        (lambda told: told.update(joining=[*told["joining"], *told["joining"]]), "joining"),
        (lambda told: told.update(approvers=told["approvers"][:1], required=1), "approvers"),
        (lambda told: told.update(required=1), "approvers"),
        (lambda told: told.update(approvers=[*told["approvers"], *told["joining"]]), "approvers"),
        (lambda told: told.update(charterVersion=2), "charter"),
        (lambda told: told.update(reason="Because"), "reason"),
        (lambda told: told.update(initiator=told["approvers"][1]), "initiator"),
    ],
    ids=["nobody joins", "twice", "fewer", "one suffices", "more", "version", "reason", "initiator"],
)
async def test_a_proposal_that_asks_others_than_the_charter_demands_is_not_signed(
    firm: Firm, change: Callable[[Body], object], about: str
) -> None:
    way = Tampering(firm.place.line._transport, changing(change))
    firm.place.line._transport = way
    failed = await firm.failed(firm.sending(ChangeSigners(firm.with_cleo(), 1, "")))
    assert (failed.problem.code, failed.problem.facts, failed.decided) == (
        Code.ANSWER_DIFFERS,
        {"about": about},
        True,
    )
    assert not [path for path in way.paths if path.endswith("/signatures")]


async def test_another_charter_than_was_asked_for_is_no_answer(firm: Firm) -> None:
    def easier(told: Body) -> None:
        told["matter"]["charter"]["threshold"] = 1

    firm.place.line._transport = Tampering(firm.place.line._transport, changing(easier))
    failed = await firm.failed(firm.sending(ChangeSigners(firm.with_cleo(), 1, "")))
    assert failed.problem.code is Code.NODE_ANSWER_INVALID


async def test_who_asks_counts_only_where_the_charter_says_so(firm: Firm) -> None:
    plain = replace(firm.with_cleo(), initiator_counts=False)
    await firm.decided(await firm.decided(await firm.proposed(plain), firm.ben), firm.cleo)
    way = Tampering(firm.place.line._transport, changing(lambda told: told.update(initiatorCounts=True)))
    firm.place.line._transport = way
    failed = await firm.failed(firm.sending(ChangeSigners(firm.with_cleo(), 2, "")))
    assert failed.problem.facts == {"about": "approvers"}


# ------------------------------------------------------------------------------------ inviting


def founding_with(firm: Firm, salt: str = "0e" * 16) -> tuple[Founding, Charter]:
    """Return a document of Ada alone, and the charter that Ben and Cleo are invited to."""
    alone = Charter((Member(firm.ada, ALL),), 1)
    return replace(firm.founding, charter=alone, salt=salt), firm.with_cleo()


async def test_a_group_is_founded_by_who_is_here_and_the_others_are_invited(firm: Firm) -> None:
    founding, invited = founding_with(firm)
    told = await firm.place.answer(SendOperation(firm.sending(FoundGroup(founding, invited))))
    loaded, accepted, learned, made = told
    assert isinstance(loaded, GroupLoaded)
    assert isinstance(accepted, IdentityAccepted)
    assert isinstance(learned, ItemLearned)
    assert isinstance(made, OperationMade)
    proposal: Proposal = learned.item.proposal
    assert (loaded.group.charter, proposal.identity_id) == (founding.charter, founding.group_id)
    assert (proposal.matter, proposal.joining) == (SignersMatter(invited, 1), (firm.ben, firm.cleo))
    assert made.receipt == learned.item


@pytest.mark.parametrize("ending", ["/groups", "/charter", "/group", "/signatures"])
@pytest.mark.parametrize("arrives", [True, False])
async def test_founding_and_inviting_are_completed_wherever_the_way_broke(
    firm: Firm, ending: str, arrives: bool
) -> None:
    founding, invited = founding_with(firm)
    operation, way = firm.sending(FoundGroup(founding, invited)), firm.place.line._transport
    firm.place.line._transport = Breaking(way, ending, arrives=arrives, times=99)
    assert not (await firm.failed(operation)).decided
    firm.place.line._transport = way
    made = await firm.done(replace(operation, stage=Sending(now(), 2)))
    page = await firm.place.services.multisig.get_items(founding.group_id)
    assert (isinstance(made.receipt, Item), len(page.items), len(page.items[0].votes)) == (True, 1, 1)


async def test_who_is_invited_and_not_there_is_named_and_the_group_is_founded(firm: Firm) -> None:
    founding, invited = founding_with(firm)
    stranger = IdentityId("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
    invited = replace(invited, members=(*invited.members, Member(stranger, ALL)))
    alone = (await firm.done(firm.sending(FoundGroup(founding, invited)))).receipt
    assert isinstance(alone, FoundedAlone)
    assert (alone.problem.code, alone.problem.facts) == (Code.MEMBER_UNKNOWN, {"member": stranger})
    assert (await firm.place.services.identities.get_group(founding.group_id)).version == 1


# ------------------------------------------------------------------------------------ asking for a freeze


async def with_a_clerk(firm: Firm) -> None:
    """Let Cleo prepare payments, without being an ADMIN."""
    charter = Charter((*firm.founding.charter.members, Member(firm.cleo, (Role.INITIATOR,))), 2, True)
    await firm.decided(await firm.proposed(charter), firm.ben)


async def test_who_is_no_admin_asks_for_a_freeze_and_an_admin_does_it(firm: Firm) -> None:
    await with_a_clerk(firm)
    ask = SetIdentityStatus(firm.id, IdentityStatus.FROZEN, "A key is lost")
    made = await firm.done(Operation(new_id(), firm.cleo, ask, now(), Sending(now(), 1)))
    assert isinstance(made.receipt, Item)
    proposal = made.receipt.proposal
    assert (proposal.matter, proposal.reason) == (FreezeMatter(), "A key is lost")
    assert isinstance((await firm.decided(made.receipt, firm.ben)).closing, Executed)
    frozen = await firm.place.services.identities.get_identity(firm.id)
    assert (frozen.status, frozen.frozen_by, frozen.reason) == (IdentityStatus.FROZEN, firm.ben, "A key is lost")


async def test_a_freeze_for_another_reason_is_not_asked_for(firm: Firm) -> None:
    await with_a_clerk(firm)

    def other(path: str, body: Body) -> None:
        if path.endswith("/status") and "proposal" in body:
            body["proposal"]["reason"] = "Nothing"

    firm.place.line._transport = Tampering(firm.place.line._transport, other)
    ask = SetIdentityStatus(firm.id, IdentityStatus.FROZEN, "A key is lost")
    failed = await firm.failed(Operation(new_id(), firm.cleo, ask, now(), Sending(now(), 1)))
    assert (failed.problem.code, failed.problem.facts) == (Code.ANSWER_DIFFERS, {"about": "reason"})
