"""A list of payments that waits as one request: before it is sent, its last look, and what became of it."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import ONE, window
from scenes.overview import QTK as TOKEN
from scenes.overview import shown as overview
from scenes.pay_many import ACME, ALL, GOOD, LEO, LONG, MARA, NOW, ORDER, QTK, SIZE, listing, shown, submitted

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.matters import BatchMatter, BatchPayment
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Executed, Item
from qwallet_desktop.state.operation import Made
from qwallet_desktop.ui.payments_asking import Asking
from qwallet_desktop.ui.screens.pay_many import View
from tests.helpers import items as told
from tests.ui.builders import did

SIGNERS = (ACME, LEO, LONG)
RULES = (AmountThreshold(Amount(100_000, 2, QTK), 3),)
CHARTER = Charter(
    tuple(Member(one, (Role.INITIATOR, Role.SIGNER)) for one in SIGNERS),
    2,
    initiator_counts=True,
    amount_thresholds=RULES,
)


def company(mode: BatchMode = BatchMode.ALL_OR_NOTHING) -> View:
    """Return the view of a list of a company of which more must sign above an amount."""
    sender = replace(ALL[0], type=IdentityType.ENTERPRISE)
    return replace(listing(GOOD, mode), asking=Asking(sender, ACME, CHARTER))


def waiting(item: Item) -> Item:
    """Return an item about the whole list."""
    payments = tuple(BatchPayment(one.recipient, Amount(100, 2, QTK), "QTK", one.memo) for one in ORDER.payments)
    proposal = replace(item.proposal, identity_id=MARA, approvers=SIGNERS, required=3, matter=BatchMatter(payments))
    return replace(item, proposal=proposal)


@scene("pay-together", *SIZE)
def together() -> QWidget:
    """All or nothing: one request, and who must sign it."""
    return shown(company())


@scene("pay-together-small", 740, 530)
def together_small() -> QWidget:
    """The same in a small window."""
    return shown(company())


@scene("pay-together-confirm", *SIZE)
def confirm() -> QWidget:
    """The last look."""
    return shown(company(), lambda screen: screen.review())


@scene("pay-together-asked", *SIZE)
def asked() -> QWidget:
    """It waits as one."""
    return shown(submitted(Made(NOW, waiting(told.MINE))))


@scene("pay-together-made", *SIZE)
def made() -> QWidget:
    """All of it was paid with the last signature."""
    return shown(submitted(Made(NOW, replace(waiting(told.MINE), closing=Executed(NOW)))))


@scene("overview-needs-you")
def needs_you() -> QWidget:
    """A request waits for the signature of the one who is looked at."""
    of = overview([TOKEN], ONE)
    item = replace(told.MINE, proposal=replace(told.MINE.proposal, approvers=(did(1),)))
    return window(replace(of, multisig=told.known(item)))


@scene("overview-needs-you-many", 960, 600)
def needs_you_many() -> QWidget:
    """Several of them, in a small window."""
    of = overview([TOKEN], ONE)
    items = [
        replace(each, proposal=replace(each.proposal, approvers=(did(1),))) for each in (told.MINE, told.NEW_LIMITS)
    ]
    return window(replace(of, multisig=told.known(*items)))
