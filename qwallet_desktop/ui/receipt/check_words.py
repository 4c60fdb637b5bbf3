"""Checks in words: what each one is, and what it means to a person that it fails or rests on the node's word."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication

from qwallet_desktop.domain.checks import CheckName, Verdict
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_records import Checked, OwnCheck, Said
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.people import called

_Name = CheckName | OwnCheck


def _tr(text: object) -> str:
    return QCoreApplication.translate("Checks", str(text))


class Checks:
    """The texts of checks; the class is the context in which they are translated."""

    NAMES: ClassVar[Mapping[_Name, object]] = {
        OwnCheck.PROPOSAL_UNCHANGED: QT_TR_NOOP("Unchanged since it was first seen"),
        OwnCheck.RECORD_FITS: QT_TR_NOOP("What is shown is what was checked"),
        CheckName.NODE_ID: QT_TR_NOOP("Made out for this node"),
        CheckName.IDENTITY: QT_TR_NOOP("Of the identity that is named"),
        CheckName.SUBJECT_FITS: QT_TR_NOOP("Called what it is"),
        CheckName.TEXTS_CLEAN: QT_TR_NOOP("No hidden characters"),
        CheckName.INITIATOR_SIGNED: QT_TR_NOOP("Signed by who asked for it"),
        CheckName.VOTES_SIGNED: QT_TR_NOOP("Every signature fits"),
        CheckName.SIGNERS_DISTINCT: QT_TR_NOOP("Everybody signed once"),
        CheckName.GROUP_CHAIN: QT_TR_NOOP("The charter follows from the company's id"),
        CheckName.LINKS_SIGNED: QT_TR_NOOP("Owner and guardian are signed for"),
        CheckName.APPROVERS_BY_CHARTER: QT_TR_NOOP("The right people must sign"),
        CheckName.TOKEN_DECLARED: QT_TR_NOOP("The token is what it is called"),
        CheckName.TIME_IN_ORDER: QT_TR_NOOP("Times are in order"),
        CheckName.STATUS_FOLLOWS: QT_TR_NOOP("Where it stands follows from the signatures"),
        CheckName.AUDIT_PROOF: QT_TR_NOOP("The audit log holds the decision"),
        CheckName.LOG_KEY: QT_TR_NOOP("The log's key is the node's"),
    }

    FAILS: ClassVar[Mapping[_Name, object]] = {
        OwnCheck.PROPOSAL_UNCHANGED: QT_TR_NOOP(
            "It says something else than when it was first seen here. What is signed never changes by itself."
        ),
        OwnCheck.RECORD_FITS: QT_TR_NOOP("The node tells of this in two ways that do not agree."),
        CheckName.NODE_ID: QT_TR_NOOP(
            "It was made out for another node, so signing it here would mean something else."
        ),
        CheckName.IDENTITY: QT_TR_NOOP("It is of another identity than the one that is named."),
        CheckName.SUBJECT_FITS: QT_TR_NOOP("What it does is not what it is called."),
        CheckName.TEXTS_CLEAN: QT_TR_NOOP(
            "A text in it holds hidden characters, which can make it read as something else."
        ),
        CheckName.INITIATOR_SIGNED: QT_TR_NOOP("Whoever is said to have asked for it has not signed what it says now."),
        CheckName.VOTES_SIGNED: QT_TR_NOOP("A signature on it does not fit what it says."),
        CheckName.SIGNERS_DISTINCT: QT_TR_NOOP("Somebody signed it twice, or somebody signed it who may not."),
        CheckName.GROUP_CHAIN: QT_TR_NOOP("The company's charter does not follow from its id: it may be a forged one."),
        CheckName.LINKS_SIGNED: QT_TR_NOOP("Who is said to be owner or guardian is not signed for by both sides."),
        CheckName.APPROVERS_BY_CHARTER: QT_TR_NOOP(
            "Those who are to sign, or how many of them, are not those that the charter or the owner's link demand."
        ),
        CheckName.TOKEN_DECLARED: QT_TR_NOOP("The token's symbol or decimals are not those that its id stands for."),
        CheckName.TIME_IN_ORDER: QT_TR_NOOP(
            "Its times can't be: something is said to be signed before or after it could."
        ),
        CheckName.STATUS_FOLLOWS: QT_TR_NOOP("Where it is said to stand does not follow from the signatures."),
        CheckName.AUDIT_PROOF: QT_TR_NOOP("The audit log does not hold the decision that is shown."),
        CheckName.LOG_KEY: QT_TR_NOOP("The audit log is signed by another key than this node's."),
    }

    WORD: ClassVar[Mapping[_Name, object]] = {
        CheckName.APPROVERS_BY_CHARTER: QT_TR_NOOP(
            "Why it needs a signature follows from rules that only the node keeps."
        ),
        CheckName.STATUS_FOLLOWS: QT_TR_NOOP("How it ended is what the node says: no signature tells."),
        CheckName.AUDIT_PROOF: QT_TR_NOOP("The log's entry was erased, so what it held is the node's word."),
    }
    TOLD: ClassVar[object] = QT_TR_NOOP("The node says so: no signature tells.")


def name_words(name: _Name) -> str:
    """Name a check."""
    return _tr(Checks.NAMES[name])


def said_words(said: Said, identities: Identities) -> str:
    """Say what is to be said of a check besides its name; empty where it holds."""
    match said.verdict:
        case Verdict.HOLDS:
            return ""
        case Verdict.NODES_WORD:
            return _tr(Checks.WORD.get(said.name, Checks.TOLD))
        case Verdict.FAILS:
            words = _tr(Checks.FAILS[said.name])
            who = said.facts.get("who", "")
            return f"{words} ({called(identities, IdentityId(who))})" if who else words


def danger_words(failed: tuple[Said, ...], identities: Identities) -> str:
    """Warn of what fails: the check by its name, and what that means; more than one are counted."""
    first = failed[0]
    words = _tr("Don't sign this. “{name}” does not hold: {sentence}").format(
        name=name_words(first.name), sentence=said_words(first, identities)
    )
    more = len(failed) - 1
    if not more:
        return words
    also = _tr("One more check fails.") if more == 1 else _tr("{n} more checks fail.").format(n=more)
    return f"{words} {also}"


def holds_words(checked: Checked, numbers: NumberStyle) -> str:
    """Say that everything holds, and how much of it is the node's word."""
    said = checked.said
    count = grouped(sum(each.verdict is Verdict.HOLDS for each in said), numbers)
    words = _tr("All {n} checks hold.").format(n=count)
    on_word = sum(each.verdict is Verdict.NODES_WORD for each in said)
    if not on_word:
        return words
    more = _tr("1 thing is only the node's word.") if on_word == 1 else _tr("{n} things are only the node's word.")
    return words + " " + more.format(n=grouped(on_word, numbers))


def clock_words() -> str:
    """Say by which clock an item expires where this computer's is off."""
    return _tr("This computer's clock is off. The time left is counted by the node's clock.")
