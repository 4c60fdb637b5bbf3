"""Groups, closing and new keys, done by a real node; what the desktop signs is checked by it, and its answers here."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import AppointSuccessor, CloseIdentity, Command, FoundGroup, SetIdentityStatus
from qwallet_desktop.state.groups import FetchGroup, GroupFailed, GroupLoaded
from qwallet_desktop.state.identities import CreateIdentity, IdentityAccepted, IdentityRefused, SubmitIdentity
from qwallet_desktop.state.navigation import AskOnSheet
from qwallet_desktop.state.operation import Operation, Sending
from qwallet_desktop.state.operation_actions import OperationFailed, OperationMade, SendOperation
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.successor_key import KeyMade, KeyNotMade, KeyReplaced, MakeSuccessorKey, ReplaceKey
from tests.effects.desks import Place, new_id
from tests.flow.desk import now

pytestmark = pytest.mark.asyncio

ALL = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
STRANGER = IdentityId("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")


def sending(who: IdentityId, command: Command, actor: IdentityId | None = None) -> SendOperation:
    return SendOperation(Operation(new_id(), who, command, now(), Sending(now(), 1), actor=actor))


def found(told: list[Action], kind: type[Action]) -> Action:
    return next(action for action in told if isinstance(action, kind))


def document(place: Place, *members: IdentityId, threshold: int = 2) -> Founding:
    charter = Charter(tuple(Member(did, ALL) for did in members), threshold)
    node_id = place.services.address.node_id
    return Founding(IdentityType.ENTERPRISE, "Acme", charter, members[0], node_id, "0f" * 16)


async def firm(place: Place, threshold: int = 2) -> tuple[Group, Identity, Identity]:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    founding = document(place, ada.id, ben.id, threshold=threshold)
    loaded = found(await place.answer(sending(ada.id, FoundGroup(founding))), GroupLoaded)
    assert isinstance(loaded, GroupLoaded)
    return loaded.group, ada, ben


async def test_a_group_is_founded_and_becomes_the_active_identity(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    founding = document(place, ada.id, ben.id)
    effect = sending(ada.id, FoundGroup(founding))
    loaded, accepted, made = await place.answer(effect)
    assert isinstance(loaded, GroupLoaded)
    assert (loaded.group.id, [one.signer for one in loaded.group.signatures]) == (founding.group_id, [ada.id, ben.id])
    assert isinstance(accepted, IdentityAccepted)
    assert (accepted.created, accepted.identity.type, accepted.identity.name) == (True, IdentityType.ENTERPRISE, "Acme")
    assert isinstance(made, OperationMade)


async def test_a_founding_that_was_done_already_is_not_done_twice(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    effect = sending(ada.id, FoundGroup(document(place, ada.id, ben.id)))
    await place.answer(effect)
    assert isinstance((await place.answer(effect))[-1], OperationMade)


async def test_a_signer_whose_key_is_elsewhere_stops_it_before_anything_is_sent(place: Place) -> None:
    ada = await place.person("Ada")
    told = await place.one(sending(ada.id, FoundGroup(document(place, ada.id, STRANGER))), OperationFailed)
    assert (told.problem.code, told.sent) == (Code.KEY_UNKNOWN, False)


async def test_a_document_that_says_nonsense_is_not_signed(place: Place) -> None:
    ada = await place.person("Ada")
    founding = document(place, ada.id, threshold=2)
    told = await place.one(sending(ada.id, FoundGroup(founding)), OperationFailed)
    assert (told.problem.code, told.sent) == (Code.THRESHOLD_INVALID, False)


async def test_a_document_for_another_node_is_not_signed(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    founding = replace(document(place, ada.id, ben.id), node_id=NodeId("ab" * 16))
    told = await place.one(sending(ada.id, FoundGroup(founding)), OperationFailed)
    assert (told.problem.code, told.sent) == (Code.FOUNDING_INVALID, False)


async def test_a_group_is_read_by_its_members(place: Place) -> None:
    group, _, _ = await firm(place)
    assert (await place.one(FetchGroup(group.id), GroupLoaded)).group == group


async def test_who_is_no_group_has_no_charter_to_read(place: Place) -> None:
    ada = await place.person("Ada")
    assert (await place.one(FetchGroup(ada.id), GroupFailed)).problem.code is Code.IDENTITY_UNKNOWN


async def test_any_admin_freezes_a_group(place: Place) -> None:
    group, _, ben = await firm(place)
    status = IdentityStatus.FROZEN
    told = await place.answer(sending(ben.id, SetIdentityStatus(group.id, status, "a key is lost")))
    accepted = found(told, IdentityAccepted)
    assert isinstance(accepted, IdentityAccepted)
    assert (accepted.identity.status, accepted.identity.frozen_by) == (status, ben.id)


async def test_a_guarded_identity_is_tied_to_its_guardian_by_both_keys(place: Place) -> None:
    ada = await place.person("Ada")
    command = CreateIdentity(new_id(), "Tove", None, IdentityType.CONSENTIDA, ada.id)
    ward = (await place.one(SubmitIdentity(command), IdentityAccepted)).identity
    assert (ward.type, ward.guardian, ward.owner) == (IdentityType.CONSENTIDA, ada.id, None)


async def test_a_guarded_identity_may_have_an_owner_too(place: Place) -> None:
    ada = await place.person("Ada")
    command = CreateIdentity(new_id(), "Tove", ada.id, IdentityType.CONSENTIDA, ada.id)
    ward = (await place.one(SubmitIdentity(command), IdentityAccepted)).identity
    assert (ward.guardian, ward.owner) == (ada.id, ada.id)


async def test_without_a_guardian_no_guarded_identity_is_made(place: Place) -> None:
    await place.person("Ada")
    command = CreateIdentity(new_id(), "Tove", None, IdentityType.CONSENTIDA)
    told = await place.one(SubmitIdentity(command), IdentityRefused)
    assert (told.problem.code, told.problem.field) == (Code.GUARDIAN_MISSING, "guardianLink")


async def test_an_identity_is_closed_and_what_it_has_is_swept(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    told = await place.answer(sending(ada.id, CloseIdentity(ben.id)))
    accepted = found(told, IdentityAccepted)
    assert isinstance(accepted, IdentityAccepted)
    assert (accepted.identity.status, accepted.created) == (IdentityStatus.CLOSED, False)
    balances = await place.services.wallets.get_balances(ben.id)
    assert [(one.token_id, one.settled.units) for one in balances] == [(token_id, 100_000)]


async def test_an_owner_closes_what_it_owns(place: Place) -> None:
    ada = await place.person("Ada")
    savings = await place.person("Savings", owner=ada.id)
    told = await place.answer(sending(savings.id, CloseIdentity(None), actor=ada.id))
    assert isinstance(told[-1], OperationMade)


async def test_with_a_balance_and_nobody_to_take_it_nothing_is_closed(place: Place) -> None:
    ada = await place.person("Ada")
    await place.token(ada.id)
    told = await place.one(sending(ada.id, CloseIdentity(None)), OperationFailed)
    assert (told.problem.code, told.decided) == (Code.CLOSE_NEEDS_SWEEP, True)


async def asked_for(place: Place, command: ReplaceKey) -> AskOnSheet:
    made, asked = await place.answer(MakeSuccessorKey(command))
    assert made == KeyMade(command.request_id)
    assert isinstance(asked, AskOnSheet)
    return asked


async def replaced(place: Place, command: ReplaceKey) -> tuple[IdentityId, list[Action]]:
    asked = await asked_for(place, command)
    assert isinstance(asked.command, AppointSuccessor)
    told = await place.answer(sending(asked.identity_id, asked.command, asked.actor))
    return asked.command.successor, told


async def test_a_new_key_takes_the_place_of_the_old_one(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id)
    successor, (before, after, made) = await replaced(place, ReplaceKey(new_id(), ada.id, ada.id))
    assert isinstance(before, IdentityAccepted)
    assert (before.identity.id, before.identity.status, before.identity.successor) == (
        ada.id,
        IdentityStatus.CLOSED,
        successor,
    )
    assert isinstance(after, KeyReplaced)
    assert (after.before, after.identity.id, after.identity.name) == (ada.id, successor, "Ada")
    assert isinstance(made, OperationMade)
    balances = await place.services.wallets.get_balances(successor)
    assert [(one.token_id, one.settled.units) for one in balances] == [(token_id, 100_000)]


async def test_an_owner_replaces_a_key_that_is_lost(place: Place) -> None:
    ada = await place.person("Ada")
    savings = await place.person("Savings", owner=ada.id)
    successor, told = await replaced(place, ReplaceKey(new_id(), savings.id, ada.id))
    after = found(told, KeyReplaced)
    assert isinstance(after, KeyReplaced)
    assert (after.identity.id, after.identity.owner) == (successor, ada.id)


async def test_a_group_that_a_new_key_belongs_to_still_checks_out(place: Place) -> None:
    group, _, ben = await firm(place)
    successor, _ = await replaced(place, ReplaceKey(new_id(), ben.id, ben.id))
    now_so = (await place.one(FetchGroup(group.id), GroupLoaded)).group
    assert (successor in now_so.charter.signers, ben.id in now_so.charter.signers, now_so.version) == (True, False, 2)


async def test_a_key_that_came_to_nothing_is_used_again(place: Place) -> None:
    ada = await place.person("Ada")
    first = await asked_for(place, ReplaceKey(new_id(), ada.id, ada.id))
    again = await asked_for(place, ReplaceKey(new_id(), ada.id, ada.id))
    assert first.command == again.command


async def test_a_key_that_is_to_take_another_one_s_place_is_no_new_identity_s(place: Place) -> None:
    ada = await place.person("Ada")
    place.desk.registered = frozenset({ada.id})
    asked = await asked_for(place, ReplaceKey(new_id(), ada.id, ada.id))
    assert isinstance(asked.command, AppointSuccessor)
    assert (await place.person("Ben")).id != asked.command.successor


async def test_a_locked_vault_makes_no_key(place: Place) -> None:
    ada = await place.person("Ada")
    place.desk.qlock.lock()
    told = await place.one(MakeSuccessorKey(ReplaceKey(new_id(), ada.id, ada.id)), KeyNotMade)
    assert told.problem == Problem(Code.VAULT_LOCKED)


async def test_a_locked_vault_appoints_nobody(place: Place) -> None:
    ada = await place.person("Ada")
    asked = await asked_for(place, ReplaceKey(new_id(), ada.id, ada.id))
    place.desk.qlock.lock()
    told = await place.one(sending(ada.id, asked.command), OperationFailed)
    assert (told.problem.code, told.sent) == (Code.VAULT_LOCKED, False)
