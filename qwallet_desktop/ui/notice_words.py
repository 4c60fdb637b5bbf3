"""Says a notice in words: the same in a toast, in the list of notifications and in the tray."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.events import StatusSet
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import NumberStyle, format_amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Transfer, TransferKind
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.notice import (
    ApprovalAsked,
    BackupRestored,
    FileWritten,
    IdentityMade,
    ItemDecided,
    ItemTold,
    ListPaid,
    MuchReceived,
    NoCopy,
    Notice,
    NotKept,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    PaymentReceived,
    PaymentSent,
    ProgramFault,
    StatusTold,
    SupplyChanged,
    whose,
)
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.amounts import discreet, grouped, symbol_of, with_symbol
from qwallet_desktop.ui.item_notices import item_notice
from qwallet_desktop.ui.item_words import ItemTerms
from qwallet_desktop.ui.people import Person, person
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.toast import ToastTone
from qwallet_desktop.ui.wording import sentence

_LONGEST_AMOUNT: Final = 24


@dataclass(frozen=True, slots=True)
class Names:
    """What the words need: who is called how, the tokens' symbols, and whether amounts are hidden."""

    identities: Identities
    tokens: Mapping[TokenId, Token]
    hidden: bool


def names(state: State) -> Names:
    """Return what the words need."""
    return Names(state.identities, state.tokens.known, state.preferences.hide_amounts)


@dataclass(frozen=True, slots=True)
class Item:
    """A notice with what its words need: the token's symbol, both sides, and whether amounts are hidden."""

    notice: Notice
    symbol: str = ""
    payer: Person | None = None
    payee: Person | None = None
    hidden: bool = False
    known: Names | None = None


class Words(NamedTuple):
    """What is said of a notice."""

    title: str
    sentence: str
    tone: ToastTone


def _tr(text: str) -> str:
    return QCoreApplication.translate("Notices", text)


def owner(notice: Notice) -> IdentityId | None:
    """Return the identity that a notice is about; None where it is about the program, or about several."""
    match notice:
        case PaymentReceived(entry):
            return entry.identity_id
        case MuchReceived() | StatusTold() | ItemTold():
            return notice.identity_id
        case _:
            return whose(notice)


def item(known: Names, notice: Notice) -> Item:
    """Return a notice with what its words need."""
    match notice:
        case PaymentSent(_, transfer):
            return _payment(known, notice, transfer)
        case PaymentReceived(entry):
            return _payment(known, notice, entry.transfer)
        case StatusTold(identity_id, fact):
            return Item(notice, "", person(known.identities, fact.by), person(known.identities, identity_id))
        case ItemTold() | ApprovalAsked() | ItemDecided():
            return Item(notice, hidden=known.hidden, known=known)
        case _:
            about = owner(notice)
            return Item(notice, "", None, None if about is None else person(known.identities, about), known.hidden)


def _payment(known: Names, notice: Notice, transfer: Transfer) -> Item:
    sides = (transfer.sender, transfer.recipient)
    payer, payee = (None if did is None else person(known.identities, did) for did in sides)
    return Item(notice, symbol_of(known.tokens, transfer.amount.token_id), payer, payee, known.hidden)


def words(said: Item, numbers: NumberStyle) -> Words:
    """Say a notice in words."""
    match said.notice:
        case PaymentSent() | PaymentReceived() | MuchReceived():
            return Words(*_paid(said, said.notice, numbers), "positive")
        case StatusTold(_, fact):
            return _status(said, fact)
        case ItemTold() | ApprovalAsked() | ItemDecided():
            known = said.known or Names(Identities(), {}, said.hidden)
            return Words(*item_notice(said.notice, ItemTerms(known.identities, known.tokens, numbers, said.hidden)))
        case ListPaid() as notice:
            return _list(notice, numbers)
        case IdentityMade() | SupplyChanged() | FileWritten() | BackupRestored():
            return Words(*_done(said.notice, numbers), "positive")
        case _:
            return _trouble(said, said.notice, numbers)


def _paid(said: Item, notice: PaymentSent | PaymentReceived | MuchReceived, numbers: NumberStyle) -> tuple[str, str]:
    """Say what was sent or came in."""
    match notice:
        case PaymentSent(_, transfer):
            return _tr("Sent {amount}").format(amount=_amount(said, transfer, numbers)), _sides(said, transfer)
        case PaymentReceived(entry):
            moved = entry.transfer
            return _tr("Received {amount}").format(amount=_amount(said, moved, numbers)), _sides(said, moved)
        case MuchReceived(count):
            several = _tr("To several of your identities")
            to = several if said.payee is None else _tr("To {payee}").format(payee=_called(said.payee))
            return _tr("{count} payments received").format(count=grouped(count, numbers)), to
        case _:
            assert_never(notice)


