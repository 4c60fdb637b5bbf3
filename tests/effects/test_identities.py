"""Identities: made with a key that is not left unused, listed under grants, and found again from the words."""

from pathlib import Path

import httpx
import pytest

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node.launcher import NodeAddress
from qwallet_desktop.state.identities import (
    CreateIdentity,
    FetchIdentities,
    IdentitiesFailed,
    IdentitiesLoaded,
    IdentityAccepted,
    IdentityRefused,
    SubmitIdentity,
)
from qwallet_desktop.state.lock import PerformVault
from qwallet_desktop.state.vault_commands import RestorePreviousVault
from tests.effects.desks import Place, new_id, place_at

pytestmark = pytest.mark.asyncio

NodeInMemory = tuple[NodeAddress, httpx.AsyncBaseTransport]
STRANGER = IdentityId("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")


async def refused(place: Place, command: CreateIdentity) -> Problem:
    told = await place.one(SubmitIdentity(command), IdentityRefused)
    assert told.request_id == command.request_id
    return told.problem


async def listed(place: Place) -> list[str]:
    told = await place.one(FetchIdentities(), IdentitiesLoaded)
    return [identity.name for identity in told.identities]


async def words_of(place: Place) -> tuple[str, ...]:
    return await place.desk.qlock.show_words()


# --------------------------------------------------------------------------------- making


async def test_a_new_identity_is_registered_under_its_request_id(place: Place) -> None:
    command = CreateIdentity(new_id(), "Ada", None)
    told = await place.one(SubmitIdentity(command), IdentityAccepted)
    assert (told.request_id, told.created, told.identity.name) == (command.request_id, True, "Ada")
    assert place.desk.qlock.held() == (told.identity.id,)


async def test_a_new_identity_can_be_read_for_at_once(place: Place) -> None:
    ada = await place.person("Ada")
    assert (await place.services.wallets.get_context(ada.id)).identity_id == ada.id


async def test_an_owned_identity_is_signed_for_by_both_sides(place: Place) -> None:
    ada = await place.person("Ada")
    savings = await place.person("Savings", owner=ada.id)
    assert (savings.owner, place.desk.qlock.held()) == (ada.id, (ada.id, savings.id))


async def test_an_owner_whose_key_is_not_here_is_refused(place: Place) -> None:
    assert (await refused(place, CreateIdentity(new_id(), "Ada", STRANGER))).code is Code.KEY_UNKNOWN


async def test_a_name_that_the_node_refuses_is_told(place: Place) -> None:
    assert (await refused(place, CreateIdentity(new_id(), "", None))).field == "name"


async def test_a_locked_vault_makes_no_identity(place: Place) -> None:
    place.desk.qlock.lock()
    assert (await refused(place, CreateIdentity(new_id(), "Ada", None))).code is Code.VAULT_LOCKED


async def test_a_key_whose_registration_failed_is_the_next_ones(place: Place) -> None:
    place.line.is_cut = True
    await refused(place, CreateIdentity(new_id(), "Ada", None))
    held = place.desk.qlock.held()
    place.line.is_cut = False
    assert ((await place.person("Ada")).id,) == held == place.desk.qlock.held()


async def test_a_registration_whose_answer_was_lost_is_taken_up_under_its_request_id(place: Place) -> None:
    command = CreateIdentity(new_id(), "Ada", None)
    place.line.loses = True
    await refused(place, command)
    place.line.loses = False
    told = await place.one(SubmitIdentity(command), IdentityAccepted)
    assert place.desk.qlock.held() == (told.identity.id,)


async def test_the_next_identity_has_a_key_of_its_own(place: Place) -> None:
    assert (await place.person("Ada")).id != (await place.person("Ben")).id


# --------------------------------------------------------------------------------- listing


async def test_a_vault_without_identities_lists_none(place: Place) -> None:
    assert await listed(place) == []


async def test_all_held_identities_are_listed(place: Place) -> None:
    for name in ("Ada", "Ben"):
        await place.person(name)
    assert sorted(await listed(place)) == ["Ada", "Ben"]


async def test_a_key_that_the_node_does_not_know_is_no_identity(place: Place) -> None:
    await place.person("Ada")
    spare = await place.desk.qlock.create_identity_key()
    assert await listed(place) == ["Ada"]
    assert spare not in (place.desk.registered or ())


