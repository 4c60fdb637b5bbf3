"""What is handed over without a network, read and written: requests, signatures, evidence and messages."""

from collections.abc import Collection

from qwallet_desktop.domain import dossier
from qwallet_desktop.domain.checks import Anchors
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_status import is_open
from qwallet_desktop.domain.multisig import Vote, proposal_hash
from qwallet_desktop.domain.offline_signing import bytes_to_sign, why_unfit
from qwallet_desktop.domain.payment_request import PaymentRequest, is_payment_link, parse_payment_link
from qwallet_desktop.domain.plain_message import PlainMessage, is_message, read_message
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.state.offline_actions import MakeSignature
from qwallet_desktop.state.papers import IncomingSignature, OpenedRequest, PaperKind

OTHER = "other"
"""What a text is that Qwallet did not write to be handed over."""


def message_in(text: str) -> PlainMessage:
    """Read a plain message.

    Raises:
        Refused: TEXT_UNKNOWN (fact `part`: what it is instead), or MESSAGE_INVALID.
    """
    if not is_message(text):
        raise refuse(Code.TEXT_UNKNOWN, part=kind_of(text))
    return read_message(text)


def payment_in(text: str) -> PaymentRequest:
    """Read whom to pay: a payment request's link, or a DID alone.

    Raises:
        Refused: TEXT_UNKNOWN (fact `part`: what it is instead), or what is wrong with it.
    """
    if kind_of(text) != OTHER:
        raise refuse(Code.TEXT_UNKNOWN, part=kind_of(text))
    return parse_payment_link(text) if is_payment_link(text) else PaymentRequest(parse_did(text))


def kind_of(text: str) -> str:
    """Name what a text claims to be: request, evidence, signature, message, or other."""
    kinds = (kind for kind in PaperKind if f'"format":"qwallet/{kind.value.lower()}/v1"' in text)
    return next((kind.value.lower() for kind in kinds), OTHER)


def request_in(text: str, known: Collection[str]) -> OpenedRequest:
    """Read a request and check it by itself. For a thread: a large group has many signatures.

    Args:
        text: The request's file.
        known: The ids of nodes and identities that are known here without it. Others are nothing against it: the
            same key may be used at several nodes, and for a group that has never been seen here.

    Raises:
        Refused: TEXT_UNKNOWN (fact `part`), or what is wrong with its form.
    """
    if kind_of(text) != PaperKind.REQUEST.value.lower():
        raise refuse(Code.TEXT_UNKNOWN, part=kind_of(text))
    request = dossier.read_request(text.encode())
    node_id, acting = request.node_id, request.record.item.proposal.identity_id
    anchors = Anchors(node_id if node_id in known else None, acting if acting in known else None)
    return OpenedRequest(request.record, node_id, check_record(request.record, node_id, anchors))


async def signature_in(desk: Desk, text: str) -> IncomingSignature:
    """Read a signature that another made, and look whether it fits an item here.

    Raises:
        Refused: TEXT_UNKNOWN (fact `part`), what is wrong with its form, SIGNED_ELSEWHERE, or why it is of no use.
        ServiceError: The item could not be read.
    """
    if kind_of(text) != PaperKind.SIGNATURE.value.lower():
        raise refuse(Code.TEXT_UNKNOWN, part=kind_of(text))
    signed = dossier.read_signature(text.encode())
    services = desk.connected
    if services is None:
        raise refuse(Code.NODE_UNREACHABLE)
    if signed.node_id != services.address.node_id:
        raise refuse(Code.SIGNED_ELSEWHERE)
    item = await services.multisig.get_item(signed.item_id)
    vote = Vote(signed.signer, signed.choice, desk.now(), signed.signature, signed.reason)
    problem = why_unfit(item, vote, signed.proposal_hash, signed.node_id)
    if problem is not None:
        raise Refused(problem)
    return IncomingSignature(item, signed.signer, signed.choice, signed.reason, signed.signature, signed.proposal_hash)


async def exported(desk: Desk, item_id: ItemId) -> tuple[PaperKind, str, str]:
    """Return the request of an item that is open, or the evidence of one that is closed: kind, text and file name.

    Raises:
        ServiceError: Its record could not be read.
        Refused: What is wrong with it.
    """
    services = await desk.online()
    record, node_id = await services.multisig.get_record(item_id), services.address.node_id
    number = record.item.proposal.number
    if is_open(record.item, desk.now()):
        return PaperKind.REQUEST, dossier.write_request(record, node_id).decode(), f"request-{number}.json"
    return PaperKind.EVIDENCE, dossier.write_evidence(record, node_id).decode(), f"evidence-{number}.json"


async def signed_request(desk: Desk, effect: MakeSignature) -> tuple[str, str]:
    """Sign a request that was read; return the text of the signature's file, and its name.

    Raises:
        Refused: ITEM_UNVERIFIED (fact `check`), where something about the request does not hold; why its signer may
            not sign it; VAULT_LOCKED or KEY_UNKNOWN.
    """
    request, now = effect.request, desk.now()
    item = request.record.item
    vote = Vote(effect.signer, effect.choice, now, "", effect.reason)
    signature = await desk.qlock.sign(effect.signer, bytes_to_sign(item, vote, request.node_id, request.checks))
    signed = dossier.SignatureFile(
        request.node_id,
        item.proposal.item_id,
        proposal_hash(item.proposal, request.node_id),
        effect.signer,
        effect.choice,
        effect.reason,
        signature.hex(),
    )
    return dossier.write_signature(signed).decode(), f"signature-{item.proposal.number}.json"
