"""Signing without a network, performed: exported here, signed with a key of the vault, brought back, carried out."""

from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain import dossier
from qwallet_desktop.domain.checks import CheckName, Verdict
from qwallet_desktop.domain.code_parts import Parts, gather, joined, split
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.multisig import Choice, Executed, Item
from qwallet_desktop.domain.offline_signing import failed_check
from qwallet_desktop.domain.payment_request import PaymentRequest
from qwallet_desktop.domain.plain_message import PlainMessage, read_message
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects.offline import paper
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.offline_actions import (
    Look,
    MakeExport,
    MakeMessage,
    MakeSignature,
    PaperMade,
    PaperNotMade,
    PaperSaved,
    PartsRead,
    SourceRead,
    SourceRefused,
    WritePaper,
)
from qwallet_desktop.state.papers import (
    FromClipboard,
    FromScreen,
    IncomingSignature,
    OpenedRequest,
    Paper,
    PaperKind,
    Wanted,
)
from tests.effects.approvals import Family, asking, family
from tests.effects.desks import Place, make_desk
from tests.helpers.codes import Eyes, picture_of

NOTHING = Parts()
STRANGER = IdentityId("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")


@pytest_asyncio.fixture
async def ours(place: Place) -> Family:
    """Ada owns Kid, whose larger payments she must agree to."""
    return await family(place)


async def exported(ours: Family, item: Item) -> Paper:
    """Return what is handed on of an item."""
    return (await ours.place.one(MakeExport(7, item.proposal.item_id), PaperMade)).paper


def look(wanted: Wanted) -> Look:
    """Return the effect that looks at what was copied."""
    return Look(7, wanted, FromClipboard(), NOTHING)


async def found(place: Place, wanted: Wanted, text: str) -> object:
    """Return what is found in a text that was copied."""
    place.desk.sight = Eyes(text)
    return (await place.one(look(wanted), SourceRead)).found


async def refused(place: Place, wanted: Wanted, text: str) -> Code:
    """Return why a text that was copied is not what is wanted."""
    place.desk.sight = Eyes(text)
    return (await place.one(look(wanted), SourceRefused)).problem.code


async def opened(ours: Family, item: Item) -> OpenedRequest:
    """Return the request of an item as it is read elsewhere."""
    request = await found(ours.place, Wanted.REQUEST, (await exported(ours, item)).text)
    assert isinstance(request, OpenedRequest)
    return request


async def signature(ours: Family, item: Item, choice: Choice = Choice.SIGN, reason: str = "") -> str:
    """Return the file of Ada's signature, made of the request alone."""
    request = await opened(ours, item)
    made = await ours.place.one(MakeSignature(7, request, ours.ada, choice, reason), PaperMade)
    assert made.paper.kind is PaperKind.SIGNATURE
    return made.paper.text


async def incoming(ours: Family, text: str) -> IncomingSignature:
    """Return a signature that fits an item here."""
    signed = await found(ours.place, Wanted.SIGNATURE, text)
    assert isinstance(signed, IncomingSignature)
    return signed


def delivering(signed: IncomingSignature) -> DecideItem:
    """Return what the sheet asks for."""
    return DecideItem(
        signed.item_id, signed.choice, signed.reason, signed.proposal_hash, "", signed.signer, signed.signature
    )


@pytest.mark.asyncio
async def test_an_open_item_is_handed_on_as_a_request_that_holds(ours: Family) -> None:
    item = await ours.opened()
    made = await exported(ours, item)
    assert (made.kind, made.name) == (PaperKind.REQUEST, "request-1.json")
    request = await found(ours.place, Wanted.REQUEST, made.text)
    assert isinstance(request, OpenedRequest)
    assert request.checks
    assert failed_check(request.checks) is None


@pytest.mark.asyncio
async def test_its_codes_are_the_same_text(ours: Family) -> None:
    made = await exported(ours, await ours.opened())
    assert joined(gather(NOTHING, made.codes)) == made.text


@pytest.mark.asyncio
async def test_who_is_known_here_is_no_word_of_the_request(ours: Family) -> None:
    request = await opened(ours, await ours.opened())
    said = {check.name: check.verdict for check in request.checks}
    assert (said[CheckName.NODE_ID], said[CheckName.IDENTITY]) == (Verdict.HOLDS, Verdict.HOLDS)


@pytest.mark.asyncio
async def test_elsewhere_both_are_its_own_word(ours: Family, tmp_path: Path) -> None:
    text = (await exported(ours, await ours.opened())).text
    desk = make_desk(tmp_path / "elsewhere")
    request = await found(Place(desk, ours.place.line), Wanted.REQUEST, text)
    desk.qlock.close()
    assert isinstance(request, OpenedRequest)
    said = {check.name: check.verdict for check in request.checks}
    assert (said[CheckName.NODE_ID], said[CheckName.IDENTITY]) == (Verdict.NODES_WORD, Verdict.NODES_WORD)
    assert failed_check(request.checks) is None


