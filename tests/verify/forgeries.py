"""Evidence that must not pass, each with one thing wrong, and what it is refused for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from qwallet_desktop.domain.checks import CheckName
from qwallet_desktop.domain.dossier import write_evidence
from qwallet_desktop.domain.group_chain import Amendment, Group, founded
from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.item_record import ItemRecord, TokenRecord
from qwallet_desktop.domain.matters import PaymentMatter, SignersMatter, Subject
from qwallet_desktop.domain.messages import LinkRelation, canonical
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Executed, Item, Proposal
from qwallet_desktop.domain.problems import Code
from tests.domain.builders import NODE, did
from tests.domain.founding import signed
from tests.verify.records import (
    ASKER,
    BOSS,
    CHARTER,
    DECLARED,
    FIRST,
    FOUNDERS,
    GUARDIAN,
    OWNER,
    PAYEE,
    SECOND,
    THIRD,
    WARD,
    Said,
    changed,
    group,
    group_record,
    guarded,
    holders_proposal,
    holders_record,
    linked,
    logged,
    many,
    paid,
    payment,
    proposal_of,
    proven,
    succeeded,
    told,
    voted,
    who_acts,
    wider,
)

OTHER_NODE: Final = NodeId("01" * 16)
THIEF, FENCE = 91, 92
"""Keys of those who would like to be signers."""


@dataclass(frozen=True, slots=True)
class Forgery:
    """A file, what it is refused for, and of whom it is said to be."""

    data: bytes
    refused: CheckName | Code
    group: IdentityId


def _of(record: ItemRecord, refused: CheckName, node_id: NodeId = NODE, whose: IdentityId | None = None) -> Forgery:
    return Forgery(write_evidence(record, node_id), refused, whose or who_acts(record))


def _carried_out(proposal: Proposal, *said: Said, who: Group | None = None, **changes: Any) -> ItemRecord:
    """Return the record of an item that a lying node says was carried out, whatever its votes come to."""
    item = voted(proposal, said)
    lied = replace(item, closing=Executed(item.votes[-1].at))
    record = ItemRecord(lied, who or group(), tokens=(DECLARED,), proof=logged(lied))
    return replace(record, **changes)


def _payment(**changes: Any) -> Proposal:
    return replace(proposal_of(group(), payment(), Subject.TRANSFER), **changes)


# ------------------------------------------------------------------------------- altered bytes


def _altered(change: Callable[[Any], object]) -> bytes:
    """Return the good payment's evidence with a change, in its JCS form again."""
    value = json.loads(write_evidence(paid(), NODE))
    change(value)
    return canonical(value)


