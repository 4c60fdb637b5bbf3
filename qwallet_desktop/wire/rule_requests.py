"""Bodies of what is asked for under rules: policies, limits, groups and items."""

from dataclasses import dataclass

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.wire.requests import SignatureText, Text
from qwallet_desktop.wire.shapes import shape


@shape
@dataclass(frozen=True, slots=True)
class PolicyRequest:
    """Sets a whole policy; `base` is the version that it was written from."""

    policy: ConsentPolicy
    base: int
    reason: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class LimitsRequest:
    """Sets all limits of a scope; `base` is the version that they were written from."""

    scope: LimitScope
    limits: Limits
    base: int
    reason: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class VoteRequest:
    """Adds a signature to an item: over the message of the choice, with the reason in it.

    It is that of `signer`, or where that is empty of whoever sends it.
    """

    choice: Choice
    signature: SignatureText
    reason: Text = ""
    signer: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class ExecuteRequest:
    """Tries again to carry out an item that enough have signed; an empty body."""


@shape
@dataclass(frozen=True, slots=True)
class FoundRequest:
    """Founds a group; `signatures` are of the founder, every SIGNER and every ADMIN over `Founding.message()`."""

    founding: Founding
    signatures: tuple[FoundingSignature, ...]


@shape
@dataclass(frozen=True, slots=True)
class CharterRequest:
    """Proposes a whole charter for a group; `base` is the version that it was written from."""

    charter: Charter
    base: int
    reason: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class CloseRequest:
    """Closes an identity for good; what it has goes to `sweep_to`."""

    sweep_to: IdentityId | None = None


@shape
@dataclass(frozen=True, slots=True)
class SuccessorRequest:
    """Puts another key in an identity's place; both signatures are over `Successor.message()`.

    One of `old_signature` (by the identity's own key) and `owner_signature` (by the ROOT that owns it) is given.
    """

    successor: IdentityId
    new_signature: SignatureText
    old_signature: SignatureText | None = None
    owner_signature: SignatureText | None = None


@shape
@dataclass(frozen=True, slots=True)
class ContactRequest:
    """Proposes an entry of a group's address book."""

    identity_id: Text
    name: Text
    note: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class ContactApproval:
    """Approves an entry, by an ADMIN's signature over `approval_message`."""

    signature: SignatureText


@shape
@dataclass(frozen=True, slots=True)
class ContactRemoval:
    """Takes an entry out of a group's address book; an empty body."""