@pytest.mark.asyncio
async def test_a_signature_made_elsewhere_carries_it_out_when_it_is_delivered(ours: Family) -> None:
    item = await ours.opened()
    signed = await incoming(ours, await signature(ours, item))
    assert (signed.signer, signed.choice) == (ours.ada, Choice.SIGN)
    made = await ours.done(asking(ours.kid, delivering(signed)))
    assert isinstance(made.receipt, Item)
    assert isinstance(made.receipt.closing, Executed)
    assert await ours.units(ours.ben) == (2_500, 0)


@pytest.mark.asyncio
async def test_a_rejection_is_delivered_with_its_reason(ours: Family) -> None:
    item = await ours.opened()
    signed = await incoming(ours, await signature(ours, item, Choice.REJECT, "not now"))
    made = await ours.done(asking(ours.kid, delivering(signed)))
    assert isinstance(made.receipt, Item)
    assert (made.receipt.votes[-1].signer, made.receipt.votes[-1].reason) == (ours.ada, "not now")


@pytest.mark.asyncio
async def test_what_is_decided_is_handed_on_as_evidence(ours: Family) -> None:
    item = await ours.opened()
    await ours.done(asking(ours.ada, ours.decision(item, Choice.SIGN)))
    made = await exported(ours, item)
    assert (made.kind, made.name) == (PaperKind.EVIDENCE, "evidence-1.json")
    assert dossier.read_evidence(made.text.encode()).node_id == ours.place.services.address.node_id


@pytest.mark.asyncio
async def test_an_item_that_is_not_there_can_not_be_exported(ours: Family) -> None:
    item = await ours.opened()
    unknown = replace(item.proposal, item_id=type(item.proposal.item_id)("ms_" + "00" * 16))
    told = await ours.place.one(MakeExport(7, unknown.item_id), PaperNotMade)
    assert told.problem.code is Code.ITEM_UNKNOWN


@pytest.mark.asyncio
async def test_what_ended_undecided_has_no_evidence(ours: Family) -> None:
    item = await ours.opened()
    ours.place.desk.now = lambda: item.proposal.expires_at
    told = await ours.place.one(MakeExport(7, item.proposal.item_id), PaperNotMade)
    assert told.problem.code is Code.ITEM_UNDECIDED


@pytest.mark.asyncio
async def test_a_request_is_signed_only_where_all_of_it_holds(ours: Family) -> None:
    request = await opened(ours, await ours.opened())
    forged = replace(request, checks=(*request.checks, replace(request.checks[0], verdict=Verdict.FAILS)))
    told = await ours.place.one(MakeSignature(7, forged, ours.ada, Choice.SIGN, ""), PaperNotMade)
    assert told.problem.code is Code.ITEM_UNVERIFIED


@pytest.mark.asyncio
async def test_a_request_is_signed_only_by_those_who_may(ours: Family) -> None:
    request = await opened(ours, await ours.opened())
    told = await ours.place.one(MakeSignature(7, request, ours.ben, Choice.SIGN, ""), PaperNotMade)
    assert told.problem.code is Code.NOT_AN_APPROVER


@pytest.mark.asyncio
async def test_a_locked_vault_signs_no_request(ours: Family) -> None:
    request = await opened(ours, await ours.opened())
    ours.place.desk.qlock.lock()
    told = await ours.place.one(MakeSignature(7, request, ours.ada, Choice.SIGN, ""), PaperNotMade)
    assert told.problem.code is Code.VAULT_LOCKED


@pytest.mark.asyncio
async def test_the_same_signature_is_of_no_use_twice(ours: Family) -> None:
    item = await ours.opened()
    text = await signature(ours, item)
    await ours.done(asking(ours.kid, delivering(await incoming(ours, text))))
    assert await refused(ours.place, Wanted.SIGNATURE, text) is Code.ALREADY_SIGNED


def altered(text: str, **changes: object) -> str:
    """Return a signature's file with other contents, in the form that it must have."""
    return dossier.write_signature(replace(dossier.read_signature(text.encode()), **changes)).decode()  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_a_signature_for_another_node_is_refused(ours: Family) -> None:
    text = altered(await signature(ours, await ours.opened()), node_id=NodeId("ab" * 16))
    assert await refused(ours.place, Wanted.SIGNATURE, text) is Code.SIGNED_ELSEWHERE


@pytest.mark.asyncio
async def test_a_signature_for_an_item_that_is_not_here_is_refused(ours: Family) -> None:
    text = altered(await signature(ours, await ours.opened()), item_id="ms_" + "00" * 16)
    assert await refused(ours.place, Wanted.SIGNATURE, text) is Code.ITEM_UNKNOWN


@pytest.mark.asyncio
async def test_a_signature_over_another_proposal_is_refused(ours: Family) -> None:
    text = altered(await signature(ours, await ours.opened()), proposal_hash="ab" * 32)
    assert await refused(ours.place, Wanted.SIGNATURE, text) is Code.SIGNED_OTHERWISE


