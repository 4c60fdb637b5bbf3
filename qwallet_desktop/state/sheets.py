"""The sheets that open over the pages, and what each is about."""

from dataclasses import dataclass
from typing import TypeAlias

from qwallet_desktop.domain.explanations import PastDecision
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import ContactId, IdentityId, ItemId, RequestId, TokenId, TransferId
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
class SignersSheet:
    """The form for another charter of a group; `wanted` is what it begins with, else that in force."""

    group_id: IdentityId
    wanted: Charter | None = None


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
class SignManySheet:
    """Items to be signed one after the other, each seen by itself.

    Attributes:
        item_ids: Which, in their order.
        place: Which of them is shown, from 0; past the last one what became of all.
        asked: The operation that was asked for each one passed; None for one that was skipped.
    """

    item_ids: tuple[ItemId, ...]
    place: int = 0
    asked: tuple[RequestId | None, ...] = ()

    @property
    def item_id(self) -> ItemId | None:
        """The item that is shown; None at the end."""
        return self.item_ids[self.place] if self.place < len(self.item_ids) else None

    def after(self, asked: RequestId | None) -> "SignManySheet":
        """Return the sheet at the next item."""
        return SignManySheet(self.item_ids, self.place + 1, (*self.asked, asked))


@dataclass(frozen=True, slots=True)
class ExportItemSheet:
    """An item to hand on without a network: its request while it is open, its evidence when it is closed."""

    item_id: ItemId


@dataclass(frozen=True, slots=True)
class ImportSignatureSheet:
    """A signature that was made without a network, to be delivered to the node."""


@dataclass(frozen=True, slots=True)
class SignRequestSheet:
    """A request that came without a network, to be signed here and handed back."""


@dataclass(frozen=True, slots=True)
class ScanPaymentSheet:
    """Whom to pay and what for, to be read from a code."""


@dataclass(frozen=True, slots=True)
class SignMessageSheet:
    """The form to sign a plain message, as an identity or as one that is chosen there."""

    identity_id: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class VerifyMessageSheet:
    """Whether a plain message was signed by whom it says."""


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
    | SignersSheet
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
    | SignManySheet
    | ExportItemSheet
    | ImportSignatureSheet
    | ScanPaymentSheet
    | SignRequestSheet
    | SignMessageSheet
    | VerifyMessageSheet
    | ShortcutSheet
    | Palette
)
