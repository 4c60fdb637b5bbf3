"""What can be done about an item: decide, try again, and see the operation behind it."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.ui.widgets.buttons import PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.flow import FlowRow


@dataclass(frozen=True, slots=True)
class Offer:
    """What makes sense of an item now.

    Attributes:
        choices: What somebody here may decide.
        allowed: Every check holds.
        checking: The checks are still being made.
        busy: A decision is on its way from here.
        again: It can be carried out once more.
        operation: It was opened by an operation of this desktop.
    """

    choices: frozenset[Choice] = frozenset()
    allowed: bool = False
    checking: bool = False
    busy: bool = False
    again: bool = False
    operation: bool = False


class ItemButtons(FlowRow):
    """The buttons of an item; those that make no sense are not there.

    Signals:
        decided: The choice that is to be made.
        retried: It is to be carried out once more.
        looked: The operation that opened it is to be shown.
    """

    decided = Signal(object)
    retried = Signal()
    looked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.sign = PrimaryButton(self.tr("Sign"), partial(self.decided.emit, Choice.SIGN), icon="check")
        self.again = PrimaryButton(self.tr("Try again"), self.retried.emit, icon="refresh")
        self.reject = SecondaryButton(self.tr("Reject…"), partial(self.decided.emit, Choice.REJECT), icon="cross")
        self.cancel = SecondaryButton(self.tr("Withdraw…"), partial(self.decided.emit, Choice.CANCEL), icon="minus")
        self.look = SecondaryButton(self.tr("Open operation"), self.looked.emit, icon="operations")
        self._of = {Choice.SIGN: self.sign, Choice.REJECT: self.reject, Choice.CANCEL: self.cancel}
        self.all = (self.sign, self.again, self.reject, self.cancel, self.look)
        for button in self.all:
            self.add(button)

    def draw(self, offer: Offer) -> None:
        """Offer what makes sense."""
        for choice, button in self._of.items():
            button.setVisible(choice in offer.choices)
            button.setEnabled(offer.allowed and not offer.busy)
        self.sign.set_text(self.tr("Checking…") if offer.checking else self.tr("Sign"))
        self.again.setVisible(offer.again)
        self.again.setEnabled(not offer.busy)
        self.look.setVisible(offer.operation)
        self.setVisible(any(not button.isHidden() for button in self.all))
        self.arrange()

    def is_offered(self, choice: Choice) -> bool:
        """Tell whether the button of a choice can be pressed."""
        button = self._of[choice]
        return not button.isHidden() and button.isEnabled()
