"""What the disk is never told of AIDs: preferences, notices, operations and private notes."""

from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from immutables import Map

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, TransferId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.at_the_end import keep_at_the_end
from qwallet_desktop.effects.audit import NOTES
from qwallet_desktop.effects.notice_file import NAME as NOTICES
from qwallet_desktop.effects.operation_file import NAME as OPERATIONS
from qwallet_desktop.effects.preferences import keep_geometry
from qwallet_desktop.settings import Preferences, load_preferences
from qwallet_desktop.state.audit import FetchNotes, NotesLoaded, SaveNotes
from qwallet_desktop.state.backups import BackupEnded, NotDone, RestoreBackup, RunBackup
from qwallet_desktop.state.inboxes import FetchNotifications, NotificationsLoaded, SendReadMarks
from qwallet_desktop.state.notice import IdentityMade, Noted
from qwallet_desktop.state.notifications import KeepNotices, NoticesRead, ReadNotices
from qwallet_desktop.state.operation import Operation, Waiting
from qwallet_desktop.state.operation_actions import OperationsRead, OperationsWritten, ReadOperations, WriteOperations
from qwallet_desktop.state.operation_line import Disk, Operations, add
from qwallet_desktop.state.preferences import SavePreferences
from qwallet_desktop.state.root import initial_state
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.state.vault_commands import Hidden
from tests.effects.aids import Ways
from tests.effects.desks import Place, new_id
from tests.flow.desk import now
from tests.state.builders import transfer

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def ways(place: Place) -> Ways:
    """The ways of AIDs beside that of all others."""
    return Ways(place)


@pytest_asyncio.fixture
async def ada(ways: Ways) -> Identity:
    """A named identity."""
    return await ways.place.person("Ada")


@pytest_asyncio.fixture
async def aid(ways: Ways, ada: Identity) -> Identity:
    """An AID beside her."""
    return await ways.aid(await ways.place.token(ada.id))


def waiting(whose: IdentityId) -> Operation:
    at = now()
    return Operation(new_id(), whose, PaymentDraft("did:key:zSomebody", "qtk", "1.00", ""), at, Waiting(at))  # type: ignore[arg-type]


