"""Groups (ENTERPRISE, DAO): no key of their own; founded by a document that every founding signer signed.

The id of a group is made of its founding message, so nobody can go round its rules (contract §3).
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qwallet_desktop.domain.did import KEY_PREFIX, group_did, parse_did
from qwallet_desktop.domain.identities import GROUP_TYPES, IdentityType, parse_name
from qwallet_desktop.domain.ids import IdentityId, NodeId, TokenId
from qwallet_desktop.domain.limits import amount_payload
from qwallet_desktop.domain.messages import LARGEST_INTEGER, Json, Kind, message_bytes
from qwallet_desktop.domain.money import LARGEST_UNITS, Amount
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.signatures import signed_in_hex
from qwallet_desktop.domain.tokens import TOKEN_ID

MOST_MEMBERS = 500
"""Members of one group."""

MOST_AMOUNT_THRESHOLDS = 100
"""Amounts of one charter from which on more must sign."""

LONGEST_EXPIRY_HOURS = 720
"""How long a group may let a proposal wait for signatures: 30 days."""

_SALT = re.compile(r"[0-9a-f]{32}")


class Role(StrEnum):
    """What a member may do for its group; a member may have several."""

    VIEWER = "VIEWER"
    INITIATOR = "INITIATOR"
    SIGNER = "SIGNER"
    ADMIN = "ADMIN"
    AUDITOR = "AUDITOR"


@dataclass(frozen=True, slots=True)
class Member:
    """An identity in a group. `weight` counts in a DAO's votes only."""

    identity_id: IdentityId
    roles: tuple[Role, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class AmountThreshold:
    """How many SIGNERs a payment of more than an amount of a token needs."""

    above: Amount
    threshold: int


@dataclass(frozen=True, slots=True)
class Charter:
    """Who belongs to a group, and how many of its SIGNERs decide.

    `initiator_counts`: the initiator's signature counts to the threshold, if it is a SIGNER.
    `expiry_hours`: how long a proposal waits for signatures.
    `amount_thresholds`: what larger payments need; each asks for more than `threshold`.
    """

    members: tuple[Member, ...]
    threshold: int
    initiator_counts: bool = False
    expiry_hours: int = 72
    amount_thresholds: tuple[AmountThreshold, ...] = ()

    @property
    def admins(self) -> tuple[IdentityId, ...]:
        """The members that may freeze the group, in the order of the document."""
        return tuple(one.identity_id for one in self.members if Role.ADMIN in one.roles)

    @property
    def signers(self) -> tuple[IdentityId, ...]:
        """The members that may sign, in the order of the document."""
        return tuple(one.identity_id for one in self.members if Role.SIGNER in one.roles)

    @property
    def strictest(self) -> int:
        """The signatures that a change of rules or signers needs: as many as the largest payment.

        With fewer, these few could change what larger payments need.
        """
        return max((self.threshold, *(one.threshold for one in self.amount_thresholds)))

    def required_for(self, amounts: Iterable[Amount]) -> int:
        """Return the signatures that a payment of these amounts needs: amounts of one token are added up first."""
        totals: dict[TokenId, Amount] = {}
        for amount in amounts:
            before = totals.get(amount.token_id)
            totals[amount.token_id] = amount if before is None else before + amount
        asked = (
            one.threshold
            for one in self.amount_thresholds
            if one.above.token_id in totals and totals[one.above.token_id] > one.above
        )
        return max((self.threshold, *asked))

    def is_bound(self, identity_id: IdentityId) -> bool:
        """Tell whether an identity has signed for the group: other members may have been named without being asked."""
        return not self.roles(identity_id).isdisjoint({Role.SIGNER, Role.ADMIN})

    def roles(self, identity_id: IdentityId) -> frozenset[Role]:
        """Return the roles of an identity, none for a stranger."""
        return frozenset(role for one in self.members if one.identity_id == identity_id for role in one.roles)


@dataclass(frozen=True, slots=True)
class Founding:
    """The founding document. `salt` is 32 hex digits, so that two groups of the same people differ."""

    type: IdentityType
    name: str
    charter: Charter
    founder: IdentityId
    node_id: NodeId
    salt: str

    def message(self) -> bytes:
        """The bytes that every founding signer signs."""
        return message_bytes(Kind.FOUNDING, self.node_id, self.payload())

    def payload(self) -> dict[str, Json]:
        """What is signed, as JSON."""
        document: dict[str, Json] = {
            "type": self.type,
            "name": self.name,
            "founder": self.founder,
            "node": self.node_id,
            "salt": self.salt,
        }
        return document | charter_payload(self.charter)

    @property
    def group_id(self) -> IdentityId:
        """The group's DID: `did:qwallet:z` and the base58btc SHA-256 of the founding message."""
        return group_did(hashlib.sha256(self.message()).digest())

    @property
    def required_signers(self) -> tuple[IdentityId, ...]:
        """Who must sign the founding message: the founder, and every SIGNER and ADMIN.

        A group's last ADMIN can't be frozen, and none that it needs can be closed: nobody may be named so unasked.
        """
        return tuple(dict.fromkeys((self.founder, *self.charter.signers, *self.charter.admins)))


@dataclass(frozen=True, slots=True)
class FoundingSignature:
    """One founding signer's signature (hex) over the founding message."""

    signer: IdentityId
    signature: str


def charter_payload(charter: Charter) -> dict[str, Json]:
    """Return what is signed of a charter, as JSON."""
    signed: dict[str, Json] = {
        "members": [
            {"identity": one.identity_id, "roles": list(one.roles), "weight": one.weight} for one in charter.members
        ],
        "threshold": charter.threshold,
        "initiatorCounts": charter.initiator_counts,
        "expiryHours": charter.expiry_hours,
    }
    if charter.amount_thresholds:
        # Left out where there are none: so was it signed before there were any.
        signed["amountThresholds"] = [
            {"above": amount_payload(one.above), "threshold": one.threshold} for one in charter.amount_thresholds
        ]
    return signed


def check_charter(charter: Charter) -> None:
    """Check that a group could act under a charter, whoever its members are.

    Raises:
        Refused: TOO_MANY_MEMBERS, NOT_A_DID, MEMBER_NOT_SINGLE, MEMBER_TWICE (fact `member`), ROLE_MISSING,
            WEIGHT_INVALID, SIGNER_MISSING, ADMIN_MISSING, THRESHOLD_INVALID (fact `signers`), EXPIRY_INVALID,
            TOO_MANY_ENTRIES (fact `most`), or AMOUNT_THRESHOLD_INVALID at `amountThresholds[n]` (facts `part`: token,
            amount, signatures or order; `threshold`: that of every payment; `signers`).
    """
    if len(charter.members) > MOST_MEMBERS:
        raise refuse(Code.TOO_MANY_MEMBERS, at="members", most=str(MOST_MEMBERS))
    for index, member in enumerate(charter.members):
        _check_member(member, f"members[{index}]")
    ids = [member.identity_id for member in charter.members]
    for index, member_id in enumerate(ids):
        if member_id in ids[:index]:
            raise refuse(Code.MEMBER_TWICE, at=f"members[{index}]", member=member_id)
    if not charter.signers:
        raise refuse(Code.SIGNER_MISSING, at="members")
    if not charter.admins:
        raise refuse(Code.ADMIN_MISSING, at="members")
    if not 1 <= charter.threshold <= len(charter.signers):
        raise refuse(Code.THRESHOLD_INVALID, at="threshold", signers=str(len(charter.signers)))
    if not 1 <= charter.expiry_hours <= LONGEST_EXPIRY_HOURS:
        raise refuse(Code.EXPIRY_INVALID, at="expiryHours", longest=str(LONGEST_EXPIRY_HOURS))
    _check_amount_thresholds(charter)


def _check_member(member: Member, at: str) -> None:
    """Check what one line of a charter says.

    Raises:
        Refused: NOT_A_DID, MEMBER_NOT_SINGLE, ROLE_MISSING or WEIGHT_INVALID.
    """
    if not parse_did(member.identity_id, at=at).startswith(KEY_PREFIX):
        raise refuse(Code.MEMBER_NOT_SINGLE, at=at, member=member.identity_id)
    if not member.roles or len(set(member.roles)) != len(member.roles):
        raise refuse(Code.ROLE_MISSING, at=at, member=member.identity_id)
    if not 1 <= member.weight <= LARGEST_INTEGER:
        raise refuse(Code.WEIGHT_INVALID, at=at, member=member.identity_id)


def _check_amount_thresholds(charter: Charter) -> None:
    """Check that larger amounts need more signatures, and not more than there are signers.

    Raises:
        Refused: TOO_MANY_ENTRIES or AMOUNT_THRESHOLD_INVALID.
    """
    given = charter.amount_thresholds
    if len(given) > MOST_AMOUNT_THRESHOLDS:
        raise refuse(Code.TOO_MANY_ENTRIES, at="amountThresholds", most=str(MOST_AMOUNT_THRESHOLDS))
    newest: dict[TokenId, AmountThreshold] = {}
    for index, one in enumerate(given):
        part = _wrong(one, newest.get(one.above.token_id), charter)
        if part:
            facts = {"threshold": str(charter.threshold), "signers": str(len(charter.signers))}
            raise refuse(Code.AMOUNT_THRESHOLD_INVALID, at=f"amountThresholds[{index}]", part=part, **facts)
        newest[one.above.token_id] = one


def _wrong(one: AmountThreshold, before: AmountThreshold | None, charter: Charter) -> str:
    """Name what is wrong with a threshold, given the one before it of the same token; empty where nothing is."""
    above = one.above
    if not TOKEN_ID.fullmatch(above.token_id):
        return "token"
    if not 0 < above.units <= LARGEST_UNITS or (before and before.above.decimals != above.decimals):
        return "amount"
    if not charter.threshold < one.threshold <= len(charter.signers):
        return "signatures"
    rises = before is None or (before.above.units < above.units and before.threshold < one.threshold)
    return "" if rises else "order"


def check_founding(founding: Founding, node_id: NodeId) -> None:
    """Check a founding document before anybody signs it, and before a node takes it.

    Raises:
        Refused: FOUNDING_INVALID (fact `part`: type, name, node, salt or founder), NAME_INVALID, or what
            is wrong with the charter.
    """
    if founding.type not in GROUP_TYPES:
        raise founding_invalid("type")
    if parse_name(founding.name) != founding.name:
        # What is signed is what everybody reads.
        raise founding_invalid("name")
    if founding.node_id != node_id:
        raise founding_invalid("node")
    if not _SALT.fullmatch(founding.salt):
        raise founding_invalid("salt")
    check_charter(founding.charter)
    if not founding.charter.roles(founding.founder):
        raise founding_invalid("founder")


def check_signatures(founding: Founding, signatures: Sequence[FoundingSignature]) -> None:
    """Check that everybody who must has signed exactly this document, once, and nobody else.

    Raises:
        Refused: FOUNDING_UNSIGNED (fact `signer`), where a signature is missing or wrong;
            FOUNDING_INVALID (fact `part`: signatures), where there are others.
    """
    required, message = founding.required_signers, founding.message()
    given = {one.signer: one.signature for one in signatures}
    for signer in required:
        if not signed_in_hex(signer, message, given.get(signer, "")):
            raise refuse(Code.FOUNDING_UNSIGNED, at="signatures", signer=signer)
    if len(signatures) != len(required):
        raise founding_invalid("signatures")


def founding_invalid(part: str) -> Refused:
    """Build the refusal of a part of a founding document, or of what followed it."""
    return refuse(Code.FOUNDING_INVALID, at="founding", part=part)
