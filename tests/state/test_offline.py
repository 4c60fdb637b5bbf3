"""What is read and made without a network lasts as long as its sheet; nothing that comes too late changes it."""

from dataclasses import replace
from pathlib import Path

import pytest

from qwallet_desktop.domain.code_parts import Part, Parts
from qwallet_desktop.domain.ids import ItemId, RequestId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.domain.plain_message import PlainMessage
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.navigation import CloseSheet, GoTo, OpenSheet, Page, ShowItem, ShowOperation
from qwallet_desktop.state.offline import Action, Offline, incoming, reduce
from qwallet_desktop.state.offline_actions import (
    KEY,
    BeginAnew,
    Look,
    MakeExport,
    MakeMessage,
    MakeSignature,
    PaperMade,
    PaperNotMade,
    PaperSaved,
    PartsRead,
    ReadSource,
    SavePaper,
    SignOpened,
    SignText,
    SourceRead,
    SourceRefused,
    WritePaper,
)
from qwallet_desktop.state.papers import (
    Found,
    FromClipboard,
    FromScreen,
    IncomingSignature,
    OpenedRequest,
    Paper,
    PaperKind,
    Wanted,
)
from qwallet_desktop.state.sheets import (
    ExportItemSheet,
    ImportSignatureSheet,
    Palette,
    ScanPaymentSheet,
    Sheet,
    SignMessageSheet,
    SignRequestSheet,
    VerifyMessageSheet,
)
from tests.domain.builders import ALICE, NODE
from tests.helpers.items import MINE

ITEM = ItemId("ms_" + "7c" * 16)
PROBLEM = Problem(Code.CODE_NOT_FOUND)
PARTS = Parts(2, "00112233", (Part(1, 2, "00112233", "AA"),))
REQUEST = OpenedRequest(ItemRecord(MINE), NODE, ())
MESSAGE = PlainMessage(NODE, ALICE, "hi", "ab" * 64)
PAPER = Paper(PaperKind.MESSAGE, "{}", ("QW1.1.1.00112233.AA",), "message.json")
INCOMING = IncomingSignature(MINE, ALICE, Choice.SIGN, "", "ab" * 64, "cd" * 32)
FILE = Path("message.json")


def after(offline: Offline, *actions: Action) -> Offline:
    """Return what actions make of it."""
    for action in actions:
        offline, _ = reduce(offline, action)
    return offline


def asked(offline: Offline, action: Action) -> tuple[Effect, ...]:
    """Return what an action asks to be done."""
    return reduce(offline, action)[1]


@pytest.mark.parametrize(
    "sheet", [ImportSignatureSheet(), ScanPaymentSheet(), SignRequestSheet(), SignMessageSheet(), VerifyMessageSheet()]
)
def test_a_sheet_begins_with_nothing(sheet: Sheet) -> None:
    before = Offline(3, parts=PARTS, found=MESSAGE, paper=PAPER, problem=PROBLEM)
    assert reduce(before, OpenSheet(sheet)) == (Offline(4), (Cancel(KEY),))


def test_an_export_is_made_as_soon_as_its_sheet_is_open() -> None:
    opened, effects = reduce(Offline(3, paper=PAPER), OpenSheet(ExportItemSheet(ITEM)))
    assert (opened, effects) == (Offline(4, busy=True), (MakeExport(4, ITEM),))


@pytest.mark.parametrize(
    "action",
    [
        CloseSheet(),
        OpenSheet(Palette()),
        GoTo(Page.INBOX),
        ShowItem(ITEM),
        ShowOperation(RequestId("00000000-0000-4000-8000-000000000001")),
    ],
)
def test_what_was_read_is_gone_with_its_sheet(action: Action) -> None:
    assert reduce(Offline(3, found=MESSAGE), action) == (Offline(4), (Cancel(KEY),))


def test_where_there_is_nothing_nothing_changes() -> None:
    empty = Offline(3)
    assert reduce(empty, CloseSheet())[0] is empty


def test_one_may_begin_anew() -> None:
    assert reduce(Offline(3, parts=PARTS), BeginAnew()) == (Offline(4), (Cancel(KEY),))


