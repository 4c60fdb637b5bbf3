"""The published vectors (resources/vectors): what they are made of, and, run as a program, how they are written.

python -m tests.verify.vectors
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.dossier import SignatureFile, write_evidence, write_request, write_signature
from qwallet_desktop.domain.group_chain import founded
from qwallet_desktop.domain.groups import Member, Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.matters import FreezeMatter, LimitMatter, PolicyMatter, Subject, UnfreezeMatter
from qwallet_desktop.domain.messages import LinkRelation
from qwallet_desktop.domain.multisig import Choice, proposal_hash, vote_message
from qwallet_desktop.domain.plain_message import PlainMessage, message_of, write_message
from tests.domain.audit_log import NODE_KEY
from tests.domain.builders import NODE, did, key, public
from tests.domain.founding import signed
from tests.verify.forgeries import forgeries
from tests.verify.records import (
    ASKER,
    BOSS,
    CHARTER,
    DECLARED,
    FIRST,
    FOUNDERS,
    FOUNDING,
    GUARDIAN,
    NEWCOMER,
    OWNER,
    PAYEE,
    SECOND,
    THIRD,
    WARD,
    Said,
    group,
    group_record,
    guarded,
    holders_proposal,
    holders_record,
    linked,
    many,
    money,
    paid,
    paid_by_newcomer,
    payment,
    proposal_of,
    signers_changed,
    succeeded,
    voted,
    who_acts,
)

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "vectors"
INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Vector:
    """A file, and what a verifier that is given these anchors says of it."""

    data: bytes
    group: IdentityId
    exit_code: int
    refused: str = ""


def _rejected() -> ItemRecord:
    against = (Said(FIRST, Choice.REJECT, "Not agreed upon"), Said(THIRD, Choice.REJECT, "Nor with me"))
    return group_record(group(), proposal_of(group(), payment(), Subject.TRANSFER), Said(ASKER), *against)


def _cancelled() -> ItemRecord:
    taken_back = Said(BOSS, Choice.CANCEL, "A mistake")
    return group_record(
        group(), proposal_of(group(), payment(), Subject.TRANSFER), Said(ASKER), Said(FIRST), taken_back
    )


def _policy() -> ItemRecord:
    hours = (Hours((1, 2, 3, 4, 5), 480, 1_080),)
    policy = ConsentPolicy(can_issue=False, counterparties=(did(PAYEE),), hours=hours, external=External.APPROVAL)
    asked = proposal_of(group(), PolicyMatter(policy, 3), Subject.POLICY_CHANGE, BOSS)
    return group_record(group(), asked, Said(BOSS), Said(FIRST), Said(SECOND), Said(THIRD))


def _limits() -> ItemRecord:
    of_token = TokenLimits(DECLARED.id, daily=money(500_000), approval_above=money(1_000))
    limits = Limits((of_token,), 20, restricted_addresses=(did(PAYEE),))
    asked = proposal_of(group(), LimitMatter(LimitScope.IDENTITY, limits, 0), Subject.LIMIT_CHANGE, BOSS)
    record = group_record(group(), asked, Said(BOSS), Said(FIRST), Said(SECOND), Said(THIRD))
    return replace(record, tokens=(DECLARED,))


def _freeze() -> ItemRecord:
    asked = proposal_of(group(), FreezeMatter(), Subject.FREEZE, FIRST)
    return group_record(group(), replace(asked, approvers=(did(BOSS),), required=1), Said(FIRST), Said(BOSS))


def _unfreeze() -> ItemRecord:
    asked = proposal_of(group(), UnfreezeMatter("The phone was lost"), Subject.UNFREEZE, BOSS)
    counted = replace(asked, approvers=(did(BOSS),), required=1, initiator_counts=True)
    return group_record(group(), counted, Said(BOSS))


def _unfreeze_by_few() -> ItemRecord:
    """Return the end of a freeze that one of three ADMINs agreed to, for the node says that the others are closed."""
    more = (Member(did(NEWCOMER), (Role.ADMIN,)), Member(did(PAYEE), (Role.ADMIN,)))
    founding = replace(FOUNDING, charter=replace(CHARTER, members=(*CHARTER.members, *more)))
    who = founded(founding, signed(founding, *FOUNDERS, NEWCOMER, PAYEE))
    asked = proposal_of(who, UnfreezeMatter("The phone was lost"), Subject.UNFREEZE, BOSS)
    counted = replace(asked, approvers=(did(BOSS),), required=1, initiator_counts=True)
    return group_record(who, counted, Said(BOSS))


def _large_batch() -> ItemRecord:
    asked = proposal_of(group(), many(600_000, 600_000, 5), Subject.BATCH)
    return group_record(group(), asked, Said(ASKER), Said(THIRD), Said(SECOND), Said(FIRST))


def _of_sub() -> ItemRecord:
    """Return a sub-identity's payment, with the agreement of the key that followed its owner's."""
    asked = holders_proposal(WARD, 61)
    return holders_record(asked, [Said(WARD), Said(61)], (linked(OWNER, WARD),), (succeeded(OWNER, 61),))


def _alone() -> ItemRecord:
    return holders_record(holders_proposal(OWNER, OWNER), [Said(OWNER), Said(OWNER)])


def _good() -> dict[str, tuple[ItemRecord, int]]:
    return {
        "payment": (paid(), 0),
        "many-payments": (_large_batch(), 0),
        "signers-change": (signers_changed(), 0),
        "payment-after-changes": (paid_by_newcomer(), 0),
        "policy-change": (_policy(), 0),
        "limit-change": (_limits(), 0),
        "freeze": (_freeze(), 0),
        "unfreeze": (_unfreeze(), 0),
        "guarded-payment": (guarded(), 0),
        "payment-of-a-sub": (_of_sub(), 0),
        "rejected": (_rejected(), 0),
        "cancelled": (_cancelled(), 0),
        # That ADMINs are closed, no signature says, nor
        "unfreeze-by-who-is-left": (_unfreeze_by_few(), 3),
        # that nobody owns or guards who agreed for itself, no signature says.
        "own-payment": (_alone(), 3),
    }


def _requests() -> dict[str, ItemRecord]:
    begun = group_record(group(), proposal_of(group(), payment(), Subject.TRANSFER), Said(ASKER), Said(FIRST))
    ward = ItemRecord(
        voted(holders_proposal(WARD, GUARDIAN), [Said(WARD)]),
        None,
        (linked(OWNER, WARD), linked(GUARDIAN, WARD, LinkRelation.GUARDIAN_WARD)),
        (),
        (DECLARED,),
    )
    return {"payment": begun, "guarded-payment": ward}


def _signature(record: ItemRecord, by: int, choice: Choice, reason: str = "") -> bytes:
    message = vote_message(record.item, did(by), choice, reason, NODE)
    proposal = record.item.proposal
    hashed = proposal_hash(proposal, NODE)
    return write_signature(
        SignatureFile(NODE, proposal.item_id, hashed, did(by), choice, reason, key(by).sign(message).hex())
    )


def _message(text: str, by: int = FIRST) -> bytes:
    signature = key(by).sign(message_of(text, did(by), NODE)).hex()
    return write_message(PlainMessage(NODE, did(by), text, signature)).encode()


def vectors() -> dict[str, Vector]:
    """Return every file by its name in the folder."""
    made = {
        f"evidence/{name}.json": Vector(write_evidence(one, NODE), who_acts(one), code)
        for name, (one, code) in _good().items()
    }
    made["messages/hello.json"] = Vector(_message("Hello\nZürich"), did(FIRST), 0)
    made["bad/message-altered.json"] = Vector(
        _message("Pay Bob").replace(b"Pay Bob", b"Pay Eve"), did(FIRST), 1, "VOTES_SIGNED"
    )
    for name, request in _requests().items():
        made[f"requests/{name}.json"] = Vector(write_request(request, NODE), who_acts(request), 1, "EVIDENCE_FORMAT")
    request = _requests()["payment"]
    signatures = {
        "sign": _signature(request, THIRD, Choice.SIGN),
        "reject": _signature(request, THIRD, Choice.REJECT, "Not agreed upon"),
    }
    for name, data in signatures.items():
        made[f"signatures/{name}.json"] = Vector(data, who_acts(request), 1, "EVIDENCE_FORMAT")
    for name, one in forgeries().items():
        made[f"bad/{name}.json"] = Vector(one.data, one.group, 1, one.refused)
    return made


def index(made: dict[str, Vector]) -> bytes:
    """Return the list of the vectors, with the anchors and what a verifier says."""
    told = [
        {
            "file": name,
            "group": one.group,
            "node": NODE,
            "nodeKey": public(NODE_KEY).hex(),
            "exit": one.exit_code,
            **({"refused": one.refused} if one.refused else {}),
        }
        for name, one in sorted(made.items())
    ]
    return json.dumps(told, indent=1).encode() + b"\n"


def files() -> Iterator[tuple[str, bytes]]:
    """Return every file that is published, by its name in the folder."""
    made = vectors()
    yield from ((name, one.data) for name, one in made.items())
    yield INDEX, index(made)


def main() -> None:
    """Write the files, and remove those that there are no more."""
    written = dict(files())
    for path in FOLDER.rglob("*.json"):
        if path.relative_to(FOLDER).as_posix() not in written:
            path.unlink()
    for name, data in written.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
