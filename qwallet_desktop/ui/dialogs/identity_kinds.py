"""The kinds of identities that one can make here: what each is for, what it may, and what it may not."""

from enum import StrEnum
from typing import NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.identities import IdentityType


class NewKind(StrEnum):
    """What the wizard makes; a sub-identity is a ROOT that belongs to another."""

    OWN = "OWN"
    SUB = "SUB"
    GUARDED = "GUARDED"
    ENTERPRISE = "ENTERPRISE"
    DAO = "DAO"
    AID = "AID"


TYPES = {
    NewKind.OWN: IdentityType.ROOT,
    NewKind.SUB: IdentityType.ROOT,
    NewKind.GUARDED: IdentityType.CONSENTIDA,
    NewKind.ENTERPRISE: IdentityType.ENTERPRISE,
    NewKind.DAO: IdentityType.DAO,
    NewKind.AID: IdentityType.AID,
}


class KindWords(NamedTuple):
    """A kind in words: its name, one sentence, and what it may and may not."""

    name: str
    purpose: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("NewIdentity", text)


def kind_words(kind: NewKind) -> KindWords:
    """Return what there is to say of a kind."""
    match kind:
        case NewKind.OWN:
            return KindWords(
                _tr("Your own (Root)"),
                _tr("For yourself: it pays and receives under its own name, with a key that only you have."),
                (
                    _tr("Pay and receive by its own key"),
                    _tr("Own sub-identities, guard others, and be a member of groups"),
                ),
                (_tr("Be read, frozen or recovered by anybody else"),),
            )
        case NewKind.SUB:
            return KindWords(
                _tr("Sub-identity (Root, owned)"),
                _tr("For one purpose under an identity of yours: savings, a shop, a journey."),
                (
                    _tr("Pay and receive by its own key"),
                    _tr("Be read, frozen, recovered and closed by its owner"),
                ),
                (
                    _tr("Widen its own limits or permissions: its owner agrees to that"),
                    _tr("Own other identities"),
                ),
            )
        case NewKind.GUARDED:
            return KindWords(
                _tr("Guarded (Consentida)"),
                _tr("For somebody who should not pay alone: a child, a parent, a new colleague."),
                (
                    _tr("Receive, and ask for payments: each goes once its guardian has signed it"),
                    _tr("Be read and frozen by its guardian"),
                ),
                (
                    _tr("Pay anything alone, not even to your own identities"),
                    _tr("Pay a token for which no daily limit is set"),
                ),
            )
        case NewKind.ENTERPRISE:
            return KindWords(
                _tr("Enterprise"),
                _tr("For a company or a household: several people decide together, and nobody alone."),
                (
                    _tr("Pay, and change its rules and signers, once enough of its signers have signed"),
                    _tr("Have signers on other desktops: they join by their own signature"),
                    _tr("Be frozen at once by any one of its admins"),
                ),
                (
                    _tr("Be used by one key that is stolen: it has no key of its own"),
                    _tr("Be closed: that comes with a later version"),
                ),
            )
        case NewKind.DAO:
            return KindWords(
                _tr("DAO"),
                _tr("For a community that decides by votes, weighted by member."),
                (_tr("Receive payments now"), _tr("Be frozen at once by any one of its admins")),
                (
                    _tr("Pay, change its rules or be unfrozen yet: votes come with a later version of Qwallet"),
                    _tr("Change its members yet"),
                ),
            )
        case NewKind.AID:
            return KindWords(
                _tr("Anonymous (AID)"),
                _tr("For payments that shall not lead others to your other identities."),
                (
                    _tr("Receive and pay one token, and hold up to 1,000 of it"),
                    _tr("Stay apart: others see nothing of it but its own payments"),
                ),
                (
                    _tr("Outlive this run: its key is in memory only, and a crash loses what it holds"),
                    _tr("Hide from who runs the node: that one could tie it to you by the network"),
                    _tr("Have an owner, a guardian, groups or rules"),
                ),
            )
        case _:
            assert_never(kind)
