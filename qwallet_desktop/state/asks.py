"""What is asked of the node on sheets: tokens, identities, groups, rules, items (seed: operations)."""

from dataclasses import dataclass
from typing import TypeAlias

from qwallet_desktop.domain.addressbook import Contact
from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.groups import Charter, Founding
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.multisig import Choice


@dataclass(frozen=True, slots=True)
class IssueToken:
    """Declare a token and mint `amount` of it (decimal text, may be empty); who signs is the issuer."""

    symbol: str
    name: str
    decimals: int
    salt: str
    amount: str


@dataclass(frozen=True, slots=True)
class MintToken:
    """Create more of a token; who signs issued it."""

    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class BurnToken:
    """Take some of the issuer's own units out of existence."""

    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class RenameIdentity:
    """Give the identity that signs another name."""

    name: str


@dataclass(frozen=True, slots=True)
class SetIdentityStatus:
    """Freeze or unfreeze an identity, or ask those who may.

    Who signs is itself, its owner or guardian, or a member of a group; one that is no ADMIN asks for a freeze.
    """

    identity_id: IdentityId
    status: IdentityStatus
    reason: str


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Found a group by its document; who signs is the founder, and each founding signer held here.

    `invited` is the charter with those on other desktops in it, for which they are asked as soon as the group is there:
    until all of them have signed that, what `founding` says is in force. The founder must be an ADMIN then.
    """

    founding: Founding
    invited: Charter | None = None


@dataclass(frozen=True, slots=True)
class UpdatePolicy:
    """Put a policy in force as the version after `base`, or ask those who must agree to it."""

    policy: ConsentPolicy
    base: int
    reason: str


@dataclass(frozen=True, slots=True)
class UpdateLimits:
    """Put limits in force as the version after `base`, or ask those who must agree to them."""

    scope: LimitScope
    limits: Limits
    base: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeSigners:
    """Ask the signers of the group that the operation is of, and whoever joins, to agree to a charter after `base`.

    Who signs (`Operation.actor`) is an ADMIN of it.
    """

    charter: Charter
    base: int
    reason: str


@dataclass(frozen=True, slots=True)
class DecideItem:
    """Sign, reject or cancel an item; who signs is the identity that the operation is of.

    Attributes:
        item_id: Which item.
        choice: What is signed of it.
        reason: Why; rejecting and cancelling need one.
        proposal_hash: The hash of the proposal that the person was shown; nothing else is signed.
        title: What the person was shown that it is, in a few words, for the list of operations.
        by: Whose signature it is, where that was made elsewhere and is only delivered by the operation's identity.
        signature: That signature, in hex.
    """

    item_id: ItemId
    choice: Choice
    reason: str
    proposal_hash: str
    title: str = ""
    by: IdentityId | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class RetryItem:
    """Carry out an item that enough have signed and that could not be carried out."""

    item_id: ItemId
    title: str = ""


@dataclass(frozen=True, slots=True)
class CloseIdentity:
    """Close the identity that the operation is of, for good; what it has goes to `sweep_to`."""

    sweep_to: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class AppointSuccessor:
    """Have another key, held here, take the place of the identity that the operation is of."""

    successor: IdentityId


@dataclass(frozen=True, slots=True)
class ShareContact:
    """Propose an entry of the address book of the group that the operation is of."""

    did: IdentityId
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ApproveContact:
    """Approve, as an ADMIN, exactly this entry of a group's address book."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class DropContact:
    """Take this entry out of a group's address book."""

    contact: Contact


BookAsk: TypeAlias = ShareContact | ApproveContact | DropContact
"""What changes the address book of a group."""

RuleAsk: TypeAlias = UpdatePolicy | UpdateLimits | ChangeSigners | DecideItem | RetryItem
"""What others may have to agree to, and agreeing to it."""

PersonAsk: TypeAlias = FoundGroup | CloseIdentity | AppointSuccessor
"""What makes and ends identities that others are tied to."""

SharedAsk: TypeAlias = RuleAsk | PersonAsk | BookAsk
"""What is not about one identity alone."""

SupplyAsk: TypeAlias = IssueToken | MintToken | BurnToken
"""What makes and unmakes units of a token."""

IdentityAsk: TypeAlias = RenameIdentity | SetIdentityStatus
"""What changes how an identity is."""

Command: TypeAlias = SupplyAsk | IdentityAsk | SharedAsk
"""What is asked for on a sheet."""
