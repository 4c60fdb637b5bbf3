"""Items with all that is needed to check them, made of fixed keys: the same bytes every time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from qwallet_desktop.domain.audit import (
    SYSTEM,
    AuditEntry,
    Checkpoint,
    LeafProof,
    origin,
    payload_digest,
    transfer_payload,
)
from qwallet_desktop.domain.group_chain import Amendment, Group, Replacement, charter_at, founded, joining
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId, TransferId
from qwallet_desktop.domain.ids import Sequence as Place
from qwallet_desktop.domain.item_log import became
from qwallet_desktop.domain.item_record import ItemRecord, LinkProof, TokenRecord
from qwallet_desktop.domain.item_status import is_enough, waits_for
from qwallet_desktop.domain.matters import (
    BatchMatter,
    BatchPayment,
    Matter,
    PaymentMatter,
    SignersMatter,
    Subject,
    held_for,
    payments_of,
)
from qwallet_desktop.domain.merkle import build, inclusion_proof, root
from qwallet_desktop.domain.messages import Json, Link, LinkRelation, Successor, canonical
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Executed, Item, Proposal, Vote, proposal_hash, vote_message
from qwallet_desktop.domain.transfers import Transfer, TransferKind
from tests.domain.audit_log import NODE_KEY, note_of
from tests.domain.builders import NODE, NOW, did, key, public
from tests.domain.founding import signed

FIRST, SECOND, THIRD, BOSS, ASKER, NEWCOMER, PAYEE, ISSUER, OWNER, GUARDIAN, WARD = range(21, 32)
"""The numbers of the keys of those who act here."""

LEAVES = 11
PLACE = 6
DECLARED = TokenRecord(did(ISSUER), "QTK", 2, "0b" * 16)
CHARTER = Charter(
    (
        Member(did(FIRST), (Role.SIGNER,)),
        Member(did(SECOND), (Role.SIGNER,)),
        Member(did(THIRD), (Role.SIGNER,)),
        Member(did(BOSS), (Role.ADMIN, Role.VIEWER)),
        Member(did(ASKER), (Role.INITIATOR,)),
    ),
    threshold=2,
    amount_thresholds=(AmountThreshold(Amount(1_000_000, 2, DECLARED.id), 3),),
)
FOUNDERS = (FIRST, SECOND, THIRD, BOSS)
FOUNDING = Founding(IdentityType.ENTERPRISE, "Bakery", CHARTER, did(BOSS), NODE, "0a" * 16)


@dataclass(frozen=True, slots=True)
class Said:
    """A vote that is to be signed, by a key's number."""

    by: int
    choice: Choice = Choice.SIGN
    reason: str = ""


def money(units: int) -> Amount:
    """Return an amount of the one token that is declared here."""
    return Amount(units, DECLARED.decimals, DECLARED.id)


def payment(units: int = 2_500, memo: str = "Rent, März") -> PaymentMatter:
    """Return a payment to somebody outside."""
    return PaymentMatter(did(PAYEE), money(units), DECLARED.symbol, memo)


def many(*units: int) -> BatchMatter:
    """Return payments of these amounts, each to another one."""
    payments = (
        BatchPayment(did(40 + place), money(each), DECLARED.symbol, f"Wages {place + 1}")
        for place, each in enumerate(units)
    )
    return BatchMatter(tuple(payments))


def group() -> Group:
    """Return the group as it was founded."""
    return founded(FOUNDING, signed(FOUNDING, *FOUNDERS))


def proposal_of(who: Group, matter: Matter, subject: Subject, by: int = ASKER, *, at: datetime = NOW) -> Proposal:
    """Return what a group's charter in force makes of a matter that somebody asks for."""
    charter = who.charter
    pays = bool(payments_of(matter))
    return Proposal(
        item_id=ItemId("ms_" + f"{who.version:032x}"),
        identity_id=who.id,
        number=who.version,
        subject=subject,
        matter=matter,
        reason="It is due",
        initiator=did(by),
        approvers=charter.signers,
        required=charter.required_for(held_for(matter)) if pays else charter.strictest,
        initiator_counts=charter.initiator_counts,
        policy_version=3,
        charter_version=who.version,
        opened_at=at,
        expires_at=at + waits_for(subject, charter),
        joining=joining(charter, matter.charter) if isinstance(matter, SignersMatter) else (),
    )


