"""Where the person is: page, tab, and the one sheet that is open over them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.state.asks import Command
from qwallet_desktop.state.effect import Effect


class Page(StrEnum):
    """The entries of the side bar."""

    WALLET = "WALLET"
    OPERATIONS = "OPERATIONS"
    SETTINGS = "SETTINGS"


class Tab(StrEnum):
    """The tabs of the wallet page; *Pay many* is part of *Send* in the bar."""

    OVERVIEW = "OVERVIEW"
    SEND = "SEND"
    PAY_MANY = "PAY_MANY"
    RECEIVE = "RECEIVE"
    ACTIVITY = "ACTIVITY"


@dataclass(frozen=True, slots=True)
class NewIdentitySheet:
    """The form for another identity."""


@dataclass(frozen=True, slots=True)
class IdentitySheet:
    """Name, owner and state of an identity, and how to change them."""

    identity_id: IdentityId


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
class ShortcutSheet:
    """All keyboard shortcuts."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Search and command (Ctrl+K)."""


Sheet: TypeAlias = (
    NewIdentitySheet
    | IdentitySheet
    | IssueSheet
    | SupplySheet
    | PassphraseSheet
    | BackupSheet
    | MakeBackupSheet
    | CheckBackupSheet
    | RestoreBackupSheet
    | AutomaticCopiesSheet
    | ShortcutSheet
    | Palette
)


@dataclass(frozen=True, slots=True)
class Navigation:
    """Where the person is.

    Attributes:
        page: Which page is shown.
        tab: Which tab of the wallet.
        sheet: The sheet that is open over them.
        operation: The operation whose details are open on its page.
        asked: The operation that the sheet has asked for; what became of it is read from the operations.
    """

    page: Page = Page.WALLET
    tab: Tab = Tab.OVERVIEW
    sheet: Sheet | None = None
    operation: RequestId | None = None
    asked: RequestId | None = None


@dataclass(frozen=True, slots=True)
class GoTo:
    """Show a page, and a tab of it."""

    page: Page
    tab: Tab | None = None


@dataclass(frozen=True, slots=True)
class ShowOperation:
    """Show the page of operations, and the details of one of them."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class CloseOperation:
    """Close the details of an operation."""


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """Open a sheet in place of the one that is open."""

    sheet: Sheet


@dataclass(frozen=True, slots=True)
class CloseSheet:
    """Close the sheet."""


@dataclass(frozen=True, slots=True)
class AskOnSheet:
    """Have this done, as asked for on the sheet that is open; of two clicks one counts."""

    request_id: RequestId
    identity_id: IdentityId
    command: Command
    at: datetime


@dataclass(frozen=True, slots=True)
class SheetAsked:
    """What was asked for on the sheet is an operation now."""

    request_id: RequestId


Action: TypeAlias = GoTo | ShowOperation | CloseOperation | OpenSheet | CloseSheet | AskOnSheet | SheetAsked


def reduce(navigation: Navigation, action: Action) -> tuple[Navigation, tuple[Effect, ...]]:
    """Apply a step of navigation."""
    match action:
        case GoTo():
            kept = navigation.operation if action.page is navigation.page else None
            return Navigation(action.page, action.tab or navigation.tab, None, kept), ()
        case ShowOperation(request_id):
            return Navigation(Page.OPERATIONS, navigation.tab, operation=request_id), ()
        case CloseOperation():
            return replace(navigation, operation=None), ()
        case OpenSheet(sheet):
            return replace(navigation, sheet=sheet, asked=None), ()
        case CloseSheet():
            return (navigation if navigation.sheet is None else replace(navigation, sheet=None, asked=None)), ()
        case AskOnSheet():
            return navigation, ()
        case SheetAsked(request_id):
            return replace(navigation, asked=request_id), ()
        case _:
            assert_never(action)
