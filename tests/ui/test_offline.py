"""The sheets of signing without a network: what they show of each state, and what they emit."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.checks import Check, CheckName, Verdict
from qwallet_desktop.domain.code_parts import Parts, gather, split
from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash
from qwallet_desktop.domain.payment_request import PaymentRequest
from qwallet_desktop.domain.plain_message import PlainMessage, message_of
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.codes import codes_in
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, Navigation, OpenSheet
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.offline_actions import BeginAnew, ReadSource, SavePaper, SignOpened, SignText
from qwallet_desktop.state.operation import Operation, Sending
from qwallet_desktop.state.papers import (
    FromClipboard,
    FromFile,
    FromScreen,
    IncomingSignature,
    OpenedRequest,
    Paper,
    PaperKind,
    Wanted,
)
from qwallet_desktop.state.sheets import (
    IdentitySheet,
    ImportSignatureSheet,
    SignMessageSheet,
    SignRequestSheet,
    VerifyMessageSheet,
)
from qwallet_desktop.state.transfers import BeginPayment, PaymentDraft
from qwallet_desktop.ui.dialogs import (
    export_item,
    import_signature,
    scan_payment,
    sign_message,
    sign_request,
    verify_message,
)
from qwallet_desktop.ui.dialogs import identity as one_identity
from qwallet_desktop.ui.dialogs.kept_panel import Asked
from qwallet_desktop.ui.offline_rooms import SHEETS
from qwallet_desktop.ui.palette import View as PaletteView
from qwallet_desktop.ui.palette import commands
from qwallet_desktop.ui.pictures import WindowSight, grey, open_picture
from qwallet_desktop.ui.screens import inbox
from qwallet_desktop.ui.screens.send_form import SendForm
from qwallet_desktop.ui.widgets.code_grid import CodeGrid
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.qr import qr_matrix
from tests.domain.builders import problem_of
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, TOKENS
from tests.ui.builders import NODE, NOW, QTK, REQUEST, bench, identity, state
from tests.ui.pictures import drawn, save
from tests.ui.screens import Standing, empty_page

LONG = hashlib.shake_256(b"qwallet").hexdigest(900)
CODES = split(LONG)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = did_from_key(KEY.public_key().public_bytes_raw())
HELD = (Check(CheckName.SUBJECT_FITS, Verdict.HOLDS),)
FAILED = Check(CheckName.GROUP_CHAIN, Verdict.FAILS, {"part": "charter"})
PAPER = Paper(PaperKind.REQUEST, LONG, CODES, "request-7.json")
PROBLEM = Problem(Code.SIGNED_OTHERWISE)


def standing(qtbot: QtBot, make: Callable[..., Any], view: object) -> Standing[Any]:
    """Return a sheet that is open over a page, and what it emits."""
    page, actions = empty_page(qtbot), list[Any]()
    sheet = make(bench(actions.append), page)
    page.show()
    sheet.draw(view)
    sheet.open_overlay()
    return Standing(sheet, actions)


def buttons(sheet: QWidget) -> list[str]:
    """Return the names of the buttons that are seen and can be pressed."""
    found = sheet.findChildren(QAbstractButton)
    return [one.accessibleName() for one in found if one.isVisible() and one.isEnabled()]


def said(sheet: QWidget) -> str:
    """Return what the banners say that are seen."""
    return " ".join(one.accessibleName() for one in sheet.findChildren(Banner) if one.isVisible())


# ------------------------------------------------------------------------------------ pictures


def test_a_picture_in_a_file_is_seen_in_grey(qapp: object, tmp_path: Path) -> None:
    path = save(tmp_path / "code.png", [qr_matrix("hello")])
    picture = open_picture(path)
    assert picture is not None
    assert codes_in(picture) == ("hello",)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPG"])
def test_the_kind_of_a_picture_is_told_by_its_contents(qapp: object, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "code.json"
    assert drawn([qr_matrix("hello")]).save(str(path), kind)  # type: ignore[call-overload]  # the stub wants bytes
    picture = open_picture(path)
    assert picture is not None
    assert codes_in(picture) == ("hello",)


def test_text_is_no_picture(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text("{}")
    assert open_picture(path) is None


def test_a_picture_that_is_cut_off_is_refused(qapp: object, tmp_path: Path) -> None:
    path = save(tmp_path / "code.png", [qr_matrix("hello")])
    path.write_bytes(path.read_bytes()[:60])
    assert problem_of(lambda: open_picture(path)).code is Code.PICTURE_INVALID


def test_a_picture_that_is_too_large_is_not_unpacked(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qwallet_desktop.ui.pictures.MOST_PIXELS", 100)
    path = save(tmp_path / "code.png", [qr_matrix("hello")])
    assert problem_of(lambda: open_picture(path)).facts == {"file": "code.png"}


def test_what_is_transparent_is_paper(qapp: object) -> None:
    image = QImage(3, 2, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    assert grey(image).grey == b"\xff" * 6


def test_each_line_of_a_picture_has_just_its_pixels(qapp: object) -> None:
    image = QImage(5, 2, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    picture = grey(image)
    assert (picture.width, picture.height, picture.grey) == (5, 2, b"\x00" * 10)


def test_a_picture_that_was_copied_is_seen(qapp: object) -> None:
    QGuiApplication.clipboard().setImage(drawn([qr_matrix("hello")]))
    seen = WindowSight().clipboard()
    assert seen is not None
    assert not isinstance(seen, str)
    assert codes_in(seen()) == ("hello",)


def test_text_that_was_copied_is_seen(qapp: object) -> None:
    QGuiApplication.clipboard().setText("{}")
    assert WindowSight().clipboard() == "{}"


def test_nothing_that_was_copied_is_nothing(qapp: object) -> None:
    QGuiApplication.clipboard().clear()
    assert WindowSight().clipboard() is None


def test_what_is_on_the_screen_is_seen(qtbot: QtBot) -> None:
    grid = CodeGrid()
    qtbot.addWidget(grid)
    grid.set_codes(CODES)
    grid.resize(700, 700)
    with qtbot.waitExposed(grid):
        grid.show()
    qtbot.waitUntil(lambda: set(CODES) <= {code for seen in WindowSight().screens() for code in codes_in(seen())})


def test_a_file_is_seen_by_the_window_as_by_the_command_line(qapp: object, tmp_path: Path) -> None:
    assert WindowSight().open_picture(tmp_path) is None


# ---------------------------------------------------------------------------------- code grid


def grid_of(qtbot: QtBot, codes: tuple[str, ...]) -> CodeGrid:
    """Return codes in a grid."""
    grid = CodeGrid()
    qtbot.addWidget(grid)
    grid.set_codes(codes)
    return grid


def test_a_picture_of_all_codes_can_be_read(qtbot: QtBot) -> None:
    assert set(codes_in(grey(grid_of(qtbot, CODES).image()))) == set(CODES)


def test_a_single_code_has_no_number(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, CODES[:1])
    assert [one.accessibleName() for one in grid.findChildren(QWidget) if "1 of" in one.accessibleName()] == []


def test_the_same_codes_are_not_drawn_anew(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, CODES)
    before = grid._views
    grid.set_codes(CODES)
    assert grid._views is before


def test_other_codes_take_their_place(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, CODES)
    grid.set_codes(CODES[:1])
    assert grid.codes() == CODES[:1]


# ------------------------------------------------------------------------------------- export


def export(qtbot: QtBot, offline: Offline) -> Standing[Any]:
    """Return the sheet of an export."""
    return standing(qtbot, export_item.ExportItemDialog, export_item.View(offline))


def test_an_export_shows_its_codes_and_ways_to_hand_it_on(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER))
    assert shown.part(CodeGrid).codes() == CODES
    assert {"Save file…", "Copy text", "Save codes as a picture…", "Close"} <= set(buttons(shown.screen))


def test_evidence_is_no_matter_of_codes(qtbot: QtBot) -> None:
    evidence = replace(PAPER, kind=PaperKind.EVIDENCE)
    shown = export(qtbot, Offline(1, paper=evidence))
    assert not shown.part(CodeGrid).isVisible()
    assert "Save codes as a picture…" not in buttons(shown.screen)


def test_what_is_too_long_for_codes_is_said_to_be(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, paper=replace(PAPER, codes=())))
    assert "too long for 16 QR codes" in shown.screen.paper._words.text()


def test_the_text_is_copied(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER))
    shown.click("Copy text")
    assert QGuiApplication.clipboard().text() == LONG
    assert "Text copied" in buttons(shown.screen)


def test_a_file_is_asked_for_and_written(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER))
    shown.click("Save file…")
    dialog = shown.part(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("request-7.json")
    dialog.fileSelected.emit("/tmp/request.json")  # noqa: S108 - nothing is written there
    dialog.reject()
    assert shown.actions == [SavePaper(Path("/tmp/request.json"))]  # noqa: S108 - as above


def test_where_the_file_is_is_said(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER, saved=Path("a.json")))
    assert shown.screen.paper.told() == "Saved to a.json"


def test_why_there_is_no_file_is_said(qtbot: QtBot) -> None:
    problem = Problem(Code.FILE_NOT_WRITTEN, {"file": "a.json"})
    shown = export(qtbot, Offline(1, paper=PAPER, problem=problem))
    assert "could not be written" in shown.screen.paper.told()


def test_a_picture_is_asked_for_and_written(qtbot: QtBot, tmp_path: Path) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER))
    shown.click("Save codes as a picture…")
    dialog = shown.part(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "codes.png"))
    dialog.reject()
    picture = open_picture(tmp_path / "codes.png")
    assert picture is not None
    assert set(codes_in(picture)) == set(CODES)


def test_a_picture_that_can_not_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER))
    shown.screen.paper.save_picture(tmp_path / "gone" / "codes.png")
    assert "could not be written" in shown.screen.paper.told()


def test_an_export_that_failed_says_why(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, problem=Problem(Code.NODE_UNREACHABLE)))
    assert "does not answer" in said(shown.screen)


def test_while_an_export_is_made_there_is_nothing_to_hand_on(qtbot: QtBot) -> None:
    assert "Save file…" not in buttons(export(qtbot, Offline(1, busy=True)).screen)


def test_enter_does_nothing_in_an_export(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER))
    shown.screen.submit()
    QTest.keyClick(shown.screen.frame, Qt.Key.Key_Return)
    assert shown.actions == []


def test_escape_closes_an_export(qtbot: QtBot) -> None:
    shown = export(qtbot, Offline(1, paper=PAPER))
    QTest.keyClick(shown.screen, Qt.Key.Key_Escape)
    assert shown.actions == [CloseSheet()]


# ------------------------------------------------------------------------------------- import


def incoming(choice: Choice = Choice.SIGN, reason: str = "", item: Item = told.MINE) -> IncomingSignature:
    """Return a signature of another."""
    return IncomingSignature(item, ACME, choice, reason, "ab" * 64, proposal_hash(item.proposal, NODE))


def importing(qtbot: QtBot, offline: Offline, **changes: Any) -> Standing[Any]:
    """Return the sheet that imports."""
    view = import_signature.View(offline, (MARA,), EVERYONE, tokens=TOKENS)
    return standing(qtbot, import_signature.ImportSignatureDialog, replace(view, **changes))


@pytest.mark.parametrize(("button", "source"), [("Paste", FromClipboard()), ("Read codes on the screen", FromScreen())])
def test_a_source_is_looked_at(qtbot: QtBot, button: str, source: object) -> None:
    shown = importing(qtbot, Offline(1))
    shown.click(button)
    assert shown.actions == [ReadSource(Wanted.SIGNATURE, source)]  # type: ignore[arg-type]  # one of the sources


def test_a_file_is_asked_for_and_read(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1))
    shown.click("Open a file…")
    dialog = shown.part(QFileDialog)
    dialog.fileSelected.emit("signature.json")
    dialog.reject()
    assert shown.actions == [ReadSource(Wanted.SIGNATURE, FromFile(Path("signature.json")))]


def test_while_one_is_read_no_other_is_asked_for(qtbot: QtBot) -> None:
    assert "Paste" not in buttons(importing(qtbot, Offline(1, busy=True)).screen)


def test_codes_that_are_missing_are_named(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1, parts=gather(Parts(), CODES[:2])))
    assert shown.screen.source.said() == ("2 of 3 codes are read. Missing: 3.",)
    shown.click("Begin anew")
    assert shown.actions == [BeginAnew()]


def test_why_nothing_was_read_is_said(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1, problem=PROBLEM))
    assert "for something else" in shown.screen.source.said()[0]


def test_nothing_can_be_delivered_before_it_was_read(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1))
    shown.screen.submit()
    assert (shown.actions, shown.screen.may_submit()) == ([], False)


def test_a_signature_is_told_and_delivered(qtbot: QtBot) -> None:
    found = incoming()
    shown = importing(qtbot, Offline(1, found=found))
    assert "carries this out at once" in said(shown.screen)
    shown.click("Deliver signature")
    (action,) = shown.actions
    assert isinstance(action, AskOnSheet)
    assert (action.identity_id, action.request_id) == (MARA, REQUEST)
    ask = action.command
    assert isinstance(ask, DecideItem)
    assert (ask.item_id, ask.choice, ask.by, ask.signature) == (found.item_id, Choice.SIGN, ACME, "ab" * 64)
    assert ask.proposal_hash == found.proposal_hash


def test_a_rejection_is_told_with_its_reason(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1, found=incoming(Choice.REJECT, "not due")))
    assert "counts as a rejection" in said(shown.screen)
    assert "Deliver rejection" in buttons(shown.screen)


def test_a_signature_that_is_not_the_last_says_that_more_are_needed(qtbot: QtBot) -> None:
    item = told.item(approvers=(ACME, LEO), required=2, signed=())
    shown = importing(qtbot, Offline(1, found=incoming(item=item)))
    assert "more are needed" in said(shown.screen)


def test_nobody_here_may_deliver_it(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1, found=incoming()), held=())
    shown.screen.submit()
    assert shown.actions == []


def test_another_one_can_be_read_instead(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1, found=incoming()))
    shown.click("Another signature")
    assert shown.actions == [BeginAnew()]


def test_while_it_is_delivered_who_delivers_it_stays(qtbot: QtBot) -> None:
    found = incoming()
    ask = DecideItem(found.item_id, Choice.SIGN, "", found.proposal_hash, "", ACME, "ab" * 64)
    asked = Asked(Operation(REQUEST, MARA, ask, NOW, Sending(NOW, 1)))
    view = import_signature.View(Offline(1, found=found), (MARA, ACME), EVERYONE, tokens=TOKENS)
    shown = standing(qtbot, import_signature.ImportSignatureDialog, view)
    shown.screen.deliverer.set_current(ACME)
    shown.screen.draw(replace(view, asked=asked))
    shown.screen.draw(replace(view, held=(MARA,), asked=asked))
    assert shown.screen.deliverer.current() == ACME


def test_an_enter_that_is_still_held_down_delivers_nothing(qtbot: QtBot) -> None:
    shown = importing(qtbot, Offline(1, found=incoming()))
    hold_enter(shown.screen)
    assert shown.actions == []


def hold_enter(sheet: QWidget) -> None:
    """Let Enter repeat, as it does while it is held down."""
    from PySide6.QtCore import QEvent  # noqa: PLC0415 - for this alone
    from PySide6.QtGui import QKeyEvent  # noqa: PLC0415 - as above

    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True)
    QGuiApplication.sendEvent(sheet, held)


# ----------------------------------------------------------------------------------- requests


def request(*checks: Check, item: Item = told.MINE) -> OpenedRequest:
    """Return a request with what came of its checks."""
    return OpenedRequest(ItemRecord(item), NODE, checks or HELD)


def signing(qtbot: QtBot, found: OpenedRequest | None, **changes: Any) -> Standing[Any]:
    """Return the sheet that signs a request."""
    view = sign_request.View(Offline(1, found=found), (ACME,), EVERYONE, TOKENS, NODE)
    return standing(qtbot, sign_request.SignRequestDialog, replace(view, **changes))


def test_before_a_request_was_read_there_is_no_verb(qtbot: QtBot) -> None:
    shown = signing(qtbot, None)
    assert not {"Sign request", "Reject request"} & set(buttons(shown.screen))
    shown.screen.submit()
    assert shown.actions == []


def test_a_request_that_holds_is_signed_by_the_one_who_may(qtbot: QtBot) -> None:
    shown = signing(qtbot, request(), held=(LEO, ACME))
    shown.screen.submit()
    assert shown.actions == [SignOpened(ACME, Choice.SIGN, "")]


def test_it_is_rejected_with_a_reason_only(qtbot: QtBot) -> None:
    shown = signing(qtbot, request())
    reject(shown.screen)
    shown.screen.submit()
    assert shown.actions == []
    assert shown.screen._reason_field.error()
    shown.screen.reason.set_text("not  due")
    assert not shown.screen._reason_field.error()
    shown.screen.submit()
    assert shown.actions == [SignOpened(ACME, Choice.REJECT, "not due")]


def reject(sheet: sign_request.SignRequestDialog) -> None:
    """Choose to reject."""
    sheet.choice.set_chosen(Choice.REJECT.value)
    sheet.choice.chosen.emit(Choice.REJECT.value)


def test_a_request_of_which_a_check_fails_can_not_be_signed(qtbot: QtBot) -> None:
    shown = signing(qtbot, request(*HELD, FAILED))
    shown.screen.submit()
    assert shown.actions == []
    assert not shown.screen.focusable().isEnabled()
    assert "Don't sign this" in said(shown.screen)


def test_a_request_that_no_key_here_may_sign_says_so(qtbot: QtBot) -> None:
    shown = signing(qtbot, request(), held=(LEO,))
    assert "None of the keys on this computer" in said(shown.screen)
    assert not shown.screen.focusable().isEnabled()


def test_a_request_whose_time_is_over_says_so(qtbot: QtBot) -> None:
    shown = signing(qtbot, request(item=told.item(hours=-1)))
    assert "Its time is over" in said(shown.screen)


def test_two_keys_that_agree_with_each_other_are_warned_of(qtbot: QtBot) -> None:
    shown = signing(qtbot, request(), held=(MARA, ACME))
    assert "Whoever gets hold of it can sign for all of them" in said(shown.screen)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"node_id": None}, "another ledger than this computer's"),
        ({"identities": type(EVERYONE)()}, "doesn't know who acts here"),
        ({"node_id": None, "identities": type(EVERYONE)()}, "neither who acts here nor the ledger"),
    ],
)
def test_what_is_not_known_here_is_said(qtbot: QtBot, changes: dict[str, Any], words: str) -> None:
    assert words in said(signing(qtbot, request(), **changes).screen)


def test_what_is_known_here_needs_no_warning(qtbot: QtBot) -> None:
    assert not signing(qtbot, request()).screen.strange.isVisible()


def test_who_signs_is_chosen_where_several_may(qtbot: QtBot) -> None:
    item = told.item(approvers=(ACME, LEO), required=1)
    shown = signing(qtbot, request(item=item), held=(ACME, LEO))
    shown.screen.signer.set_current(LEO)
    shown.screen.signer.currentIndexChanged.emit(1)
    shown.screen.submit()
    assert shown.actions == [SignOpened(LEO, Choice.SIGN, "")]


def test_why_it_was_not_signed_is_said(qtbot: QtBot) -> None:
    offline = Offline(1, found=request(), problem=Problem(Code.VAULT_LOCKED))
    shown = signing(qtbot, None, offline=offline)
    assert shown.screen.said()


def test_the_signature_is_handed_back(qtbot: QtBot) -> None:
    made = replace(PAPER, kind=PaperKind.SIGNATURE, codes=CODES[:1])
    shown = signing(qtbot, None, offline=Offline(1, found=request(), paper=made))
    assert shown.part(CodeGrid).codes() == CODES[:1]
    assert {"Done", "Another request"} <= set(buttons(shown.screen))
    assert not {"Sign request", "Cancel"} & set(buttons(shown.screen))


def test_another_request_can_be_read(qtbot: QtBot) -> None:
    shown = signing(qtbot, request())
    shown.click("Another request")
    assert shown.actions == [BeginAnew()]


def test_when_a_request_was_read_one_goes_on_with_its_words(qtbot: QtBot) -> None:
    shown = signing(qtbot, None)
    view = sign_request.View(Offline(1, found=request()), (ACME,), EVERYONE, TOKENS, NODE)
    shown.screen.draw(view)
    assert shown.screen.window().focusWidget() is shown.screen.receipt.tabs


def test_when_it_was_signed_one_goes_on_with_saving(qtbot: QtBot) -> None:
    shown = signing(qtbot, request())
    view = sign_request.View(Offline(1, found=request(), paper=PAPER), (ACME,), EVERYONE, TOKENS, NODE)
    shown.screen.draw(view)
    assert shown.screen.window().focusWidget() is shown.screen.paper.save


def test_everything_is_reached_by_the_keyboard(qtbot: QtBot) -> None:
    item = told.item(approvers=(ACME, LEO), required=1)
    shown = signing(qtbot, request(item=item), held=(ACME, LEO))
    reached = [one.accessibleName() for one in shown.screen.tab_order()]
    body = ["How to check this", "Receipt", "Sign", "Signed by"]
    foot = ["Cancel", "Sign request", "Another request", "Close"]
    assert [name for name in reached if name in {*body, *foot}] == [*body, *foot]


def test_an_enter_that_is_still_held_down_signs_nothing(qtbot: QtBot) -> None:
    shown = signing(qtbot, request())
    hold_enter(shown.screen)
    assert shown.actions == []


# ----------------------------------------------------------------------------------- messages

WRITE = sign_message.View((MARA, LEO), MARA, EVERYONE, NODE)


def writing(qtbot: QtBot, view: sign_message.View = WRITE) -> Standing[Any]:
    """Return the sheet that signs a message."""
    return standing(qtbot, sign_message.SignMessageDialog, view)


def test_a_text_is_signed_as_it_is_shown(qtbot: QtBot) -> None:
    shown = writing(qtbot)
    shown.screen.text.set_text("It is me.\u200b  \n")
    assert shown.screen._cleaned.isVisible()
    shown.click("Sign message")
    assert shown.actions == [SignText(MARA, NODE, "It is me.")]


def test_nothing_is_signed_without_a_text(qtbot: QtBot) -> None:
    shown = writing(qtbot)
    shown.screen.submit()
    assert shown.actions == []
    assert shown.screen._fields["text"].error()
    assert not shown.screen.focusable().isEnabled()


def test_the_hash_is_that_of_what_will_be_signed(qtbot: QtBot) -> None:
    shown = writing(qtbot)
    shown.screen.text.set_text("It is me.")
    assert shown.screen._hash.shown_text()
    shown.screen.text.set_text("")
    assert not shown.screen._hash.shown_text()


def test_another_identity_may_sign_it(qtbot: QtBot) -> None:
    shown = writing(qtbot)
    shown.screen.text.set_text("It is me.")
    shown.screen.signer.set_current(LEO)
    shown.screen.submit()
    assert shown.actions == [SignText(LEO, NODE, "It is me.")]


def test_nothing_is_signed_before_a_node_is_known(qtbot: QtBot) -> None:
    shown = writing(qtbot, replace(WRITE, node_id=None))
    shown.screen.text.set_text("It is me.")
    shown.screen.submit()
    assert shown.actions == []


def test_why_a_message_was_not_signed_is_said(qtbot: QtBot) -> None:
    shown = writing(qtbot, replace(WRITE, offline=Offline(1, problem=Problem(Code.VAULT_LOCKED))))
    assert shown.screen.said()


def test_a_signed_message_is_handed_on_and_another_begins_empty(qtbot: QtBot) -> None:
    shown = writing(qtbot)
    shown.screen.text.set_text("It is me.")
    made = replace(PAPER, kind=PaperKind.MESSAGE)
    shown.screen.draw(replace(WRITE, offline=Offline(1, paper=made)))
    assert "Save file…" in buttons(shown.screen)
    assert shown.screen.first_focus() is shown.screen.paper.save
    shown.click("Sign another message")
    assert shown.actions == [BeginAnew()]
    shown.screen.draw(replace(WRITE, offline=Offline(2)))
    assert shown.screen.text.toPlainText() == ""


def test_who_signs_is_whom_the_sheet_is_about_else_who_is_active() -> None:
    made = state(identity(1, "Mara"), identity(2, "Leo"))
    first, second = made.identities.order
    asked = replace(made, navigation=Navigation(sheet=SignMessageSheet(second)))
    assert sign_message.select(asked).chosen == second
    assert sign_message.select(replace(made, navigation=Navigation(sheet=SignMessageSheet()))).chosen == first


def test_where_no_key_is_nobody_signs() -> None:
    made = state(identity(1, "Mara"))
    none = replace(made, lock=replace(made.lock, held=()))
    assert sign_message.select(none).chosen is None


def test_an_anonymous_identity_signs_no_messages() -> None:
    made = state(identity(1, "Mara"))
    (mara,) = made.identities.order
    assert sign_message.select(replace(made, aids=replace(made.aids, held=(mara,)))).signers == ()


def message(text: str = "It is me.\nCall me.") -> PlainMessage:
    """Return a message of a stranger."""
    return PlainMessage(NODE, STRANGER, text, KEY.sign(message_of(text, STRANGER, NODE)).hex())


def verifying(qtbot: QtBot, found: PlainMessage | None, **changes: Any) -> Standing[Any]:
    """Return the sheet that verifies."""
    view = verify_message.View(Offline(1, found=found), EVERYONE, NODE)
    return standing(qtbot, verify_message.VerifyMessageDialog, replace(view, **changes))


def test_a_message_is_looked_for(qtbot: QtBot) -> None:
    shown = verifying(qtbot, None)
    shown.click("Paste")
    assert shown.actions == [ReadSource(Wanted.MESSAGE, FromClipboard())]


def test_a_message_of_a_stranger_holds_for_its_did_alone(qtbot: QtBot) -> None:
    shown = verifying(qtbot, message())
    assert "Nobody here knows whose it is" in said(shown.screen)
    assert shown.screen._did.text() == STRANGER


def test_a_message_of_somebody_who_is_known_is_told_by_name(qtbot: QtBot) -> None:
    known = replace(EVERYONE, named=EVERYONE.named.set(STRANGER, "Ines Vogt"))
    shown = verifying(qtbot, message(), identities=known, node_id=None)
    assert "Ines Vogt signed exactly this text" in said(shown.screen)


def test_a_message_that_was_altered_does_not_hold(qtbot: QtBot) -> None:
    shown = verifying(qtbot, replace(message(), text="I owe you 100 QTK."))
    assert "does not hold" in said(shown.screen)


def test_another_message_can_be_verified(qtbot: QtBot) -> None:
    shown = verifying(qtbot, message())
    shown.click("Verify another message")
    assert shown.actions == [BeginAnew()]


def test_enter_closes_what_was_verified(qtbot: QtBot) -> None:
    shown = verifying(qtbot, message())
    QTest.keyClick(shown.screen, Qt.Key.Key_Return)
    assert shown.actions == [CloseSheet()]


# ----------------------------------------------------------------------------------- payments

ASKED = PaymentRequest(LEO, QTK, "25.00", "boat")


def scanning(qtbot: QtBot, found: PaymentRequest | None, **changes: Any) -> Standing[Any]:
    """Return the sheet that reads whom to pay."""
    view = scan_payment.View(Offline(1, found=found), MARA, EVERYONE, TOKENS)
    return standing(qtbot, scan_payment.ScanPaymentDialog, replace(view, **changes))


def test_a_payment_request_is_looked_for(qtbot: QtBot) -> None:
    shown = scanning(qtbot, None)
    shown.click("Read codes on the screen")
    assert shown.actions == [ReadSource(Wanted.PAYMENT, FromScreen())]


def test_a_payment_request_fills_in_the_form_and_pays_nothing(qtbot: QtBot) -> None:
    shown = scanning(qtbot, ASKED)
    shown.click("Fill in the form")
    assert shown.actions == [CloseSheet(), BeginPayment(MARA, PaymentDraft(LEO, QTK, "25.00", "boat"))]


def test_a_did_alone_asks_for_nothing(qtbot: QtBot) -> None:
    shown = scanning(qtbot, PaymentRequest(STRANGER))
    shown.click("Fill in the form")
    assert shown.actions[1] == BeginPayment(MARA, PaymentDraft(STRANGER, TokenId(""), "", ""))
    assert shown.screen._did.text() == STRANGER


def test_a_token_that_is_not_known_is_shown_by_its_id(qtbot: QtBot) -> None:
    shown = scanning(qtbot, ASKED, tokens=type(TOKENS)())
    assert "Fill in the form" in buttons(shown.screen)


def test_before_anything_was_read_nothing_is_filled_in(qtbot: QtBot) -> None:
    shown = scanning(qtbot, None)
    shown.screen.submit()
    assert shown.actions == []


def test_without_an_identity_nobody_pays(qtbot: QtBot) -> None:
    shown = scanning(qtbot, ASKED, payer=None)
    shown.screen.submit()
    assert shown.actions == []


def test_another_payment_request_can_be_read(qtbot: QtBot) -> None:
    shown = scanning(qtbot, ASKED)
    shown.click("Read another")
    assert shown.actions == [BeginAnew()]


# ------------------------------------------------------------------------------------- wiring


def test_each_of_these_sheets_has_its_room(qtbot: QtBot) -> None:
    page = empty_page(qtbot)
    for kind, make in SHEETS.items():
        made = make(bench(lambda _action: None), page)
        assert made.widget.parent() is page, kind
        made.draw(made.select(state(identity(1, "Mara"))))


@pytest.mark.parametrize(
    ("words", "sheet"),
    [
        ("offline request", SignRequestSheet()),
        ("import signature", ImportSignatureSheet()),
        ("sign message", SignMessageSheet()),
        ("verify message", VerifyMessageSheet()),
    ],
)
def test_the_palette_finds_them(words: str, sheet: object) -> None:
    made = state(identity(1, "Mara"))
    offered = commands(PaletteView(made.identities, made.preferences, made.lock.slot), words)
    actions = [one.action for one in offered if all(word in one.item.title.casefold() for word in words.split())]
    assert OpenSheet(sheet) in actions  # type: ignore[arg-type]  # one of the sheets


def test_the_inbox_leads_to_an_offline_request_also_where_it_is_empty(qtbot: QtBot) -> None:
    actions: list[Any] = []
    screen = inbox.InboxScreen(bench(actions.append))
    qtbot.addWidget(screen)
    screen.draw(inbox.View(identities=EVERYONE))
    screen.show()
    assert screen.offline.isVisible()
    screen.offline.click()
    assert actions == [OpenSheet(SignRequestSheet())]


def test_send_leads_to_a_code(qtbot: QtBot) -> None:
    form = SendForm()
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.scanning):
        form.scan.click()


@pytest.mark.parametrize(
    ("kind", "held", "offered"),
    [(IdentityType.ROOT, True, True), (IdentityType.ROOT, False, False), (IdentityType.AID, True, False)],
)
def test_an_identity_signs_messages_with_a_key_that_is_here(
    qtbot: QtBot, kind: IdentityType, held: bool, offered: bool
) -> None:
    mara = identity(1, "Mara", kind=kind)
    made = state(mara)
    lock = made.lock if held else replace(made.lock, held=())
    shown = replace(made, lock=lock, navigation=Navigation(sheet=IdentitySheet(mara.id)))
    opened = standing(qtbot, one_identity.IdentityDialog, one_identity.select(shown))
    assert ("Sign a message…" in buttons(opened.screen)) is offered
    if offered:
        opened.click("Sign a message…")
        assert opened.actions == [OpenSheet(SignMessageSheet(mara.id))]
