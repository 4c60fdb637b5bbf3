"""Shows the state's toasts in the corner: what I did and what came in, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import Transfer
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.notifications import (
    BackupRestored,
    DismissToast,
    FileWritten,
    IdentityMade,
    ListPaid,
    NoCopy,
    Notice,
    NotKept,
    PaymentReceived,
    PaymentSent,
    ProgramFault,
    SupplyChanged,
)
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.amounts import grouped, symbol_of, with_symbol
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.people import Person, person
from qwallet_desktop.ui.stage import Stage, stage
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.toast import Toast, ToastHost, ToastTone
from qwallet_desktop.ui.wording import sentence


@dataclass(frozen=True, slots=True)
class Item:
    """A toast with what its words need: the token's symbol, both sides, and whether amounts are hidden."""

    number: int
    notice: Notice
    symbol: str = ""
    payer: Person | None = None
    payee: Person | None = None
    hidden: bool = False


class Words(NamedTuple):
    """What a toast says."""

    title: str
    sentence: str
    tone: ToastTone


def _tr(text: str) -> str:
    return QCoreApplication.translate("Toasts", text)


def select(state: State) -> tuple[Item, ...]:
    """Return the toasts to show; none while the window is locked."""
    if stage(state) is Stage.LOCKED:
        return ()
    return tuple(_item(state, toast.number, toast.notice) for toast in state.notifications.toasts)


def _item(state: State, number: int, notice: Notice) -> Item:
    match notice:
        case PaymentSent(_, transfer):
            return _payment(state, number, notice, transfer)
        case PaymentReceived(entry):
            return _payment(state, number, notice, entry.transfer)
        case _:
            return Item(number, notice)


def _payment(state: State, number: int, notice: Notice, transfer: Transfer) -> Item:
    sides = (transfer.sender, transfer.recipient)
    payer, payee = (None if did is None else person(state.identities, did) for did in sides)
    symbol = symbol_of(state.tokens.known, transfer.amount.token_id)
    return Item(number, notice, symbol, payer, payee, state.preferences.hide_amounts)


def words(item: Item, bench: Bench) -> Words:
    """Say a toast in words."""
    match item.notice:
        case PaymentSent(_, transfer):
            return Words(_tr("Sent {amount}").format(amount=_amount(item, transfer, bench)), _sides(item), "positive")
        case PaymentReceived(entry):
            amount = _amount(item, entry.transfer, bench)
            return Words(_tr("Received {amount}").format(amount=amount), _sides(item), "positive")
        case ListPaid() as notice:
            return _list(notice, bench)
        case ProgramFault(effect):
            return Words(_tr("Something failed that should not"), _fault(effect), "danger")
        case NotKept(problem) | NoCopy(problem):
            missed = isinstance(item.notice, NoCopy)
            title = _tr("The automatic copy failed") if missed else _tr("Not saved")
            return Words(title, sentence(problem, bench.numbers), "caution")
        case _:
            return Words(*_done(item.notice, bench), "positive")


def _list(notice: ListPaid, bench: Bench) -> Words:
    """Say how a list of payments was decided."""
    made, refused = grouped(notice.made, bench.numbers), grouped(notice.refused, bench.numbers)
    if not notice.refused:
        title = _tr("1 payment sent") if notice.made == 1 else _tr("{made} payments sent").format(made=made)
        return Words(title, _tr("Every line of the list was paid."), "positive")
    title = _tr("{made} sent, {refused} refused").format(made=made, refused=refused)
    return Words(title, _tr("The list says why each was refused."), "caution")


def _done(notice: IdentityMade | SupplyChanged | FileWritten | BackupRestored, bench: Bench) -> tuple[str, str]:
    """Say what the person did, besides paying."""
    match notice:
        case IdentityMade(identity):
            made = _tr("New identity: {name}").format(name=plain(identity.name))
            return made, _tr("You act under this identity now.")
        case SupplyChanged(token):
            return _tr("The supply of {symbol} changed").format(symbol=token.symbol), plain(token.name)
        case FileWritten(name, rows):
            written = _tr("{rows} rows").format(rows=grouped(rows, bench.numbers))
            return _tr("Written: {file}").format(file=plain(name)), written
        case BackupRestored(folder):
            return _tr("The backup was restored"), _kept(folder)
        case _:
            assert_never(notice)


def _kept(folder: str) -> str:
    if not folder:
        return _tr("Keys, ledger, names and history are as they were when it was made.")
    name = plain(Path(folder).name)
    return _tr("What was here before is kept in the data folder, under {name}.").format(name=name)


def _amount(item: Item, transfer: Transfer, bench: Bench) -> str:
    return with_symbol(transfer.amount, item.symbol, bench.numbers, hidden=item.hidden)


def _fault(effect: str) -> str:
    return _tr("The ledger is not affected. Restart Qwallet if it happens again ({effect}).").format(effect=effect)


def _sides(item: Item) -> str:
    if item.payer is None or item.payee is None:
        return ""
    # In words, since an arrow between right-to-left names would point to the payer.
    return _tr("From {payer} to {payee}").format(payer=_called(item.payer), payee=_called(item.payee))


def _called(who: Person) -> str:
    return plain(who.name) if who.name else cut_middle(who.did, 12, 4)


class Toasts(QObject):
    """Keeps the toasts on the screen in step with the state."""

    def __init__(self, bench: Bench, over: QWidget) -> None:
        super().__init__(over)
        self._bench = bench
        self._host = ToastHost(over)
        self._shown: dict[int, tuple[Item, Toast]] = {}

    def draw(self, items: tuple[Item, ...]) -> None:
        """Show what is new, take away what is gone, and say anew what changed, such as hidden amounts."""
        wanted = {item.number: item for item in items}
        for number, (item, toast) in list(self._shown.items()):
            if wanted.get(number) != item:
                del self._shown[number]
                toast.dismiss()
        for item in items:
            if item.number not in self._shown:
                self._show(item)

    def count(self) -> int:
        """Return how many toasts are on the screen."""
        return self._host.count()

    def _show(self, item: Item) -> None:
        said = words(item, self._bench)
        toast = self._host.show_toast(said.title, said.sentence, said.tone, action=self._action(item.notice))
        self._shown[item.number] = (item, toast)
        toast.closed.connect(lambda: self._closed(item.number))

    def _action(self, notice: Notice) -> tuple[str, Callable[[], object]] | None:
        match notice:
            case PaymentReceived(entry):
                return _tr("Show"), lambda: self._go(entry.identity_id)
            case PaymentSent(identity_id) | ListPaid(identity_id):
                return _tr("Show"), lambda: self._go(identity_id)
            case _:
                return None

    def _go(self, identity_id: IdentityId) -> None:
        self._bench.dispatch(SwitchIdentity(identity_id))
        self._bench.dispatch(GoTo(Page.WALLET, Tab.ACTIVITY))

    def _closed(self, number: int) -> None:
        if self._shown.pop(number, None) is not None:
            self._bench.dispatch(DismissToast(number))
