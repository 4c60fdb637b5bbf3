"""Signing without a network in all of its states: export, import, the offline request, plain messages."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.checks import Check, CheckName, Verdict
from qwallet_desktop.domain.code_parts import Parts, gather, split
from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash
from qwallet_desktop.domain.payment_request import PaymentRequest
from qwallet_desktop.domain.plain_message import PlainMessage, message_of
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.papers import IncomingSignature, OpenedRequest, Paper, PaperKind
from qwallet_desktop.ui.dialogs import (
    export_item,
    import_signature,
    scan_payment,
    sign_message,
    sign_request,
    verify_message,
)
from qwallet_desktop.ui.widgets.styling import set_look
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, TOKENS
from tests.ui.builders import NODE, QTK, bench

LONG = random.Random(5).randbytes(1_150).hex()  # noqa: S311 - a text that packs as badly as signatures do
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = did_from_key(KEY.public_key().public_bytes_raw())
HELD = tuple(Check(name, Verdict.HOLDS) for name in (CheckName.SUBJECT_FITS, CheckName.VOTES_SIGNED))
WORD = Check(CheckName.NODE_ID, Verdict.NODES_WORD, {"part": "anchor"})
FAILED = Check(CheckName.GROUP_CHAIN, Verdict.FAILS, {"part": "charter"})
TEXT = "This DID is mine.\nMara Lindqvist, Tromsø, 23 November 2026"


def over(make: Callable[..., Any], view: object, then: Callable[[Any], object] | None = None) -> QWidget:
    """Return a page with a sheet over it."""
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    sheet = make(bench(lambda _action: None), root)
    sheet.draw(view)

    def show() -> None:
        sheet.open_overlay()
        if then is not None:
            then(sheet)

    QTimer.singleShot(0, show)
    return root


def paper(kind: PaperKind, text: str, name: str) -> Paper:
    """Return a paper with its codes."""
    return Paper(kind, text, split(text), name)


def request(*checks: Check, item: Item = told.MINE) -> OpenedRequest:
    """Return a request with what came of its checks."""
    return OpenedRequest(ItemRecord(item), NODE, checks or HELD)


# ------------------------------------------------------------------------------------- export


def exported(**changes: Any) -> QWidget:
    """Return the sheet with a request."""
    made = paper(PaperKind.REQUEST, LONG, "request-7.json")
    return over(export_item.ExportItemDialog, export_item.View(Offline(1, paper=made, **changes)))


@scene("export_request", 1240, 800)
def export_request() -> QWidget:
    """A request as several codes."""
    return exported()


@scene("export_request_small", 960, 600)
def export_request_small() -> QWidget:
    """The same in the smallest window, scrolled to the first code."""
    return exported(saved=Path("/home/mara/Documents/request-7.json"))


@scene("export_not_saved", 1240, 800)
def export_not_saved() -> QWidget:
    """The file could not be written."""
    return exported(problem=Problem(Code.FILE_NOT_WRITTEN, {"file": "request-7.json", "reason": "No space left"}))


@scene("export_busy", 1240, 800)
def export_busy() -> QWidget:
    """It is being read."""
    return over(export_item.ExportItemDialog, export_item.View(Offline(1, busy=True)))


@scene("export_failed", 1240, 800)
def export_failed() -> QWidget:
    """It could not be read."""
    failed = Offline(1, problem=Problem(Code.NODE_UNREACHABLE))
    return over(export_item.ExportItemDialog, export_item.View(failed))


@scene("export_too_long", 1240, 800)
def export_too_long() -> QWidget:
    """It is too long for codes."""
    made = Paper(PaperKind.REQUEST, LONG, (), "request-7.json")
    return over(export_item.ExportItemDialog, export_item.View(Offline(1, paper=made)))


@scene("export_evidence", 1240, 800)
def export_evidence() -> QWidget:
    """The evidence of something that is decided."""
    made = paper(PaperKind.EVIDENCE, LONG, "evidence-7.json")
    return over(export_item.ExportItemDialog, export_item.View(Offline(1, paper=made)))


# ------------------------------------------------------------------------------------- import

IMPORT = import_signature.View(held=(MARA,), identities=EVERYONE, tokens=TOKENS)


def incoming(choice: Choice = Choice.SIGN, reason: str = "") -> IncomingSignature:
    """Return a signature of another."""
    item = told.MINE
    return IncomingSignature(item, ACME, choice, reason, "ab" * 64, proposal_hash(item.proposal, NODE))


@scene("import_signature", 1240, 800)
def import_empty() -> QWidget:
    """Nothing is read yet."""
    return over(import_signature.ImportSignatureDialog, IMPORT)


@scene("import_signature_parts", 1240, 800)
def import_parts() -> QWidget:
    """Some codes are read."""
    parts = gather(Parts(), split(LONG)[:2])
    return over(import_signature.ImportSignatureDialog, replace(IMPORT, offline=Offline(1, parts=parts)))


@scene("import_signature_refused", 1240, 800)
def import_refused() -> QWidget:
    """It is for something else."""
    refused = Offline(1, problem=Problem(Code.SIGNED_OTHERWISE))
    return over(import_signature.ImportSignatureDialog, replace(IMPORT, offline=refused))


@scene("import_signature_found", 1240, 800)
def import_found() -> QWidget:
    """It fits."""
    return over(import_signature.ImportSignatureDialog, replace(IMPORT, offline=Offline(1, found=incoming())))


@scene("import_rejection_found", 1240, 800)
def import_rejection() -> QWidget:
    """A rejection with its reason; two here may deliver it."""
    found = incoming(Choice.REJECT, "The invoice is not due before March.")
    view = replace(IMPORT, held=(MARA, ACME), offline=Offline(1, found=found))
    return over(import_signature.ImportSignatureDialog, view)


# ----------------------------------------------------------------------------------- requests

SIGN = sign_request.View(held=(ACME,), identities=EVERYONE, tokens=TOKENS, node_id=NODE)


@scene("offline_request", 1240, 800)
def offline_request() -> QWidget:
    """Nothing is read yet."""
    return over(sign_request.SignRequestDialog, SIGN)


@scene("offline_request_found", 1240, 1100)
def offline_request_found() -> QWidget:
    """A request that holds."""
    return over(sign_request.SignRequestDialog, replace(SIGN, offline=Offline(1, found=request())))


@scene("offline_request_small", 960, 600)
def offline_request_small() -> QWidget:
    """The same in the smallest window."""
    return offline_request_found()


@scene("offline_request_reject", 1240, 1100)
def offline_request_reject() -> QWidget:
    """It is to be rejected."""

    def reject(sheet: sign_request.SignRequestDialog) -> None:
        sheet.choice.set_chosen(Choice.REJECT.value)
        sheet.choice.chosen.emit(Choice.REJECT.value)

    return over(sign_request.SignRequestDialog, replace(SIGN, offline=Offline(1, found=request())), reject)


@scene("offline_request_strange", 1240, 1100)
def offline_request_strange() -> QWidget:
    """Neither the ledger nor who acts is known here, and no key here may sign."""
    view = sign_request.View(Offline(1, found=request(*HELD, WORD)), (LEO,))
    return over(sign_request.SignRequestDialog, view)


@scene("offline_request_forged", 1240, 1100)
def offline_request_forged() -> QWidget:
    """A check fails."""
    return over(sign_request.SignRequestDialog, replace(SIGN, offline=Offline(1, found=request(*HELD, FAILED))))


@scene("offline_request_signed", 1240, 800)
def offline_request_signed() -> QWidget:
    """The signature, to hand back."""
    made = paper(PaperKind.SIGNATURE, LONG[:620], "signature-7.json")
    return over(sign_request.SignRequestDialog, replace(SIGN, offline=Offline(1, found=request(), paper=made)))


# ----------------------------------------------------------------------------------- messages

WRITE = sign_message.View((MARA, LEO), MARA, EVERYONE, NODE)


def signed(text: str = TEXT) -> PlainMessage:
    """Return a message of a stranger."""
    return PlainMessage(NODE, STRANGER, text, KEY.sign(message_of(text, STRANGER, NODE)).hex())


def typed(text: str) -> Callable[[sign_message.SignMessageDialog], object]:
    """Return what types a text."""
    return lambda sheet: sheet.text.set_text(text)


@scene("sign_message", 1240, 800)
def sign_message_empty() -> QWidget:
    """Nothing is typed yet."""
    return over(sign_message.SignMessageDialog, WRITE)


@scene("sign_message_typed", 1240, 800)
def sign_message_typed() -> QWidget:
    """A text, of which something can't be seen."""
    return over(sign_message.SignMessageDialog, WRITE, typed(TEXT + "\u200b"))


