"""The sheets that open over the pages, and what each is about."""

from dataclasses import dataclass
from typing import TypeAlias

from qwallet_desktop.domain.explanations import PastDecision
from qwallet_desktop.domain.ids import ContactId, IdentityId, ItemId, TokenId, TransferId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.domain.multisig import Choice


@dataclass(frozen=True, slots=True)
class NewIdentitySheet:
    """The form for another identity."""


@dataclass(frozen=True, slots=True)
class IdentitySheet:
    """Name, owner and state of an identity, and how to change them."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """The form for an entry of this desktop's address book: a known one, or a new one for `did`, which may be empty."""

    contact_id: ContactId | None = None
    did: str = ""


@dataclass(frozen=True, slots=True)
class SharedContactSheet:
    """An entry of a group's address book, or the form to propose one."""

    group_id: IdentityId
    contact_id: ContactId | None = None


@dataclass(frozen=True, slots=True)
class ImportBookSheet:
    """What a file would add to the address book."""


@dataclass(frozen=True, slots=True)
class LimitsSheet:
    """The form for an identity's own limits, or those of its family."""

    identity_id: IdentityId
    scope: LimitScope


@dataclass(frozen=True, slots=True)
class PolicySheet:
    """The form for an identity's policy."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class LeaveSheet:
    """What would be lost with anonymous identities if the program ended now."""


@dataclass(frozen=True, slots=True)
class WhySheet:
    """Why a payment was allowed, held or refused: as it was `told`, or as the node tells of a transfer."""

    transfer_id: TransferId | None
    told: PastDecision | None = None


@dataclass(frozen=True, slots=True)
class IssueSheet:
    """The form for a new token."""


@dataclass(frozen=True, slots=True)
class SupplySheet:
    """The form to mint or burn."""

    token_id: TokenId
    burn: bool


@dataclass(frozen=True, slots=True)
class PassphraseSheet:
    """The form to set, change or remove the passphrase."""

    remove: bool


@dataclass(frozen=True, slots=True)
class BackupSheet:
    """The words, to write down and to check."""


@dataclass(frozen=True, slots=True)
class MakeBackupSheet:
    """The form to write a backup."""


@dataclass(frozen=True, slots=True)
class CheckBackupSheet:
    """The form to check a backup."""


@dataclass(frozen=True, slots=True)
class RestoreBackupSheet:
    """The form to restore a backup."""


@dataclass(frozen=True, slots=True)
class AutomaticCopiesSheet:
    """The form of automatic copies."""


@dataclass(frozen=True, slots=True)
class DecideSheet:
    """The last look at an item before it is signed, rejected or withdrawn."""

    item_id: ItemId
    choice: Choice


@dataclass(frozen=True, slots=True)
class ShortcutSheet:
    """All keyboard shortcuts."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Search and command (Ctrl+K)."""


Sheet: TypeAlias = (
    NewIdentitySheet
    | IdentitySheet
    | ContactSheet
    | SharedContactSheet
    | ImportBookSheet
    | LimitsSheet
    | PolicySheet
    | WhySheet
    | LeaveSheet
    | IssueSheet
    | SupplySheet
    | PassphraseSheet
    | BackupSheet
    | MakeBackupSheet
    | CheckBackupSheet
    | RestoreBackupSheet
    | AutomaticCopiesSheet
    | DecideSheet
    | ShortcutSheet
    | Palette
)
