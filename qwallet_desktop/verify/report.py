"""Says of a file of evidence, or of a signed message, whether it holds and what of it is established (contract §6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from qwallet_desktop.domain import dossier, plain_message
from qwallet_desktop.domain.checks import Anchors, Check, CheckName, Verdict
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_said import nodes_word
from qwallet_desktop.domain.plain_message import PlainMessage
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.verify import check_words, decision_words

NOT_ESTABLISHED: Final = "internally consistent; signers NOT established"

_TELLABLE: Final = frozenset({CheckName.LOG_KEY})
"""Checks that the node's word may stand for: who agreed, and to what, does not rest on them."""


class Outcome(IntEnum):
    """What it came to; the exit code of `qwallet verify`."""

    ESTABLISHED = 0
    FAILS = 1
    CONSISTENT = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What a verifier says, line by line."""

    outcome: Outcome
    lines: tuple[str, ...]


def verify(data: bytes, anchors: Anchors) -> Report:
    """Look at a file of evidence or a signed message.

    It says ESTABLISHED only where every byte of the file is as it must be, every check holds, and the anchors are
    given and fit. Nothing that the file claims is repeated where it does not hold.

    Args:
        data: The file.
        anchors: What whoever asks knows without it: the node, and who acts (of a message, who signed it).
    """
    try:
        form = dossier.format_of(data)
        match form:
            case dossier.EVIDENCE:
                return _of_evidence(data, anchors)
            case plain_message.FORMAT:
                return _of_message(data, anchors)
            case _:
                raise refuse(Code.EVIDENCE_FORMAT, at="format", format=form[:60])
    except Refused as refused:
        return Report(Outcome.FAILS, (check_words.DOES_NOT_HOLD, check_words.refusal(refused.problem)))


def _of_evidence(data: bytes, anchors: Anchors) -> Report:
    """Look at evidence.

    Raises:
        Refused: It can't be read.
    """
    read = dossier.read_evidence(data)
    checks = check_record(read.record, read.node_id, anchors)
    failing = [check for check in checks if check.verdict is Verdict.FAILS]
    if failing:
        return Report(Outcome.FAILS, (check_words.DOES_NOT_HOLD, "", *check_words.table(checks)))
    told = [check for check in checks if check.verdict is Verdict.NODES_WORD]
    resting = [check for check in told if check.name not in _TELLABLE]
    said = (check_words.SAID[one] for one in nodes_word(read.record, checks))
    lines = (
        f"Evidence of a decision: {NOT_ESTABLISHED if resting else 'it holds, and its signers are established'}.",
        *(f"  {check_words.why(check)}" for check in told),
        "",
        *decision_words.told(read),
        "",
        *check_words.table(checks),
        "",
        "Not established by any signature",
        *(f"  {sentence}" for sentence in said),
    )
    return Report(Outcome.CONSISTENT if resting else Outcome.ESTABLISHED, lines)


def _of_message(data: bytes, anchors: Anchors) -> Report:
    """Look at a signed message.

    Raises:
        Refused: It can't be read.
    """
    message = plain_message.read_message(data.decode())
    checks = tuple(_checked(message, anchors))
    if any(check.verdict is Verdict.FAILS for check in checks):
        return Report(Outcome.FAILS, (check_words.DOES_NOT_HOLD, "", *check_words.table(checks)))
    resting = [check for check in checks if check.verdict is Verdict.NODES_WORD]
    lines = (
        f"A signed message: {NOT_ESTABLISHED if resting else 'it holds, and its signer is established'}.",
        *(f"  {check_words.why(check)}" for check in resting),
        "",
        "Text",
        *(f"  {line}" for line in message.text.split("\n")),
        f"Signed by  {message.signer}",
        f"At node    {message.node_id}",
        f"Hash       {message.hash}",
        "",
        *check_words.table(checks),
        "",
        "Not established by any signature",
        "  When it was signed, and what the signer is called.",
    )
    return Report(Outcome.CONSISTENT if resting else Outcome.ESTABLISHED, lines)


def _checked(message: PlainMessage, anchors: Anchors) -> Iterator[Check]:
    given = (
        (CheckName.NODE_ID, message.node_id, anchors.node_id),
        (CheckName.IDENTITY, message.signer, anchors.identity_id),
    )
    for name, told, known in given:
        verdict = Verdict.NODES_WORD if known is None else Verdict.HOLDS if told == known else Verdict.FAILS
        yield Check(name, verdict, {"who": told})
    yield Check(CheckName.VOTES_SIGNED, Verdict.HOLDS if message.holds else Verdict.FAILS, {"who": message.signer})
