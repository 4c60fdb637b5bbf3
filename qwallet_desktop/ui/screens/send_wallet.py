"""The states that the Send screen is in before there is anything to fill in: loading, failed, nothing to send."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.remote import Failed, Loading, Stale
from qwallet_desktop.state.transfers import Drafting
from qwallet_desktop.ui.screens.send_view import View, offered_tokens
from qwallet_desktop.ui.widgets.states import Shape, StatePanel
from qwallet_desktop.ui.wording import sentence


class SendPanel(StatePanel):
    """Shows form or result where there is one, else why there is none.

    Args:
        content: The pages of the screen.
        on_load: Reads the wallet again.
        on_receive: Shows how to receive.
        shape: What is drawn in grey until the wallet is known.
    """

    def __init__(
        self,
        content: QWidget,
        on_load: Callable[[], object],
        on_receive: Callable[[], object],
        *,
        shape: Shape = "payment",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(content, shape=shape, parent=parent)
        self._on_load, self._on_receive = on_load, on_receive

    def set_view(self, view: View) -> None:
        """Show the state of the active identity's wallet."""
        wallet = view.wallet
        if not isinstance(view.payment, Drafting) or offered_tokens(view):
            self._show_age(view)
        elif wallet is None or isinstance(wallet.context, Loading):
            self.show_loading()
        elif isinstance(wallet.context, Failed):
            problem = wallet.context.problem
            title = self.tr("The wallet could not be read")
            self.show_failed(title, sentence(problem), problem.code.value, self._on_load)
        else:
            self.show_empty(
                "coin",
                self.tr("There is nothing to send yet"),
                self.tr("This identity has no tokens. Have somebody pay it, or issue a token of your own."),
                self.tr("How to receive"),
                self._on_receive,
            )

    def _show_age(self, view: View) -> None:
        context = None if view.wallet is None else view.wallet.context
        # What the last run knew has its age in the header, and there is nothing to try again.
        if isinstance(context, Stale) and context.problem.code is not Code.NODE_STARTING:
            words = self.tr("Balances may be out of date. {why}")
            self.show_stale(words.format(why=sentence(context.problem)))
        else:
            self.show_content()
