"""What checks of a file are called in words, and why a file is refused."""

from collections.abc import Iterator, Mapping
from typing import Final

from qwallet_desktop.domain.checks import Check, CheckName, Verdict
from qwallet_desktop.domain.item_said import Said
from qwallet_desktop.domain.problems import Code, Problem

DOES_NOT_HOLD: Final = "This does NOT hold."

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.HOLDS: "holds",
    Verdict.NODES_WORD: "only said",
    Verdict.FAILS: "FAILS",
}
"""How each is marked in a list."""

_CHECKED: Final[Mapping[CheckName, str]] = {
    CheckName.NODE_ID: "it is of the node that was named",
    CheckName.IDENTITY: "it is of the identity that was named",
    CheckName.SUBJECT_FITS: "what it is about is whole, and what its subject says",
    CheckName.TEXTS_CLEAN: "its texts hide nothing",
    CheckName.INITIATOR_SIGNED: "who asked for it signed it first",
    CheckName.VOTES_SIGNED: "each signature is its signer's, over just this",
    CheckName.SIGNERS_DISTINCT: "each signature is of another one who could give it",
    CheckName.GROUP_CHAIN: (
        "the group's id is that of its founding, and each change since is signed by those who had to"
    ),
    CheckName.LINKS_SIGNED: "owners, guardians and successors are tied by what both sides signed",
    CheckName.APPROVERS_BY_CHARTER: "who had to agree, and how many, follows from these documents and what it is about",
    CheckName.TOKEN_DECLARED: "symbol and decimals are those whose hash the token's id is",
    CheckName.TIME_IN_ORDER: "opened, signed and decided in this order, and in time",
    CheckName.STATUS_FOLLOWS: "what became of it is what the signatures say",
    CheckName.AUDIT_PROOF: "the audit log holds this decision, under its signed head",
    CheckName.LOG_KEY: "the key that signed the audit log's head is the node's",
}

_WHY: Final[Mapping[tuple[CheckName, str], str]] = {
    (CheckName.NODE_ID, "anchor"): "No node was named (--node): {who} is what the file says.",
    (CheckName.IDENTITY, "anchor"): (
        "Nobody was named whose decision it should be (--group): {who} is what the file says."
    ),
    (CheckName.APPROVERS_BY_CHARTER, "alone"): (
        "{who} agreed for itself; that nobody owns or guards it is the node's word."
    ),
    (CheckName.APPROVERS_BY_CHARTER, "closed"): (
        "These ADMINs were not asked; that they are closed is the node's word: {who}."
    ),
    (CheckName.LOG_KEY, "key"): (
        "No key was named (--node-key): the audit proof is consistent, but its key is the file's own word."
    ),
}

SAID: Final[Mapping[Said, str]] = {
    Said.VOTE_TIMES: "When each signature was made; the time that is told is that of the decision in the audit log.",
    Said.OTHER_VOTES: "That nobody else signed or rejected it besides, and in which order those did who are named.",
    Said.POLICY: "What the policy of that version said.",
    Said.FAMILY: "Whether payer and recipient belong to the same family of identities.",
    Said.ALONE: "That nobody owns or guards who acted.",
    Said.UNGUARDED: "That nobody else owns or guards who acted.",
    Said.CLOSED_ADMINS: "That ADMINs who were not asked are closed.",
    Said.TRANSFER: "That the balances moved: the audit log says that it was carried out.",
    Said.FAILURE: "Why it could not be carried out.",
    Said.ENDED: "That it ended before enough had signed.",
    Said.NAMES: "What identities are called; a group's name is that of its founding.",
    Said.LOG_KEY: (
        "That the audit log's key is the node's, and so the time, that it was carried out, and that those were the "
        "signers in force then."
    ),
}
"""What a reader should not take for proved."""

_REFUSALS: Final[Mapping[Code, str]] = {
    Code.EVIDENCE_FORMAT: "It is neither evidence nor a signed message; its format is {format}.",
    Code.EVIDENCE_TOO_LARGE: "It is larger than {most} bytes.",
    Code.EVIDENCE_MALFORMED: "It was altered, or is no such file: something is missing or has another form at {at}.",
    Code.EVIDENCE_UNKNOWN_FIELD: "It was altered: there is a field that does not belong there, {at}.",
    Code.EVIDENCE_NOT_CANONICAL: "It was altered: it is not byte for byte in the one form that such a file has.",
    Code.MESSAGE_INVALID: "It was altered, or is no such file: the message's {part} is wrong.",
}


def table(checks: tuple[Check, ...]) -> Iterator[str]:
    """Say all checks, a line each."""
    yield "Checks"
    for check in checks:
        yield f"  {VERDICTS[check.verdict]:<11} {line(check)}"


def line(check: Check) -> str:
    """Return a check in words, with what is wrong where it fails."""
    words = _CHECKED[check.name]
    if check.verdict is not Verdict.FAILS:
        return f"{check.name}: {words}"
    facts = ", ".join(f"{name}: {value}" for name, value in check.facts.items() if value)
    return f"{check.name}: NOT so that {words}" + (f" ({facts})" if facts else "")


def why(check: Check) -> str:
    """Say on whose word a check rests."""
    said = _WHY.get((check.name, check.facts.get("part", "anchor")), "{name}: this rests on the node's word.")
    return said.format(name=check.name, who=check.facts.get("who", ""))


def refusal(problem: Problem) -> str:
    """Say why a file is not read, with the code."""
    words = _REFUSALS.get(problem.code, "It can't be read.")
    # What a file of anybody's says is shown escaped: it may be meant for the terminal.
    facts = {name: ascii(value) for name, value in problem.facts.items()}
    at = ascii(problem.field) if problem.field else "its beginning"
    return f"{words.format(**facts, at=at)} ({problem.code})"
