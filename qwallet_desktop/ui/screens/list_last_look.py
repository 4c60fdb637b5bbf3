"""Opens and closes the sheet that confirms a list of payments, and hands on just what it showed."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.batch import Order
from qwallet_desktop.ui.dialogs.confirm_list import ConfirmListSheet, ConfirmListView
from qwallet_desktop.ui.widgets.host import overlay_host


class ListLastLook:
    """The sheet, made when it is first needed.

    Args:
        owner: The screen; the sheet lies over the page of its window.
        numbers: How the locale writes numbers.
        on_send: Called with sender and order, once, when what is shown was confirmed.
    """

    def __init__(self, owner: QWidget, numbers: NumberStyle, on_send: Callable[[IdentityId, Order], object]) -> None:
        self._owner, self._numbers, self._on_send = owner, numbers, on_send
        self._sheet: ConfirmListSheet | None = None

    def open(self, view: ConfirmListView) -> None:
        """Show a list that may be sent."""
        if self._sheet is None:
            self._sheet = ConfirmListSheet(overlay_host(self._owner), self._numbers)
            self._sheet.accepted.connect(self._confirmed)
        self._sheet.draw(view)
        self._sheet.open_sheet()

    def follow(self, now: Callable[[], ConfirmListView | None]) -> None:
        """Draw an open sheet anew; close it when what it shows can't be sent any more."""
        if self._sheet is None or self._sheet.isHidden():
            return
        view = now()
        if view is None:
            # As when a balance fell below the sum.
            self._sheet.close_sheet()
        else:
            self._sheet.draw(view)

    def close(self) -> None:
        """Close the sheet; nothing is sent."""
        if self._sheet is not None:
            self._sheet.close_sheet()

    def _confirmed(self) -> None:
        # A second click may have been on its way when the first closed the sheet.
        if self._sheet is None or self._sheet.isHidden() or (shown := self._sheet.view()) is None:
            return
        self._sheet.close_sheet()
        self._on_send(shown.sender, shown.order)