def _flipped(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


def _duplicate_key() -> bytes:
    return write_evidence(paid(), NODE).replace(b'"choice":"SIGN"', b'"choice":"REJECT","choice":"SIGN"', 1)


def _altered_files() -> Mapping[str, tuple[bytes, CheckName | Code]]:
    good = write_evidence(paid(), NODE)
    return {
        "white-space-after": (good + b"\n", Code.EVIDENCE_NOT_CANONICAL),
        "white-space-within": (json.dumps(json.loads(good), indent=1).encode(), Code.EVIDENCE_NOT_CANONICAL),
        "keys-in-another-order": (_reversed(good), Code.EVIDENCE_NOT_CANONICAL),
        "escaped-otherwise": (good.replace("März".encode(), b"M\\u00e4rz"), Code.EVIDENCE_NOT_CANONICAL),
        "key-twice": (_duplicate_key(), Code.EVIDENCE_NOT_CANONICAL),
        "cut-off": (good[:-1], Code.EVIDENCE_MALFORMED),
        "unknown-field": (_altered(lambda one: one.update(note="hello")), Code.EVIDENCE_UNKNOWN_FIELD),
        "unknown-field-deep": (
            _altered(lambda one: one["proposal"]["matter"]["amount"].update(fee="0")),
            Code.EVIDENCE_UNKNOWN_FIELD,
        ),
        "field-missing": (_altered(lambda one: one["proposal"].pop("reason")), Code.EVIDENCE_MALFORMED),
        "signature-in-capitals": (
            _altered(lambda one: one["votes"][0].update(signature=one["votes"][0]["signature"].upper())),
            Code.EVIDENCE_MALFORMED,
        ),
        "number-as-text": (_altered(lambda one: one["proposal"].update(required="2")), Code.EVIDENCE_MALFORMED),
        "signer-set-other": (_altered(lambda one: one["proposal"].update(signerSet="0" * 64)), Code.EVIDENCE_MALFORMED),
        "signature-flipped": (
            _altered(lambda one: one["votes"][1].update(signature=_flipped(one["votes"][1]["signature"]))),
            CheckName.VOTES_SIGNED,
        ),
        "amount-raised": (
            _altered(lambda one: one["proposal"]["matter"]["amount"].update(units="250000")),
            CheckName.INITIATOR_SIGNED,
        ),
        "recipient-other": (
            _altered(lambda one: one["proposal"]["matter"].update(recipient=did(THIEF))),
            CheckName.INITIATOR_SIGNED,
        ),
        "vote-left-out": (_altered(lambda one: one["votes"].pop()), CheckName.STATUS_FOLLOWS),
        "votes-in-another-order": (_altered(lambda one: one["votes"].reverse()), CheckName.INITIATOR_SIGNED),
        "group-name-other": (
            _altered(lambda one: one["group"]["founding"].update(name="Bank")),
            CheckName.GROUP_CHAIN,
        ),
        "group-left-out": (_altered(lambda one: one.pop("group")), CheckName.GROUP_CHAIN),
        "log-path-other": (
            _altered(lambda one: one["proof"].update(path=[_flipped(step) for step in one["proof"]["path"]])),
            CheckName.AUDIT_PROOF,
        ),
        "log-time-other": (
            _altered(lambda one: one["proof"].update(at="2026-03-04T05:08:07.089Z")),
            CheckName.AUDIT_PROOF,
        ),
    }


def _reversed(data: bytes) -> bytes:
    value = dict(reversed(json.loads(data).items()))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# --------------------------------------------------------------------- forged with real keys


def _own_group(*numbers: int, members: tuple[Member, ...] = ()) -> Group:
    """Return a group of the thief's that looks like the bakery."""
    charter = Charter((*(Member(did(one), (Role.SIGNER, Role.INITIATOR, Role.ADMIN)) for one in numbers), *members), 2)
    founding = Founding(IdentityType.ENTERPRISE, "Bakery", charter, did(numbers[0]), NODE, "0a" * 16)
    return founded(founding, signed(founding, *numbers))


def forged_group() -> ItemRecord:
    """Return wholly consistent evidence of a payment by a group that the thief founded under the bakery's name."""
    who = _own_group(THIEF, FENCE, 93)
    asked = proposal_of(who, payment(), Subject.TRANSFER, THIEF)
    return group_record(who, asked, Said(THIEF), Said(FENCE), Said(93))


def _forged_chain() -> ItemRecord:
    """Return a payment by the bakery's real id, in which a thief's keys "succeeded" two signers on a thief's word."""
    who = changed(group(), succeeded(FIRST, THIEF, authority=90))
    who = changed(who, succeeded(SECOND, FENCE, authority=90))
    asked = proposal_of(who, payment(), Subject.TRANSFER)
    return group_record(who, asked, Said(ASKER), Said(THIEF), Said(FENCE))


def _forged_amendment() -> ItemRecord:
    """Return a payment after a change of signers that one signer and the thief agreed to."""
    before = group()
    after = replace(CHARTER, members=(*CHARTER.members, Member(did(THIEF), (Role.SIGNER,))))
    asked = proposal_of(before, SignersMatter(after, 1), Subject.SIGNERS_CHANGE, BOSS)
    item = voted(asked, [Said(BOSS), Said(FIRST), Said(THIEF)])
    who = changed(before, Amendment(item.proposal, item.votes))
    paying = proposal_of(who, payment(), Subject.TRANSFER)
    return group_record(who, paying, Said(ASKER), Said(FIRST), Said(THIEF))


def _without_newcomer() -> ItemRecord:
    """Return a change of signers that the newcomer never agreed to."""
    asked = proposal_of(group(), SignersMatter(wider(), 1), Subject.SIGNERS_CHANGE, BOSS)
    said = (Said(BOSS), Said(FIRST), Said(SECOND), Said(THIRD))
    item = voted(asked, said)
    after = changed(group(), Amendment(item.proposal, item.votes))
    return _carried_out(asked, *said, who=after)


def _other_token() -> ItemRecord:
    """Return a payment of a worthless token that has the good one's symbol in the matter, and another declared."""
    worthless = TokenRecord(did(THIEF), "QTX", 2, "0c" * 16)
    matter = PaymentMatter(did(PAYEE), Amount(2_500, 2, worthless.id), DECLARED.symbol, "Rent")
    asked = proposal_of(group(), matter, Subject.TRANSFER)
    return _carried_out(asked, Said(ASKER), Said(FIRST), Said(THIRD), tokens=(worthless,))


def _other_leaf() -> ItemRecord:
    """Return a payment with the proof of another one's leaf."""
    other = voted(_payment(number=9), [Said(ASKER), Said(FIRST), Said(THIRD)])
    return replace(paid(), proof=logged(other))


def _told_otherwise(**changes: str) -> ItemRecord:
    """Return the payment, of which the log tells something else."""
    item = paid().item
    last = item.votes[-1]
    return replace(paid(), proof=proven({**told(item), **changes}, last.at, last.signer))


def _too_late() -> ItemRecord:
    """Return the payment, decided a second after its time was over."""
    item = paid().item
    late = item.proposal.expires_at + timedelta(seconds=1)
    last = replace(item.votes[-1], at=late)
    lied = Item(item.proposal, (*item.votes[:-1], last), Executed(late))
    return replace(paid(), item=lied, proof=proven(told(lied), late, last.signer))


def _replayed() -> ItemRecord:
    """Return a single holder's payment whose first signature is there twice, as if it had confirmed it."""
    asked = holders_proposal(OWNER, OWNER)
    first = voted(asked, [Said(OWNER)])
    twice = replace(first, votes=(*first.votes, *first.votes), closing=Executed(first.votes[0].at))
    return ItemRecord(twice, None, (), (), (DECLARED,), logged(twice))


def _guarded_by(links: int) -> ItemRecord:
    """Return the guarded payment with one of the link's signatures by another key."""
    record = guarded()
    forged = replace(record.links[links], child_signature=record.links[0].parent_signature)
    return replace(record, links=tuple(forged if place == links else one for place, one in enumerate(record.links)))


def _usurped() -> ItemRecord:
    """Return the ward's payment with the agreement of who "succeeded" the guardian on its own word."""
    links = (linked(OWNER, WARD), linked(GUARDIAN, WARD, LinkRelation.GUARDIAN_WARD))
    taken = (succeeded(GUARDIAN, THIEF, authority=FENCE),)
    return holders_record(holders_proposal(WARD, THIEF), [Said(WARD), Said(THIEF)], links, taken)


def _owner_instead() -> ItemRecord:
    """Return the ward's payment with the agreement of its owner, though it has a guardian."""
    return holders_record(holders_proposal(WARD, OWNER), [Said(WARD), Said(OWNER)], guarded().links)


def _forged_records() -> Mapping[str, Forgery]:
    asked, signers = _payment(), (Said(ASKER), Said(FIRST), Said(THIRD))
    dear = proposal_of(group(), payment(1_000_001), Subject.TRANSFER)
    split = proposal_of(group(), many(600_000, 600_000), Subject.BATCH)
    hidden = replace(payment(), memo="Rent \u202edlrow")
    against = (Said(FIRST, Choice.REJECT, "No"), Said(SECOND, Choice.REJECT, "No"))
    bakery = group().id
    return {
        "other-node": _of(_for_other_node(), CheckName.NODE_ID, OTHER_NODE),
        "forged-group": _of(forged_group(), CheckName.IDENTITY, whose=bakery),
        "forged-chain": _of(_forged_chain(), CheckName.GROUP_CHAIN),
        "forged-change-of-signers": _of(_forged_amendment(), CheckName.GROUP_CHAIN),
        "newcomer-not-asked": _of(_without_newcomer(), CheckName.GROUP_CHAIN),
        "too-few": _of(_carried_out(asked, *signers[:2]), CheckName.STATUS_FOLLOWS),
        "stranger": _of(_carried_out(asked, *signers[:2], Said(THIEF)), CheckName.SIGNERS_DISTINCT),
        "same-signer-twice": _of(_carried_out(asked, *signers[:2], Said(FIRST)), CheckName.SIGNERS_DISTINCT),
        "asked-by-stranger": _of(
            _carried_out(_payment(initiator=did(THIEF)), Said(THIEF), *signers[1:]), CheckName.APPROVERS_BY_CHARTER
        ),
        "threshold-lowered": _of(_carried_out(_payment(required=1), *signers[:2]), CheckName.APPROVERS_BY_CHARTER),
        "asking-counts": _of(_carried_out(_payment(initiator_counts=True), *signers), CheckName.APPROVERS_BY_CHARTER),
        "charter-never-was": _of(_carried_out(_payment(charter_version=2), *signers), CheckName.APPROVERS_BY_CHARTER),
        "large-with-too-few": _of(_carried_out(replace(dear, required=2), *signers), CheckName.APPROVERS_BY_CHARTER),
        "split-with-too-few": _of(_carried_out(replace(split, required=2), *signers), CheckName.APPROVERS_BY_CHARTER),
        "guardian-passed-over": _of(_owner_instead(), CheckName.APPROVERS_BY_CHARTER),
        "guardian-usurped": _of(_usurped(), CheckName.LINKS_SIGNED),
        "link-by-one-side": _of(_guarded_by(1), CheckName.LINKS_SIGNED),
        "first-signature-again": _of(_replayed(), CheckName.VOTES_SIGNED),
        "signed-after-rejection": _of(
            _carried_out(asked, signers[0], *against, Said(THIRD)),
            CheckName.STATUS_FOLLOWS,
        ),
        "other-token": _of(_other_token(), CheckName.TOKEN_DECLARED),
        "hidden-text": _of(
            group_record(group(), proposal_of(group(), hidden, Subject.TRANSFER), *signers), CheckName.TEXTS_CLEAN
        ),
        "subject-other": _of(_carried_out(_payment(subject=Subject.FREEZE), *signers), CheckName.SUBJECT_FITS),
        "nothing-paid": _of(
            group_record(group(), proposal_of(group(), payment(0), Subject.TRANSFER), *signers), CheckName.SUBJECT_FITS
        ),
        "too-late": _of(_too_late(), CheckName.TIME_IN_ORDER),
        "waits-longer": _of(
            _carried_out(_payment(expires_at=asked.expires_at + timedelta(hours=1)), *signers), CheckName.TIME_IN_ORDER
        ),
        "leaf-of-another": _of(_other_leaf(), CheckName.AUDIT_PROOF),
        "log-tells-other-amount": _of(_told_otherwise(units="1"), CheckName.AUDIT_PROOF),
        "log-tells-rejected": _of(_told_otherwise(status="REJECTED"), CheckName.STATUS_FOLLOWS),
        "log-of-other-node": _of(replace(paid(), proof=logged(paid().item, OTHER_NODE)), CheckName.AUDIT_PROOF),
        "log-of-other-key": _of(replace(paid(), proof=logged(paid().item, node_key=78)), CheckName.LOG_KEY),
    }


def _for_other_node() -> ItemRecord:
    """Return the payment as the same people would have signed it at another node."""
    founding = replace(group().founding, node_id=OTHER_NODE)
    who = founded(founding, signed(founding, *FOUNDERS))
    item = voted(proposal_of(who, payment(), Subject.TRANSFER), [Said(ASKER), Said(FIRST), Said(THIRD)], OTHER_NODE)
    return ItemRecord(item, who, tokens=(DECLARED,), proof=logged(item, OTHER_NODE))


def forgeries() -> dict[str, Forgery]:
    """Return every forgery by its name."""
    altered = {name: Forgery(data, why, group().id) for name, (data, why) in _altered_files().items()}
    return altered | dict(_forged_records())