def sealed(place: Place) -> dict[Path, bytes]:
    """Read every sealed document as it lies on the disk."""
    folder = place.desk.folder / "vault" / "sealed"
    return {path: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


async def test_what_an_aid_asks_for_counts_as_kept_and_is_not_written(ways: Ways, aid: Identity) -> None:
    await ways.place.one(ReadOperations(), OperationsRead)
    before = sealed(ways.place)
    await ways.place.one(WriteOperations((waiting(aid.id),)), OperationsWritten)
    assert sealed(ways.place) == before


async def test_what_others_ask_for_is_written_without_what_an_aid_did(ways: Ways, ada: Identity, aid: Identity) -> None:
    await ways.place.one(WriteOperations((waiting(aid.id), waiting(ada.id))), OperationsWritten)
    data = await ways.place.desk.qlock.unseal(OPERATIONS)
    assert data is not None
    assert (ada.id.encode() in data, aid.id.encode() in data) == (True, False)


async def test_the_end_of_the_program_writes_nothing_of_an_aid(ways: Ways, aid: Identity) -> None:
    await ways.place.one(ReadOperations(), OperationsRead)
    before = sealed(ways.place)
    disk = Operations(disk=Disk(is_read=True), unlocked=True)
    state = replace(initial_state(Preferences()), operations=add(disk, waiting(aid.id)))
    await keep_at_the_end(ways.place.desk, state)
    assert sealed(ways.place) == before


async def test_what_a_closed_aid_asked_for_stays_off_the_disk_too(ways: Ways, aid: Identity) -> None:
    await ways.place.one(ReadOperations(), OperationsRead)
    ways.place.desk.qlock.aids.forget(aid.id)
    before = sealed(ways.place)
    await ways.place.one(WriteOperations((waiting(aid.id),)), OperationsWritten)
    assert sealed(ways.place) == before


async def test_a_notice_about_an_aid_is_not_written(ways: Ways, ada: Identity, aid: Identity) -> None:
    noted = tuple(Noted(number, IdentityMade(one), now()) for number, one in enumerate((ada, aid)))
    await ways.place.answer(KeepNotices(noted))
    data = await ways.place.desk.qlock.unseal(NOTICES, passing=True)
    assert data is not None
    assert (ada.id.encode() in data, aid.id.encode() in data) == (True, False)


async def test_where_only_an_aid_has_news_the_disk_is_left_alone(ways: Ways, aid: Identity) -> None:
    await ways.place.one(ReadNotices(), NoticesRead)
    before = sealed(ways.place)
    await ways.place.answer(KeepNotices((Noted(1, IdentityMade(aid), now()),)))
    assert sealed(ways.place) == before


async def test_the_preferences_name_no_aid(ways: Ways, ada: Identity, aid: Identity) -> None:
    folder = ways.place.desk.folder
    chosen = Preferences(
        active_identity=aid.id, pinned_identities=(ada.id, aid.id), hidden_identities=(aid.id,), font_points=12
    )
    await ways.place.answer(SavePreferences(Preferences(active_identity=ada.id)))
    await ways.place.answer(SavePreferences(chosen))
    kept = load_preferences(folder).preferences
    assert kept == Preferences(active_identity=ada.id, pinned_identities=(ada.id,), font_points=12)


async def test_acting_under_an_aid_writes_nothing(ways: Ways, ada: Identity, aid: Identity) -> None:
    file = ways.place.desk.folder / "preferences.json"
    await ways.place.answer(SavePreferences(Preferences(active_identity=ada.id)))
    file.unlink()
    await ways.place.answer(SavePreferences(Preferences(active_identity=aid.id)))
    assert not file.exists()


async def test_the_windows_place_is_kept_also_while_one_acts_under_an_aid(
    ways: Ways, ada: Identity, aid: Identity
) -> None:
    await ways.place.answer(SavePreferences(Preferences(active_identity=ada.id)))
    keep_geometry(ways.place.desk, Preferences(active_identity=aid.id), b"there")
    kept = load_preferences(ways.place.desk.folder).preferences
    assert (kept.active_identity, kept.window_geometry) == (ada.id, b"there")


async def test_a_note_on_a_payment_of_an_aid_stays_in_memory(ways: Ways, aid: Identity) -> None:
    paid = replace(transfer(1), sender=aid.id)
    assert await ways.place.answer(SaveNotes(Map({paid.id: "secret"}), paid)) == []
    told = await ways.place.one(FetchNotes(), NotesLoaded)
    assert (told.notes[paid.id], await ways.place.desk.qlock.unseal(NOTES)) == ("secret", None)


async def test_notes_of_others_are_written_without_those_of_an_aid(ways: Ways, aid: Identity) -> None:
    paid, other = replace(transfer(1), sender=aid.id), TransferId("tr_other")
    await ways.place.answer(SaveNotes(Map({paid.id: "secret"}), paid))
    await ways.place.answer(SaveNotes(Map({paid.id: "secret", other: "rent"})))
    data = await ways.place.desk.qlock.unseal(NOTES)
    assert data is not None
    assert (b"rent" in data, b"secret" in data) == (True, False)


async def test_a_note_on_a_payment_between_an_aid_and_a_named_identity_is_hers(
    ways: Ways, ada: Identity, aid: Identity
) -> None:
    paid = replace(transfer(1), sender=ada.id, recipient=aid.id)
    await ways.place.answer(SaveNotes(Map({paid.id: "for the stall"}), paid))
    data = await ways.place.desk.qlock.unseal(NOTES)
    assert data is not None
    assert b"for the stall" in data


async def test_what_came_in_to_an_aid_is_read_by_its_own_way(ways: Ways, aid: Identity) -> None:
    before = list(ways.place.line.paths)
    await ways.place.one(FetchNotifications((aid.id,)), NotificationsLoaded)
    assert ways.place.line.paths == before


async def test_what_was_read_of_an_aid_is_told_to_nobody(ways: Ways, aid: Identity) -> None:
    before = list(ways.lines[0].paths)
    await ways.place.answer(SendReadMarks(((aid.id, 1),)))  # type: ignore[arg-type]
    assert ways.lines[0].paths == before


async def test_nothing_is_restored_while_an_aid_would_be_lost_by_it(ways: Ways, aid: Identity, tmp_path: Path) -> None:
    wanted = RestoreBackup(new_id(), tmp_path / "backup", Hidden("passphrase"), None)
    told = await ways.place.one(RunBackup(wanted), BackupEnded)
    assert told.result == NotDone(wanted.request_id, Problem(Code.KEY_IN_MEMORY))
