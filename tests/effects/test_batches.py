"""Lists of payments: strangers asked about, and files read and written whole."""

from pathlib import Path

import pytest
from immutables import Map

from qwallet_desktop.domain.batch_lines import LONGEST_TEXT
from qwallet_desktop.domain.batches import AskedPayment, BatchMode
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects import batches
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.batches import (
    AskRecipients,
    ListFileRead,
    ListNotTaken,
    ListSaved,
    ReadFile,
    RecipientsChecked,
    WriteFile,
)
from tests.domain.builders import did
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio
ADA = IdentityId("did:key:zAda")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were asked for; none is taken."""
    taken: list[float] = []

    async def sleep(seconds: float) -> None:
        if seconds:
            taken.append(seconds)

    monkeypatch.setattr("qwallet_desktop.effects.batches.asyncio.sleep", sleep)
    return taken


async def ordered(place: Place, *amounts: str, mode: BatchMode = BatchMode.EACH) -> tuple[Identity, Order]:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token = await place.token(ada.id)
    return ada, Order(tuple(AskedPayment(ben.id, token, amount, "rent") for amount in amounts), mode, "")


async def test_the_node_says_which_recipients_it_does_not_know(place: Place, pauses: list[float]) -> None:
    ada, order = await ordered(place, "1.00")
    known, nobody = order.payments[0], did(77)
    unknown = AskedPayment(nobody, known.token_id, "1.00", "")

    told = await place.one(AskRecipients(ada.id, (known, unknown)), RecipientsChecked)

    assert told.recipients[known.recipient] is None
    assert (problem := told.recipients[nobody]) is not None
    assert problem.code is Code.RECIPIENT_UNKNOWN
    assert pauses == [batches.WRITING_PAUSE]


async def test_too_large_an_amount_is_nothing_against_a_recipient(place: Place, pauses: list[float]) -> None:
    ada, order = await ordered(place, "999999.00")

    told = await place.one(AskRecipients(ada.id, order.payments), RecipientsChecked)

    assert told.recipients == Map({order.payments[0].recipient: None})
    assert len(pauses) == 1


async def test_recipients_that_can_not_be_asked_about_stay_open(place: Place, pauses: list[float]) -> None:
    ada, order = await ordered(place, "1.00")
    place.line.is_cut = True

    assert await place.answer(AskRecipients(ada.id, order.payments)) == []
    assert len(pauses) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
async def test_a_file_is_read_in_the_encodings_of_spreadsheets(place: Place, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("did:a;1;QTK;Brötchen\u202e\r\ndid:b;2;QTK;\r\n".encode(encoding))

    told = await place.one(ReadFile(ADA, path), ListFileRead)

    assert told.text == "did:a;1;QTK;Brötchen\ndid:b;2;QTK;\n"


@pytest.mark.parametrize("content", [b"\xff\x00\xff", b"did:a\x00,1", b"\x89PNG\r\n\x1a\n"])
async def test_a_file_that_is_no_text_is_not_taken(place: Place, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    told = await place.one(ReadFile(ADA, path), ListNotTaken)

    assert (told.problem.code, told.problem.facts["file"]) == (Code.FILE_NOT_READ, "list.csv")


async def test_a_file_that_is_not_there_is_not_taken(place: Place, tmp_path: Path) -> None:
    told = await place.one(ReadFile(ADA, tmp_path / "none.csv"), ListNotTaken)

    assert told.problem.code is Code.FILE_NOT_READ


async def test_a_file_of_ten_thousand_lines_is_said_to_be_too_long(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("did:a,1,QTK\n" * 10_000)

    told = await place.one(ReadFile(ADA, path), ListNotTaken)

    assert (told.problem.code, told.problem.facts["count"]) == (Code.TOO_MANY_PAYMENTS, "10000")


async def test_a_file_of_many_megabytes_is_not_even_counted(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"x" * (LONGEST_TEXT + 1))

    told = await place.one(ReadFile(ADA, path), ListNotTaken)

    assert (told.problem.code, "count" in told.problem.facts) == (Code.TOO_MANY_PAYMENTS, False)


async def test_a_list_is_written_as_it_is(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "refused.csv"

    told = await place.one(WriteFile(ADA, path, "recipient\r\nä\r\n"), ListSaved)

    assert (told.result, path.read_bytes()) == (path, "recipient\r\nä\r\n".encode())


async def test_a_list_that_can_not_be_written_says_why(place: Place, tmp_path: Path) -> None:
    told = await place.one(WriteFile(ADA, tmp_path / "none" / "refused.csv", "x"), ListSaved)

    assert isinstance(told.result, Problem)
    assert told.result.code is Code.FILE_NOT_WRITTEN
