"""The sheet that holds up the end of the program while an anonymous identity (AID) still holds something."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import format_amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.aid_actions import AskToLeave, Leave
from qwallet_desktop.state.aids import at_stake
from qwallet_desktop.state.asks import CloseIdentity
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Made, Operation
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.toggles import Select

LONGEST_VERB: Final = 40


@dataclass(frozen=True, slots=True)
class View:
    """The first anonymous identity that holds something, what that is, how many do, and who could have it."""

    identity: Identity | None = None
    balance: Balance | None = None
    token: Token | None = None
    count: int = 0
    takers: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    asked: Asked = Asked()
    hidden: bool = False


def select(state: State) -> View:
    """Return what would be lost first; nothing where nothing would."""
    stakes = at_stake(state)
    known = state.identities.known
    if not stakes:
        return View(identities=state.identities, asked=asked_on_sheet(state))
    stake = stakes[0]
    takers = tuple(did for did in state.identities.order if did in state.lock.held and _takes(known[did]))
    return View(
        stake.identity,
        stake.balance,
        None if stake.identity.token_id is None else state.tokens.known.get(stake.identity.token_id),
        len(stakes),
        takers,
        state.identities,
        asked_on_sheet(state),
        state.preferences.hide_amounts,
    )


def _takes(identity: Identity) -> bool:
    return identity.type is not IdentityType.AID and identity.status is IdentityStatus.ACTIVE


class LeaveDialog(OperationSheet):
    """What is lost, where it could go, what that shows to others, and the way to lose it knowingly."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=520)
        self._view = View()
        self._words = PlainText("", "muted", wrap=True)
        self._party = Party(self.tr("Anonymous identity"), size=32)
        self._amount = FittedAmount()
        self.taker = Select(self.tr("Move it to"))
        self.taker.give_way()
        self._ties = Banner("", "caution", "warning")
        self.give_up = GhostButton(self.tr("Quit and lose it"), lambda: self.bench.dispatch(Leave()))
        self.add(self._words)
        self.add(self._party)
        self.add(self._amount)
        self.add_field("sweepTo", FormField(self.tr("Move it to"), self.taker, ""))
        self.add(self._ties)
        self.add(self.fault)
        self.add_foot(self.give_up)
        self.set_cancel(self.tr("Stay"))
        self.taker.currentIndexChanged.connect(lambda _index: self._chosen())

    def draw(self, view: View) -> None:
        """Draw what would be lost, and what became of moving it."""
        before, self._view = self._view, view
        if view.identity is not None:
            self._draw_stake(view)
            if (view.takers, view.identities) != (before.takers, before.identities):
                names = [(did, plain(called(view.identities, did))) for did in view.takers]
                self.taker.set_options([("", self.tr("Choose one of your identities…")), *names])
        self._chosen()
        self.show_asked(view.asked)

    def submit(self) -> None:
        """Close the anonymous identity, with what it holds going to the one that was chosen."""
        self.clear_problems()
        taker = self._taker()
        if self._view.identity is not None and taker is not None:
            self.ask(self._view.identity.id, CloseIdentity(taker))

    def may_submit(self) -> bool:
        """Tell whether there is somebody to move it to."""
        return self._taker() is not None

    def _ended(self, operation: Operation) -> None:
        if isinstance(operation.stage, Made):
            # The next one has its turn; after the last the program ends, as was asked for.
            self.bench.dispatch(AskToLeave())
        else:
            super()._ended(operation)

    def _draw_stake(self, view: View) -> None:
        if view.identity is None:
            return
        self.set_title(self.tr("An anonymous identity still holds something"))
        words = self.tr("Its key is in memory only: when Qwallet ends, nobody can reach what it holds any more.")
        if view.balance is None:
            words += " " + self.tr("How much that is could not be read.")
        if view.count > 1:
            words += " " + self.tr("{n} of them hold something; each has its turn.").format(n=view.count)
        self._words.set_text(words)
        show_party(self._party, view.identities, view.identity.id)
        self._draw_amount(view)

    def _chosen(self) -> None:
        taker = self._taker()
        self._ties.setVisible(taker is not None)
        if taker is None:
            self.set_verb(self.tr("Move it, then quit"))
        else:
            name = plain(called(self._view.identities, taker))
            words = self.tr(
                "This payment ties the anonymous identity to {name}: whoever sees the one in it sees the other."
            )
            self._ties.set_banner(words.format(name=name), "caution", "warning")
            verb = self.tr("Move it to {name}, then quit").format(name=name)
            self.set_verb(verb if len(verb) <= LONGEST_VERB else self.tr("Move it, then quit"))
        self.allow_verb()

    def _taker(self) -> IdentityId | None:
        chosen = self.taker.current()
        return IdentityId(chosen) if chosen else None

    def _draw_amount(self, view: View) -> None:
        self._amount.setVisible(view.balance is not None)
        if view.balance is not None:
            symbol = "" if view.token is None else view.token.symbol
            self._amount.set_amount(format_amount(view.balance.settled, self.bench.numbers), symbol, hidden=view.hidden)
