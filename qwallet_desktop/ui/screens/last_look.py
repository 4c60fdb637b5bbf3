"""Opens and closes the sheet that confirms a payment, and hands on just what it showed."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.dialogs.confirm_payment import ConfirmPaymentSheet, ConfirmView
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.screens.send_check import Checked
from qwallet_desktop.ui.screens.send_view import View, decision_about, may_wait, resembled, why_more_sign
from qwallet_desktop.ui.widgets.host import overlay_host
from qwallet_desktop.ui.widgets.plain import cut_middle


def look_alike_warning(view: View, recipient: IdentityId | None) -> str:
    """Return a warning where a stranger's id could be taken for a known one; empty where not."""
    other = resembled(view, recipient)
    if other is None:
        return ""
    name = person(view.identities, other).name or cut_middle(other, 14, 6)
    words = QCoreApplication.translate(
        "LastLook", "This id begins and ends like {name}, but it is another one. Compare every character."
    )
    return words.format(name=name)


class LastLook:
    """The sheet, made when it is first needed.

    Args:
        owner: The screen; the sheet lies over the page of its window.
        numbers: How the locale writes numbers.
        on_send: Called with sender, draft and who signs for the sender, once, when what is shown was confirmed.
    """

    def __init__(
        self,
        owner: QWidget,
        numbers: NumberStyle,
        on_send: Callable[[IdentityId, PaymentDraft, IdentityId | None], object],
    ) -> None:
        self._owner, self._numbers, self._on_send = owner, numbers, on_send
        self._sheet: ConfirmPaymentSheet | None = None

    def open(self, view: View, checked: Checked, warning: str) -> None:
        """Show a payment that has nothing wrong."""
        if self._sheet is None:
            self._sheet = ConfirmPaymentSheet(overlay_host(self._owner), self._numbers)
            self._sheet.accepted.connect(self._confirmed)
        self._draw(self._sheet, view, checked, warning)
        self._sheet.open_sheet()

    def follow(self, view: View, checked: Checked, warning: str) -> None:
        """Draw an open sheet anew; close it when what it shows can't be sent any more."""
        if self._sheet is not None and self._sheet.isVisible():
            self._draw(self._sheet, view, checked, warning)

    def close(self) -> None:
        """Close the sheet; nothing is sent."""
        if self._sheet is not None:
            self._sheet.close_sheet()

    def _draw(self, sheet: ConfirmPaymentSheet, view: View, checked: Checked, warning: str) -> None:
        if view.identity is None or checked.draft is None or checked.recipient is None or checked.amount is None:
            # As when the balance fell below the amount.
            sheet.close_sheet()
            return
        decision = decision_about(view.payment, checked.draft)
        sheet.draw(
            ConfirmView(
                checked.draft,
                checked.amount,
                symbol_of(view.tokens, checked.draft.token_id),
                view.identity,
                checked.recipient,
                view.identities,
                decision,
                warning,
                view.hide_amounts,
                may_wait(view, decision),
                view.actor,
                view.aside,
                why_more_sign(view, checked.amount, decision, self._numbers),
            )
        )

    def _confirmed(self) -> None:
        # A second click may have been on its way when the first closed the sheet.
        if self._sheet is None or self._sheet.isHidden() or (shown := self._sheet.view()) is None:
            return
        self._sheet.close_sheet()
        # The node refuses another outcome than the one that was shown.
        expected = "" if shown.outcome is None else shown.outcome.value
        self._on_send(shown.sender, replace(shown.draft, expected=expected), shown.actor)