def _status(said: Item, fact: StatusSet) -> Words:
    """Say that somebody froze or unfroze an identity."""
    frozen = fact.status is not IdentityStatus.ACTIVE
    whole = _tr("{who} was frozen") if frozen else _tr("{who} was unfrozen")
    title = whole.format(who="" if said.payee is None else _called(said.payee))
    by = _tr("By {who}").format(who="" if said.payer is None else _called(said.payer))
    reason = plain(fact.reason)
    return Words(title, f"{by}: “{reason}”" if reason else by, "caution" if frozen else "neutral")


def _list(notice: ListPaid, numbers: NumberStyle) -> Words:
    """Say how a list of payments was decided."""
    made, refused = grouped(notice.made, numbers), grouped(notice.refused, numbers)
    if notice.asked:
        return _asked(notice, made, refused, numbers)
    if not notice.refused:
        title = _tr("1 payment sent") if notice.made == 1 else _tr("{made} payments sent").format(made=made)
        return Words(title, _tr("Every line of the list was paid."), "positive")
    title = _tr("{made} sent, {refused} refused").format(made=made, refused=refused)
    return Words(title, _tr("The list says why each was refused."), "caution")


def _asked(notice: ListPaid, made: str, refused: str, numbers: NumberStyle) -> Words:
    """Say of a list that others must agree to some of it."""
    asked = _tr("approval asked for {count}").format(count=grouped(notice.asked, numbers))
    words = _tr("What waits is held until others agree; you find it in the inbox.")
    if notice.refused:
        title = _tr("{made} sent, {asked}, {refused} refused").format(made=made, asked=asked, refused=refused)
        return Words(title, words, "caution")
    return Words(_tr("{made} sent, {asked}").format(made=made, asked=asked), words, "neutral")


def _done(notice: IdentityMade | SupplyChanged | FileWritten | BackupRestored, numbers: NumberStyle) -> tuple[str, str]:
    """Say what the person did, besides paying."""
    match notice:
        case IdentityMade(identity):
            made = _tr("New identity: {name}").format(name=plain(identity.name))
            return made, _tr("You act under this identity now.")
        case SupplyChanged(token):
            return _tr("The supply of {symbol} changed").format(symbol=token.symbol), plain(token.name)
        case FileWritten(name, rows):
            written = _tr("{rows} rows").format(rows=grouped(rows, numbers))
            return _tr("Written: {file}").format(file=plain(name)), written
        case BackupRestored(folder):
            return _tr("The backup was restored"), _kept(folder)
        case _:
            assert_never(notice)


def _trouble(
    said: Item,
    notice: ProgramFault | NotKept | NoCopy | OperationRefused | OperationCancelled | OperationAged,
    numbers: NumberStyle,
) -> Words:
    """Say what went wrong, or was not done."""
    match notice:
        case ProgramFault(effect):
            return Words(_tr("Something failed that should not"), _fault(effect), "danger")
        case NotKept(problem):
            return Words(_tr("Not saved"), sentence(problem, numbers), "caution")
        case NoCopy(problem):
            return Words(_tr("The automatic copy failed"), sentence(problem, numbers), "caution")
        case OperationRefused(_, _, problem):
            why = sentence(discreet(problem, hidden=said.hidden), numbers)
            return Words(_tr("What you asked for was refused"), why, "caution")
        case OperationCancelled():
            return Words(_tr("Cancelled before it was sent"), _tr("Nothing has changed."), "neutral")
        case OperationAged():
            still = _tr("It has waited for more than a day and goes out once you confirm it.")
            return Words(_tr("Do you still want this?"), still, "caution")
        case _:
            assert_never(notice)


def _kept(folder: str) -> str:
    if not folder:
        return _tr("Keys, ledger, names and history are as they were when it was made.")
    name = plain(Path(folder).name)
    return _tr("What was here before is kept in the data folder, under {name}.").format(name=name)


def _amount(said: Item, transfer: Transfer, numbers: NumberStyle) -> str:
    """Write an amount; where it is very long its middle is left out, so that it is not taken for a smaller one."""
    if said.hidden or len(format_amount(transfer.amount, numbers)) <= _LONGEST_AMOUNT:
        return with_symbol(transfer.amount, said.symbol, numbers, hidden=said.hidden)
    return f"{cut_middle(format_amount(transfer.amount, numbers), 12, 8)} {said.symbol}"


def _fault(effect: str) -> str:
    return _tr("The ledger is not affected. Restart Qwallet if it happens again ({effect}).").format(effect=effect)


def _sides(said: Item, transfer: Transfer) -> str:
    if transfer.kind is TransferKind.MINT and said.payee is not None:
        return _tr("Newly issued to {payee}").format(payee=_called(said.payee))
    if said.payer is None or said.payee is None:
        return ""
    # In words, since an arrow between right-to-left names would point to the payer.
    return _tr("From {payer} to {payee}").format(payer=_called(said.payer), payee=_called(said.payee))


def _called(who: Person) -> str:
    return plain(who.name) if who.name else cut_middle(who.did, 12, 4)
