"""The last look before a list of payments: who pays, how many, the sums, and what a refusal means."""

from dataclasses import dataclass

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.batch_check import CheckedList, TokenTotal
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import NumberStyle, format_amount
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import decimals_at, grouped
from qwallet_desktop.ui.enter import took_held_enter
from qwallet_desktop.ui.list_words import mode_words, payments_word
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.styling import clear, column

_LONGEST_VERB = 50
_MOST_SUMS = 4


@dataclass(frozen=True, slots=True)
class ConfirmListView:
    """What the sheet draws: the order as it will be sent, and the list that it was made from.

    `waits` says that the node can't decide now, so that the list is kept until it can. `asking` counts the payments
    that need approval, as far as this desktop knows, and `actor` signs for the sender where that is another.
    `together` says who must agree to all of them as one.
    """

    order: Order
    list_: CheckedList
    sender: IdentityId
    identities: Identities
    waits: bool = False
    asking: int = 0
    actor: IdentityId | None = None
    together: str = ""


class ConfirmListSheet(Sheet):
    """Says the list in full. Sums are shown though amounts are hidden: nobody shall send unseen."""

    def __init__(self, parent: QWidget, numbers: NumberStyle) -> None:
        super().__init__(parent, "", self.tr("Send"), width=540)
        self._numbers = numbers
        self._view: ConfirmListView | None = None
        self._sums = column(spacing=4)
        self._sender = Party(self.tr("From"))
        self._facts = KeyValueGrid()
        self._mode = Banner()
        self._later = Banner(
            self.tr(
                "The node can't be reached. This list is saved on this computer and goes out by itself when the "
                "node is back; the node decides then. Until it is sent, you can cancel it."
            ),
            "caution",
            "clock",
        )
        self._warning = Banner("", "caution", "warning")
        self.body.addLayout(self._sums)
        self._asking = Banner("", "caution", "clock")
        for widget in (self._sender, self._facts, self._warning, self._asking, self._mode, self._later):
            self.add(widget)

    def first_focus(self) -> QWidget:
        """Begin on the verb: there is nothing to fill in here."""
        return self.focusable()

    def view(self) -> ConfirmListView | None:
        """Return what the sheet shows, so that just that is sent."""
        return self._view

    def draw(self, view: ConfirmListView) -> None:
        """Draw the list's sums and what goes with them."""
        self._view = view
        count = len(view.order.payments)
        payments = payments_word(count, grouped(count, self._numbers))
        self.set_title(self.tr("Send {payments}?").format(payments=payments))
        verb = self._verb_of(payments, view.list_.totals, waits=view.waits)
        if (view.asking == count or view.together) and not view.waits:
            verb = self.tr("Ask for approval of {payments}").format(payments=payments)
        self.set_verb(verb)
        show_party(self._sender, view.identities, view.sender)
        self._show_sums(view.list_.totals)
        self._facts.clear()
        paid = {payment.recipient for payment in view.order.payments}
        strangers = paid - set(view.identities.known)
        template = self.tr("{count}, {strangers} not your own") if strangers else "{count}"
        who = template.format(count=grouped(len(paid), self._numbers), strangers=grouped(len(strangers), self._numbers))
        self._facts.add_row(self.tr("Recipients"), who)
        if view.actor is not None:
            self._facts.add_row(self.tr("Signed by"), called(view.identities, view.actor))
        self._show_asking(view)
        title, means = mode_words(view.order.mode)
        self._mode.set_banner(self.tr("{mode}: {means}").format(mode=title, means=means))
        self._later.setVisible(view.waits)
        self._warn(view.list_)

    def words(self) -> str:
        """Return the title, the warning and the mode as they are said."""
        warning = "" if self._warning.isHidden() else self._warning.accessibleName()
        asking = "" if self._asking.isHidden() else self._asking.accessibleName()
        said = (self.accessibleName(), warning, asking, self._mode.accessibleName())
        return " ".join(part for part in said if part)

    def _show_asking(self, view: ConfirmListView) -> None:
        self._asking.setVisible(view.asking > 0 or bool(view.together))
        if view.together:
            one = self.tr("One request over all of them is opened. {who} Until then the sums are held: nothing moves.")
            self._asking.set_banner(one.format(who=view.together), "caution", "clock")
            return
        these, all_ = grouped(view.asking, self._numbers), grouped(len(view.order.payments), self._numbers)
        words = self.tr("{these} of {all} need approval: each waits in the inbox, its amount held, until others agree.")
        self._asking.set_banner(words.format(these=these, all=all_), "caution", "clock")

    def _show_sums(self, totals: tuple[TokenTotal, ...]) -> None:
        clear(self._sums)
        for total in totals:
            figures = format_amount(total.total, self._numbers)
            sum_ = FittedAmount(28 if len(totals) == 1 else 20, longest=18)
            sum_.set_amount(figures, total.token.symbol, fraction_at=decimals_at(figures, total.total))
            self._sums.addWidget(sum_)

    def _verb_of(self, payments: str, totals: tuple[TokenTotal, ...], *, waits: bool) -> str:
        if waits:
            return self.tr("Send {payments} later").format(payments=payments)
        sums = [f"{format_amount(total.total, self._numbers)} {total.token.symbol}" for total in totals]
        all_but_last, last = ", ".join(sums[:-1]), sums[-1]
        joined = self.tr("{these} and {last}").format(these=all_but_last, last=last) if all_but_last else last
        verb = self.tr("Send {payments}: {sums}").format(payments=payments, sums=joined)
        short = len(sums) > _MOST_SUMS or len(verb) > _LONGEST_VERB
        return self.tr("Send {payments}").format(payments=payments) if short else verb

    def _warn(self, list_: CheckedList) -> None:
        twins = sum(line.twin is not None for line in list_.lines)
        doomed = list_.doomed()
        said = []
        if twins:
            one = self.tr("1 payment is there twice.")
            said.append(
                one if twins == 1 else self.tr("{count} payments are there more than once.").format(count=twins)
            )
        if doomed:
            one = self.tr("The node would refuse 1 of them now.")
            said.append(
                one if doomed == 1 else self.tr("The node would refuse {count} of them now.").format(count=doomed)
            )
        self._warning.set_banner(" ".join(said), "caution", "warning")
        self._warning.setVisible(bool(said))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no Enter that is merely still held down from the page."""
        if not took_held_enter(event):
            super().keyPressEvent(event)