def test_a_source_is_looked_at_with_the_codes_that_were_read_before() -> None:
    looking, effects = reduce(Offline(3, parts=PARTS, problem=PROBLEM), ReadSource(Wanted.REQUEST, FromScreen()))
    assert (looking.busy, looking.problem) == (True, None)
    assert effects == (Look(3, Wanted.REQUEST, FromScreen(), PARTS),)


@pytest.mark.parametrize(
    "action",
    [
        ReadSource(Wanted.MESSAGE, FromClipboard()),
        SignOpened(ALICE, Choice.SIGN, ""),
        SignText(ALICE, NODE, "hi"),
    ],
)
def test_one_thing_is_done_at_a_time(action: Action) -> None:
    busy = Offline(3, busy=True, found=REQUEST)
    assert reduce(busy, action) == (busy, ())


def test_a_request_that_was_read_is_signed() -> None:
    opened = Offline(3, found=REQUEST)
    assert asked(opened, SignOpened(ALICE, Choice.REJECT, "no")) == (
        MakeSignature(3, REQUEST, ALICE, Choice.REJECT, "no"),
    )


@pytest.mark.parametrize("found", [None, MESSAGE])
def test_nothing_is_signed_that_was_not_read(found: Found | None) -> None:
    offline = Offline(3, found=found)
    assert reduce(offline, SignOpened(ALICE, Choice.SIGN, "")) == (offline, ())


def test_a_text_is_signed_at_a_node() -> None:
    assert asked(Offline(3), SignText(ALICE, NODE, "hi")) == (MakeMessage(3, ALICE, NODE, "hi"),)


@pytest.mark.parametrize(
    "effect",
    [
        Look(1, Wanted.REQUEST, FromScreen(), Parts()),
        MakeExport(1, ITEM),
        MakeSignature(1, REQUEST, ALICE, Choice.SIGN, ""),
        MakeMessage(1, ALICE, NODE, "hi"),
    ],
)
def test_a_newer_one_takes_the_place_of_the_one_before(effect: Effect) -> None:
    assert effect.exclusive == KEY


def test_a_file_is_written_to_its_end() -> None:
    assert WritePaper(1, FILE, "{}").exclusive is None


BUSY = Offline(3, busy=True, parts=PARTS)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (SourceRead(3, MESSAGE), Offline(3, found=MESSAGE, answers=1)),
        (PartsRead(3, PARTS), Offline(3, parts=PARTS, answers=1)),
        (SourceRefused(3, PROBLEM), Offline(3, parts=PARTS, problem=PROBLEM, answers=1)),
        (PaperMade(3, PAPER), Offline(3, parts=PARTS, paper=PAPER, answers=1)),
        (PaperNotMade(3, PROBLEM), Offline(3, parts=PARTS, problem=PROBLEM, answers=1)),
        (PaperSaved(3, FILE), replace(BUSY, saved=FILE, answers=1)),
        (PaperSaved(3, FILE, PROBLEM), replace(BUSY, problem=PROBLEM, answers=1)),
    ],
)
def test_what_came_of_it_is_known(answer: Action, expected: Offline) -> None:
    assert after(BUSY, answer) == expected


@pytest.mark.parametrize(
    "answer",
    [
        SourceRead(2, MESSAGE),
        PartsRead(2, PARTS),
        SourceRefused(2, PROBLEM),
        PaperMade(2, PAPER),
        PaperNotMade(2, PROBLEM),
        PaperSaved(2, FILE),
    ],
)
def test_what_comes_for_a_sheet_that_is_closed_changes_nothing(answer: Action) -> None:
    assert after(BUSY, answer) is BUSY


def test_what_was_made_is_saved() -> None:
    assert asked(Offline(3, paper=PAPER), SavePaper(FILE)) == (WritePaper(3, FILE, "{}"),)


def test_where_nothing_was_made_nothing_is_saved() -> None:
    assert asked(Offline(3), SavePaper(FILE)) == ()


def test_a_signature_of_another_is_found() -> None:
    assert incoming(Offline(found=INCOMING)) is INCOMING


@pytest.mark.parametrize("found", [None, MESSAGE, REQUEST])
def test_nothing_else_is_a_signature_of_another(found: Found | None) -> None:
    assert incoming(Offline(found=found)) is None


def test_a_signature_names_its_item() -> None:
    assert INCOMING.item_id == MINE.proposal.item_id