async def test_a_list_that_was_on_its_way_does_not_give_a_new_identity_s_key_away(place: Place) -> None:
    ada = await place.person("Ada")
    assert await listed(place) == ["Ada"]
    before = place.desk.registered
    await place.person("Ben")
    place.desk.registered = before
    await place.person("Cem")
    assert before == frozenset({ada.id})
    assert sorted(await listed(place)) == ["Ada", "Ben", "Cem"]


async def test_a_list_that_can_not_be_had_says_why(place: Place) -> None:
    await place.person("Ada")
    place.line.is_cut = True
    told = await place.one(FetchIdentities(), IdentitiesFailed)
    assert told.problem.code is Code.NODE_UNREACHABLE


async def test_a_locked_vault_gives_no_grants(place: Place) -> None:
    await place.person("Ada")
    place.desk.qlock.lock()
    assert (await place.one(FetchIdentities(), IdentitiesFailed)).problem.code is Code.VAULT_LOCKED


async def test_after_a_restart_the_identities_are_there_and_their_keys_are_not_taken_for_spare(
    tmp_path: Path, node: NodeInMemory
) -> None:
    store = MemoryKeyStore()
    async with place_at(tmp_path / "desk", *node, store) as first:
        await first.desk.qlock.create(None)
        ada = await first.person("Ada")
    async with place_at(tmp_path / "desk", *node, store) as second:
        await second.desk.qlock.unlock(None)
        assert await listed(second) == ["Ada"]
        assert (await second.person("Ben")).id != ada.id


# ------------------------------------------------------------------------------- restoring


async def test_a_restored_vault_holds_again_what_the_node_knows(
    tmp_path: Path, node: NodeInMemory, place: Place
) -> None:
    made = [(await place.person(name)).id for name in ("Ada", "Ben")]
    async with place_at(tmp_path / "new desk", *node) as restored:
        await restored.desk.qlock.restore(await words_of(place), None)
        assert sorted(await listed(restored)) == ["Ada", "Ben"]
        assert set(restored.desk.qlock.held()) == set(made)


async def test_what_was_restored_can_pay_and_a_new_key_is_a_new_one(
    tmp_path: Path, node: NodeInMemory, place: Place
) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    async with place_at(tmp_path / "new desk", *node) as restored:
        await restored.desk.qlock.restore(await words_of(place), None)
        await listed(restored)
        assert (await restored.payment(ada.id, ben.id, token_id)).sender == ada.id
        assert (await restored.person("Eve")).id not in {ada.id, ben.id}


async def test_identities_are_found_again_also_where_the_node_was_away_at_first(
    tmp_path: Path, node: NodeInMemory, place: Place
) -> None:
    await place.person("Ada")
    async with place_at(tmp_path / "new desk", *node) as restored:
        restored.line.is_cut = True
        await restored.desk.qlock.restore(await words_of(place), None)
        await restored.one(FetchIdentities(), IdentitiesFailed)
        assert restored.desk.qlock.held() == ()
        restored.line.is_cut = False
        assert await listed(restored) == ["Ada"]


async def test_a_gap_among_the_keys_does_not_end_the_search(tmp_path: Path, node: NodeInMemory, place: Place) -> None:
    ada = await place.person("Ada")
    unused = await place.desk.qlock.create_identity_key()
    place.desk.registered = frozenset({ada.id, unused})
    ben = await place.person("Ben")
    async with place_at(tmp_path / "new desk", *node) as restored:
        await restored.desk.qlock.restore(await words_of(place), None)
        assert sorted(await listed(restored)) == ["Ada", "Ben"]
        assert set(restored.desk.qlock.held()) == {ada.id, ben.id}


async def test_words_that_the_node_does_not_know_give_no_identities(tmp_path: Path, node: NodeInMemory) -> None:
    async with place_at(tmp_path / "new desk", *node) as restored:
        await restored.desk.qlock.create(None)
        assert await listed(restored) == []
        assert restored.desk.qlock.held() == ()


async def test_a_previous_copy_finds_the_keys_again_that_it_lacks(place: Place) -> None:
    ada = await place.person("Ada")
    ben = await place.person("Ben")
    vault = place.desk.folder / "vault" / "vault"
    vault.write_bytes(b"rubbish")
    await place.answer(PerformVault(RestorePreviousVault()))
    assert place.desk.qlock.held() == (ada.id,)
    assert sorted(await listed(place)) == ["Ada", "Ben"]
    assert place.desk.qlock.held() == (ada.id, ben.id)
    assert not place.desk.is_older_copy
