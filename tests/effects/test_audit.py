"""The drawer's performers: proofs are checked here against the node's key, notes are sealed."""

from dataclasses import replace
from pathlib import Path

import pytest
from immutables import Map

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import Transfer
from qwallet_desktop.state.audit import (
    FetchNotes,
    FetchProof,
    NotesFailed,
    NotesLoaded,
    ProofFailed,
    ProofLoaded,
    SaveNotes,
)
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio

NOTES = Map({TransferId("tr_1"): "for the boat", TransferId("tr_2"): "Ölwechsel 🛥"})


async def paid(place: Place) -> Transfer:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    return await place.payment(ada.id, ben.id, await place.token(ada.id), "rent")


def forged(transfer: Transfer) -> Transfer:
    amount = transfer.amount
    return replace(transfer, amount=Amount(amount.units + 1, amount.decimals, amount.token_id))


async def test_a_payment_in_the_log_is_proved(place: Place) -> None:
    transfer = await paid(place)
    told = await place.one(FetchProof(transfer), ProofLoaded)
    assert (told.transfer_id, told.holds, told.proof.transfer_id) == (transfer.id, True, transfer.id)


async def test_a_payment_that_is_shown_differently_than_it_was_logged_does_not_hold(place: Place) -> None:
    assert not (await place.one(FetchProof(forged(await paid(place))), ProofLoaded)).holds


async def test_a_proof_under_another_key_than_the_nodes_does_not_hold(place: Place) -> None:
    transfer = await paid(place)
    place.know_another_key()
    assert not (await place.one(FetchProof(transfer), ProofLoaded)).holds


async def test_a_proof_that_can_not_be_had_says_why(place: Place) -> None:
    transfer = await paid(place)
    place.line.is_cut = True
    told = await place.one(FetchProof(transfer), ProofFailed)
    assert (told.transfer_id, told.problem.code) == (transfer.id, Code.NODE_UNREACHABLE)


async def test_there_are_no_notes_at_first(place: Place) -> None:
    assert await place.one(FetchNotes(), NotesLoaded) == NotesLoaded(Map())


async def test_notes_come_back_as_they_were_written(place: Place) -> None:
    assert await place.answer(SaveNotes(NOTES)) == []
    assert (await place.one(FetchNotes(), NotesLoaded)).notes == NOTES


async def test_notes_lie_sealed_on_the_disk(place: Place, tmp_path: Path) -> None:
    await place.answer(SaveNotes(NOTES))
    files = [path.read_bytes() for path in (tmp_path / "desk").rglob("*") if path.is_file()]
    assert len(files) > 1
    assert not any(b"boat" in content or b"tr_1" in content for content in files)


async def test_a_locked_vault_opens_no_notes(place: Place) -> None:
    await place.answer(SaveNotes(NOTES))
    place.desk.qlock.lock()
    assert (await place.one(FetchNotes(), NotesFailed)).problem.code is Code.VAULT_LOCKED


async def test_a_locked_vault_keeps_no_notes(place: Place) -> None:
    place.desk.qlock.lock()
    assert (await place.one(SaveNotes(NOTES), NotesFailed)).problem.code is Code.VAULT_LOCKED
