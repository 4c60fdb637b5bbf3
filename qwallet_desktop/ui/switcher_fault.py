"""The line under the switcher's list that says what could not be read, and asks for it again."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.identities import Identities, LoadIdentities
from qwallet_desktop.state.remote import Failed, Remote, Stale
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.wallets import LoadWallet, Wallets
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import row, set_look


class FaultLine(QWidget):
    """A sentence and *Retry*; hidden while nothing is wrong.

    Args:
        dispatch: Takes the actions that ask again.
    """

    def __init__(self, dispatch: Callable[[Action], None]) -> None:
        super().__init__()
        set_look(self, look="bare")
        self._dispatch = dispatch
        self._again: tuple[Action, ...] = ()
        self._why = PlainText("", "caption", wrap=True)
        self.retry = LinkButton(self.tr("Retry"), self._retry)
        line = row(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.addWidget(self._why, 1)
        line.addWidget(self.retry)

    def show_faults(
        self, identities: Identities, wallets: Wallets, listed: tuple[IdentityId, ...], *, away: bool
    ) -> None:
        """Say what failed; while the node is `away` the age of the amounts says enough."""
        stale = _broken(identities.loading)
        unread = [did for did in listed if did in wallets and _broken(wallets[did].context)]
        self._again = (*((LoadIdentities(),) if stale else ()), *(LoadWallet(did) for did in unread))
        words = self.tr("The list may be out of date.") if stale else self.tr("Some amounts could not be read.")
        self._why.set_text(words)
        self.setVisible(not away and bool(self._again))

    def _retry(self) -> None:
        for action in self._again:
            self._dispatch(action)


def _broken(remote: Remote[object] | None) -> bool:
    """Tell whether the node was asked in vain; that it only begins is no fault."""
    return isinstance(remote, (Failed, Stale)) and remote.problem.code is not Code.NODE_STARTING