def holders_proposal(whose: int, approver: int, matter: Matter | None = None, by: int | None = None) -> Proposal:
    """Return what a single holder asks for, or somebody for it."""
    return Proposal(
        item_id=ItemId("ms_" + "7c" * 16),
        identity_id=did(whose),
        number=1,
        subject=Subject.TRANSFER,
        matter=matter or payment(),
        reason="For school",
        initiator=did(by or whose),
        approvers=(did(approver),),
        required=1,
        initiator_counts=False,
        policy_version=1,
        charter_version=0,
        opened_at=NOW,
        expires_at=NOW + timedelta(hours=72),
    )


def voted(proposal: Proposal, said: Iterable[Said], node_id: NodeId = NODE) -> Item:
    """Return the item of a proposal with these votes, a minute after each other, carried out if they are enough."""
    item = Item(proposal)
    for number, one in enumerate(said, 1):
        message = vote_message(item, did(one.by), one.choice, one.reason, node_id)
        at = proposal.opened_at + timedelta(minutes=number)
        vote = Vote(did(one.by), one.choice, at, key(one.by).sign(message).hex(), one.reason)
        item = replace(item, votes=(*item.votes, vote))
    if any(one.choice is Choice.CANCEL for one in item.votes) or not is_enough(item):
        return item
    pays = isinstance(proposal.matter, PaymentMatter)
    return replace(item, closing=Executed(item.votes[-1].at, TransferId("tr_" + "0d" * 16) if pays else None))


def told(item: Item, node_id: NodeId = NODE) -> dict[str, Json]:
    """Return what the audit log keeps of the vote that decided an item."""
    proposal, vote, closing = item.proposal, item.votes[-1], item.closing
    payload: dict[str, Json] = {
        "itemId": proposal.item_id,
        "identityId": proposal.identity_id,
        "proposalHash": proposal_hash(proposal, node_id),
        "status": became(item).value,
        "choice": vote.choice.value,
        "because": vote.reason,
        "signature": vote.signature,
        "requestId": "0190f0f0-0000-7000-8000-000000000001",
    }
    matter = proposal.matter
    if isinstance(closing, Executed) and isinstance(matter, PaymentMatter):
        made = Transfer(
            TransferId("tr_" + "0d" * 16),
            Place(7),
            TransferKind.TRANSFER,
            proposal.identity_id,
            matter.recipient,
            matter.amount,
            matter.memo,
            closing.at,
        )
        return transfer_payload(made) | payload
    return payload


def proven(
    payload: dict[str, Json],
    at: datetime,
    actor: str,
    *,
    kind: str = "SIGN_ITEM",
    signed_for: tuple[NodeId, int] = (NODE, NODE_KEY),
) -> LeafProof:
    """Return the proof that the audit log of a node, signed by a key, holds this among other leaves."""
    node_id, node_key = signed_for
    salt = bytes(range(16))
    shown = AuditEntry(PLACE, Place(0), at, actor, kind, payload_digest(salt, payload))
    others = (
        AuditEntry(index, Place(0), NOW, SYSTEM, "STARTED", payload_digest(salt, {"n": index}))
        for index in range(LEAVES)
    )
    entries = [shown if entry.index == PLACE else entry for entry in others]
    tree = build([entry.leaf() for entry in entries])
    note = note_of(Checkpoint(origin(node_id), LEAVES, root(LEAVES, tree)), node_key)
    path = tuple(step.hex() for step in inclusion_proof(PLACE, LEAVES, tree))
    return LeafProof(shown, path, note, public(node_key).hex(), salt.hex(), canonical(payload).decode())


def logged(item: Item, node_id: NodeId = NODE, node_key: int = NODE_KEY) -> LeafProof:
    """Return the proof of the vote that decided an item."""
    last = item.votes[-1]
    return proven(told(item, node_id), last.at, last.signer, signed_for=(node_id, node_key))