@pytest.mark.asyncio
async def test_a_signature_that_was_altered_is_refused(ours: Family) -> None:
    text = altered(await signature(ours, await ours.opened()), signature="ab" * 64)
    assert await refused(ours.place, Wanted.SIGNATURE, text) is Code.SIGNATURE_ALTERED


@pytest.mark.asyncio
async def test_a_signature_is_of_no_use_before_there_is_a_node(ours: Family, tmp_path: Path) -> None:
    text = await signature(ours, await ours.opened())
    desk = make_desk(tmp_path / "elsewhere")
    code = await refused(Place(desk, ours.place.line), Wanted.SIGNATURE, text)
    desk.qlock.close()
    assert code is Code.NODE_UNREACHABLE


@pytest.mark.asyncio
async def test_a_node_that_does_not_answer_is_said(ours: Family) -> None:
    text = await signature(ours, await ours.opened())
    ours.place.line.is_cut = True
    assert await refused(ours.place, Wanted.SIGNATURE, text) is Code.NODE_UNREACHABLE


@pytest.mark.asyncio
async def test_what_is_not_wanted_is_said_to_be_what_it_is(ours: Family) -> None:
    place, item = ours.place, await ours.opened()
    text = (await exported(ours, item)).text
    for wanted in (Wanted.SIGNATURE, Wanted.MESSAGE):
        place.desk.sight = Eyes(text)
        told = await place.one(look(wanted), SourceRefused)
        assert (told.problem.code, told.problem.facts) == (Code.TEXT_UNKNOWN, {"part": "request"})


@pytest.mark.asyncio
async def test_what_we_never_wrote_is_said_to_be_other(place: Place) -> None:
    place.desk.sight = Eyes("hello")
    told = await place.one(look(Wanted.REQUEST), SourceRefused)
    assert told.problem.facts == {"part": "other"}


@pytest.mark.asyncio
async def test_some_codes_are_not_all(place: Place) -> None:
    codes = split("a text of several parts" + "".join(f"{each * each:x}" for each in range(900)))
    place.desk.sight = Eyes(screens=(picture_of(codes[:1]),))
    told = await place.one(Look(7, Wanted.REQUEST, FromScreen(), NOTHING), PartsRead)
    assert told.parts.count == len(codes)


@pytest.mark.asyncio
async def test_a_message_is_signed_and_read_back(place: Place) -> None:
    ada = (await place.person("Ada")).id
    node_id = place.services.address.node_id
    made = (await place.one(MakeMessage(7, ada, node_id, "It is me."), PaperMade)).paper
    assert (made.kind, made.name) == (PaperKind.MESSAGE, "message.json")
    read = await found(place, Wanted.MESSAGE, made.text)
    assert isinstance(read, PlainMessage)
    assert (read, read.holds) == (read_message(made.text), True)


@pytest.mark.asyncio
async def test_a_message_is_signed_only_with_a_key_that_is_here(place: Place) -> None:
    effect = MakeMessage(7, STRANGER, place.services.address.node_id, "It is me.")
    assert (await place.one(effect, PaperNotMade)).problem.code is Code.KEY_UNKNOWN


@pytest.mark.asyncio
async def test_a_paper_is_saved_whole(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "message.json"
    assert await place.answer(WritePaper(7, path, "{}")) == [PaperSaved(7, path)]
    assert path.read_text() == "{}"


@pytest.mark.asyncio
async def test_a_paper_that_can_not_be_saved_is_said(place: Place, tmp_path: Path) -> None:
    told = await place.one(WritePaper(7, tmp_path / "gone" / "message.json", "{}"), PaperSaved)
    assert told.problem is not None
    assert told.problem.code is Code.FILE_NOT_WRITTEN


@pytest.mark.parametrize(("text", "has_codes"), [("short", True), ("a" * 300_000, False)])
def test_what_is_too_long_for_codes_has_none(text: str, has_codes: bool) -> None:
    assert bool(paper(PaperKind.REQUEST, text, "a.json").codes) is has_codes


@pytest.mark.asyncio
async def test_a_payment_request_is_read(place: Place) -> None:
    read = await found(place, Wanted.PAYMENT, f"qwallet:{STRANGER}?memo=boat")
    assert read == PaymentRequest(STRANGER, memo="boat")


@pytest.mark.asyncio
async def test_a_did_alone_says_whom_to_pay(place: Place) -> None:
    assert await found(place, Wanted.PAYMENT, STRANGER) == PaymentRequest(STRANGER)


@pytest.mark.asyncio
async def test_what_is_no_payment_request_is_said(place: Place) -> None:
    assert await refused(place, Wanted.PAYMENT, "hello") is Code.NOT_A_DID
    assert await refused(place, Wanted.PAYMENT, "qwallet:hello") is Code.NOT_A_DID


@pytest.mark.asyncio
async def test_a_message_is_no_payment_request(place: Place) -> None:
    assert await refused(place, Wanted.PAYMENT, '{"format":"qwallet/message/v1"}') is Code.TEXT_UNKNOWN
