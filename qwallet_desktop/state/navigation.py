"""Where the person is: page, tab, and the one sheet that is open over them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.ids import IdentityId, ItemId, RequestId
from qwallet_desktop.state.asks import Command
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.sheets import Sheet


class Page(StrEnum):
    """The entries of the side bar."""

    WALLET = "WALLET"
    ADDRESS_BOOK = "ADDRESS_BOOK"
    INBOX = "INBOX"
    OPERATIONS = "OPERATIONS"
    SETTINGS = "SETTINGS"


class Tab(StrEnum):
    """The tabs of the wallet page; *Pay many* is part of *Send* in the bar."""

    OVERVIEW = "OVERVIEW"
    SEND = "SEND"
    PAY_MANY = "PAY_MANY"
    RECEIVE = "RECEIVE"
    ACTIVITY = "ACTIVITY"
    LIMITS = "LIMITS"
    PERMISSIONS = "PERMISSIONS"
    MEMBERS = "MEMBERS"


@dataclass(frozen=True, slots=True)
class Navigation:
    """Where the person is.

    Attributes:
        page: Which page is shown.
        tab: Which tab of the wallet.
        sheet: The sheet that is open over them.
        operation: The operation whose details are open on its page.
        item: The item whose details are open in the inbox.
        asked: The operation that the sheet has asked for; what became of it is read from the operations.
    """

    page: Page = Page.WALLET
    tab: Tab = Tab.OVERVIEW
    sheet: Sheet | None = None
    operation: RequestId | None = None
    asked: RequestId | None = None
    item: ItemId | None = None


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
class ShowItem:
    """Show the inbox, and the details of one item."""

    item_id: ItemId


@dataclass(frozen=True, slots=True)
class CloseItem:
    """Close the details of an item."""


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """Open a sheet in place of the one that is open."""

    sheet: Sheet


@dataclass(frozen=True, slots=True)
class CloseSheet:
    """Close the sheet."""


@dataclass(frozen=True, slots=True)
class AskOnSheet:
    """Have this done, as asked for on the sheet that is open; of two clicks one counts.

    `identity_id` is whose it is; `actor` who signs it where that is another.
    """

    request_id: RequestId
    identity_id: IdentityId
    command: Command
    at: datetime
    actor: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class SheetAsked:
    """What was asked for on the sheet is an operation now."""

    request_id: RequestId


Action: TypeAlias = (
    GoTo | ShowOperation | CloseOperation | ShowItem | CloseItem | OpenSheet | CloseSheet | AskOnSheet | SheetAsked
)


def reduce(navigation: Navigation, action: Action) -> tuple[Navigation, tuple[Effect, ...]]:
    """Apply a step of navigation."""
    match action:
        case GoTo():
            stays = action.page is navigation.page
            operation, item = (navigation.operation, navigation.item) if stays else (None, None)
            return Navigation(action.page, action.tab or navigation.tab, None, operation, item=item), ()
        case ShowOperation(request_id):
            return Navigation(Page.OPERATIONS, navigation.tab, operation=request_id), ()
        case CloseOperation():
            return replace(navigation, operation=None), ()
        case ShowItem(item_id):
            return Navigation(Page.INBOX, navigation.tab, item=item_id), ()
        case CloseItem():
            return replace(navigation, item=None), ()
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