@scene("sign_message_signed", 1240, 800)
def sign_message_signed() -> QWidget:
    """The message with its signature."""
    made = paper(PaperKind.MESSAGE, LONG[:500], "message.json")
    return over(sign_message.SignMessageDialog, replace(WRITE, offline=Offline(1, paper=made)))


READ = verify_message.View(identities=EVERYONE, node_id=NODE)


@scene("verify_message", 1240, 800)
def verify_message_empty() -> QWidget:
    """Nothing is read yet."""
    return over(verify_message.VerifyMessageDialog, READ)


@scene("verify_message_holds", 1240, 800)
def verify_message_holds() -> QWidget:
    """A stranger signed it."""
    return over(verify_message.VerifyMessageDialog, replace(READ, offline=Offline(1, found=signed())))


@scene("verify_message_known", 1240, 800)
def verify_message_known() -> QWidget:
    """Somebody whom the address book knows signed it, at another ledger."""
    known = replace(EVERYONE, named=EVERYONE.named.set(STRANGER, "Ines Vogt"))
    view = verify_message.View(Offline(1, found=signed()), known)
    return over(verify_message.VerifyMessageDialog, view)


@scene("verify_message_fails", 1240, 800)
def verify_message_fails() -> QWidget:
    """The signature does not hold."""
    wrong = replace(signed(), text="I owe you 1,000,000.00 QTK.", signer=MARA)
    return over(verify_message.VerifyMessageDialog, replace(READ, offline=Offline(1, found=wrong)))


# ----------------------------------------------------------------------------------- payments

PAY = scan_payment.View(payer=MARA, identities=EVERYONE, tokens=TOKENS)


@scene("scan_payment", 1240, 800)
def scan_payment_empty() -> QWidget:
    """Nothing is read yet."""
    return over(scan_payment.ScanPaymentDialog, PAY)


@scene("scan_payment_found", 1240, 800)
def scan_payment_found() -> QWidget:
    """A payment request."""
    asked = PaymentRequest(LEO, QTK, "25.00", "Boat, second part")
    return over(scan_payment.ScanPaymentDialog, replace(PAY, offline=Offline(1, found=asked)))
