"""Which operation's details are open, and when they close."""

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.state.navigation import CloseOperation, GoTo, Navigation, Page, ShowOperation, Tab, reduce
from qwallet_desktop.state.sheets import Palette

ASKED = RequestId("00000000-0000-4000-8000-000000000001")


def test_an_operation_is_shown_on_its_page_whatever_was_open() -> None:
    before = Navigation(Page.WALLET, Tab.SEND, Palette())
    assert reduce(before, ShowOperation(ASKED)) == (Navigation(Page.OPERATIONS, Tab.SEND, None, ASKED), ())


def test_its_details_are_closed_without_leaving_the_page() -> None:
    shown = Navigation(Page.OPERATIONS, operation=ASKED)
    assert reduce(shown, CloseOperation()) == (Navigation(Page.OPERATIONS), ())


def test_its_details_close_with_the_page() -> None:
    shown = Navigation(Page.OPERATIONS, operation=ASKED)
    assert reduce(shown, GoTo(Page.SETTINGS))[0].operation is None


def test_to_go_to_the_page_that_is_shown_leaves_the_details_open() -> None:
    shown = Navigation(Page.OPERATIONS, operation=ASKED)
    assert reduce(shown, GoTo(Page.OPERATIONS))[0].operation == ASKED
