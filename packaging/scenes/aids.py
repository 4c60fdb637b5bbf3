"""The sheet that holds up the end of the program while an anonymous identity holds something, and the lock screen."""

from dataclasses import replace

from immutables import Map
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import ONE, QTK, shown, window

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.aids import Aids
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import LeaveSheet
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.dialogs.leave import LeaveDialog
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import NOW, did, identity


def holding(units: int | None = 1_250) -> State:
    """Return a wallet with an anonymous identity that holds something, or what is not known."""
    made = shown([QTK], ONE, sheet=LeaveSheet())
    aid = replace(identity(7, "Night market"), type=IdentityType.AID, token_id=QTK.id)
    known = made.identities.known.set(aid.id, aid)
    wallets = made.wallets
    if units is not None:
        balance = Balance(Amount(units, QTK.decimals, QTK.id), Amount(0, QTK.decimals, QTK.id), Sequence(3))
        permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=False)
        wallets = wallets.set(aid.id, Wallet(Loaded(permissions, NOW), Map({QTK.id: balance})))
    return replace(
        made,
        identities=replace(made.identities, known=known, order=(*made.identities.order, aid.id)),
        wallets=wallets,
        aids=Aids((aid.id,)),
        lock=replace(made.lock, held=(*(made.lock.held or made.identities.order), aid.id)),
    )


def _choose(content: MainWindow) -> None:
    sheet = content.window().findChild(LeaveDialog)
    if isinstance(sheet, LeaveDialog):
        sheet.taker.set_current(did(1))


@scene("aids-leave")
def leave() -> QWidget:
    """As it opens."""
    return window(holding())


@scene("aids-leave-chosen")
def leave_chosen() -> QWidget:
    """Somebody is chosen to have it."""
    return window(holding(), _choose)


@scene("aids-leave-unknown", 960, 600)
def leave_unknown() -> QWidget:
    """What it holds could not be read."""
    return window(holding(None), _choose)


@scene("aids-leave-locked", 960, 600)
def leave_locked() -> QWidget:
    """The program was to be ended while it is locked."""
    return window(replace(holding(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE)))