def group_record(who: Group, proposal: Proposal, *said: Said) -> ItemRecord:
    """Return the record of a group's item with these votes; with its proof, if they decided it."""
    item = voted(proposal, said)
    tokens = (DECLARED,) if payments_of(proposal.matter) or _names_amounts(proposal.matter) else ()
    is_decided = became(item).value in {"EXECUTED", "REJECTED", "CANCELLED"}
    after = amended(who, item) if isinstance(proposal.matter, SignersMatter) and item.closing else who
    return ItemRecord(item, after, tokens=tokens, proof=logged(item) if is_decided else None)


def _names_amounts(matter: Matter) -> bool:
    return isinstance(matter, SignersMatter) and bool(matter.charter.amount_thresholds)


def amended(who: Group, item: Item) -> Group:
    """Return a group whose signers an item has changed."""
    return changed(who, Amendment(item.proposal, item.votes))


def changed(who: Group, change: Amendment | Replacement) -> Group:
    """Return a group after a change of it."""
    longer = replace(who, version=who.version + 1, changes=(*who.changes, change))
    return replace(longer, charter=charter_at(longer, longer.version) or who.charter)


def linked(parent: int, child: int, relation: LinkRelation = LinkRelation.PARENT_CHILD) -> LinkProof:
    """Return a link that both sides signed."""
    link = Link(did(parent), did(child), NODE, relation)
    return LinkProof(link, key(parent).sign(link.message()).hex(), key(child).sign(link.message()).hex())


def succeeded(old: int, new: int, authority: int | None = None) -> Replacement:
    """Return a succession, signed by the old key or the one that is named, and the new one."""
    by = authority or old
    document = Successor(did(old), did(new), did(by), NODE)
    return Replacement(document, key(by).sign(document.message()).hex(), key(new).sign(document.message()).hex())


def holders_record(
    proposal: Proposal, said: Sequence[Said], links: tuple[LinkProof, ...] = (), then: tuple[Replacement, ...] = ()
) -> ItemRecord:
    """Return the record of a single holder's item that these votes decided."""
    item = voted(proposal, said)
    return ItemRecord(item, None, links, then, (DECLARED,), logged(item))


def guarded() -> ItemRecord:
    """Return a guarded identity's payment, with the agreement of its guardian; its owner has nothing to say in it."""
    links = (linked(OWNER, WARD), linked(GUARDIAN, WARD, LinkRelation.GUARDIAN_WARD))
    return holders_record(holders_proposal(WARD, GUARDIAN), [Said(WARD), Said(GUARDIAN)], links)


def paid() -> ItemRecord:
    """Return a payment that two of three signers agreed to."""
    who = group()
    return group_record(who, proposal_of(who, payment(), Subject.TRANSFER), Said(ASKER), Said(FIRST), Said(THIRD))


def wider() -> Charter:
    """Return the charter with a fourth signer, and without the asker."""
    return replace(CHARTER, members=(*CHARTER.members[:4], Member(did(NEWCOMER), (Role.SIGNER, Role.INITIATOR))))


def signers_changed() -> ItemRecord:
    """Return the change to that charter, which three signers and the newcomer agreed to."""
    who = group()
    asked = proposal_of(who, SignersMatter(wider(), 1), Subject.SIGNERS_CHANGE, BOSS)
    said = (Said(BOSS), Said(FIRST), Said(NEWCOMER), Said(SECOND), Said(THIRD))
    return group_record(who, asked, *said)


def paid_by_newcomer() -> ItemRecord:
    """Return a payment after the change, and after a signer's owner replaced its key: charter version 3."""
    before = signers_changed().group
    if before is None:
        raise AssertionError
    replaced = succeeded(SECOND, 60, OWNER)
    who = changed(before, replaced)
    later = NOW + timedelta(days=1)
    asked = proposal_of(who, payment(1_000_001), Subject.TRANSFER, NEWCOMER, at=later)
    record = group_record(who, asked, Said(NEWCOMER), Said(60), Said(FIRST), Said(THIRD))
    return replace(record, links=(linked(OWNER, SECOND),), successions=(replaced,))


def who_acts(record: ItemRecord) -> IdentityId:
    """Return whose item a record is of."""
    return record.item.proposal.identity_id
