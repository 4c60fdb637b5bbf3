"""What checks of an item are called and come to, and what they start from (contract §6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from qwallet_desktop.domain.ids import IdentityId, NodeId


class Verdict(StrEnum):
    """What a check came to. NODES_WORD: nothing is against it, and no signature says so either."""

    HOLDS = "HOLDS"
    NODES_WORD = "NODES_WORD"
    FAILS = "FAILS"


class CheckName(StrEnum):
    """What is checked of an item, in the order in which it is told.

    Attributes:
        NODE_ID: It is of the node that is asked about.
        IDENTITY: It is of the identity, or group, that is asked about.
        SUBJECT_FITS: The matter is whole, and what the subject says.
        TEXTS_CLEAN: Texts hold nothing that is invisible or turns the rest round, and are as they were signed.
        INITIATOR_SIGNED: Whoever asked for it signed it first.
        VOTES_SIGNED: Each signature is its signer's, over just this and in just this place.
        SIGNERS_DISTINCT: Each is of another one who may give it.
        GROUP_CHAIN: The group's id is that of its founding, and each change of it is signed by those who had to.
        LINKS_SIGNED: Owner and guardian are tied by links that both sides signed, and each new key by a succession.
        APPROVERS_BY_CHARTER: Who decides, and how many, follows from that chain (or those links) and the matter.
        TOKEN_DECLARED: Symbol and decimals are those whose hash the token's id is.
        TIME_IN_ORDER: Opened, signed, decided and expiring in this order, after as long as the rules say.
        STATUS_FOLLOWS: What became of it is what the signatures say.
        AUDIT_PROOF: The audit log holds just this decision, under a head of its that is signed.
        LOG_KEY: The key that signed the log's head is the node's.
    """

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name

    NODE_ID = auto()
    IDENTITY = auto()
    SUBJECT_FITS = auto()
    TEXTS_CLEAN = auto()
    INITIATOR_SIGNED = auto()
    VOTES_SIGNED = auto()
    SIGNERS_DISTINCT = auto()
    GROUP_CHAIN = auto()
    LINKS_SIGNED = auto()
    APPROVERS_BY_CHARTER = auto()
    TOKEN_DECLARED = auto()
    TIME_IN_ORDER = auto()
    STATUS_FOLLOWS = auto()
    AUDIT_PROOF = auto()
    LOG_KEY = auto()


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `facts` name what is wrong, or on whose word it rests (`part`, and a DID as `who`)."""

    name: CheckName
    verdict: Verdict
    facts: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Anchors:
    """What somebody knows without the file or the answer that is checked; empty where it is not known.

    Attributes:
        node_id: The node.
        identity_id: The identity, or group, that acts.
        node_key: The key, in hex, that signs the node's audit log.
    """

    node_id: NodeId | None = None
    identity_id: IdentityId | None = None
    node_key: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check came to, before it has its name."""

    verdict: Verdict
    facts: Mapping[str, str] = field(default_factory=dict[str, str])


HELD = Finding(Verdict.HOLDS)


def wrong(part: str, **facts: str) -> Finding:
    """Build the finding that a part of what was checked is wrong."""
    return Finding(Verdict.FAILS, {"part": part, **facts})


def on_word(part: str, **facts: str) -> Finding:
    """Build the finding that a part of what was checked rests on the node's word."""
    return Finding(Verdict.NODES_WORD, {"part": part, **facts})
