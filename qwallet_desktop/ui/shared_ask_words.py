"""What was asked about groups, rules and what waits for others, in words: its name, its line, and its verbs."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.state.asks import (
    AppointSuccessor,
    ApproveContact,
    BookAsk,
    ChangeSigners,
    CloseIdentity,
    DecideItem,
    DropContact,
    FoundGroup,
    RetryItem,
    ShareContact,
    SharedAsk,
    UpdateLimits,
    UpdatePolicy,
)
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.plain import plain


def _tr(text: str) -> str:
    return QCoreApplication.translate("Operations", text)


def shared_kind(ask: SharedAsk) -> str:
    """Name what was asked for, as the head of its details does."""
    match ask:
        case FoundGroup():
            words = _tr("New group")
        case UpdatePolicy():
            words = _tr("Permissions")
        case UpdateLimits():
            words = _tr("Limits")
        case ChangeSigners():
            words = _tr("Signers")
        case DecideItem(choice=choice):
            words = _choice_kind(choice)
        case RetryItem():
            words = _tr("Carrying out")
        case CloseIdentity():
            words = _tr("Closing")
        case AppointSuccessor():
            words = _tr("Successor")
        case ShareContact() | ApproveContact() | DropContact():
            words = _tr("Address book")
        case _:
            assert_never(ask)
    return words


def _choice_kind(choice: Choice) -> str:
    match choice:
        case Choice.SIGN:
            return _tr("Signature")
        case Choice.REJECT:
            return _tr("Rejection")
        case Choice.CANCEL:
            return _tr("Cancellation")
        case _:
            assert_never(choice)


def shared_title(ask: SharedAsk, identities: Identities) -> str:
    """Say what was asked for as a line: "Sign: 25.00 QTK to Acme Treasury"."""
    match ask:
        case FoundGroup(founding):
            words = _tr("Found {name}").format(name=plain(founding.name))
        case UpdatePolicy():
            words = _tr("Change permissions")
        case UpdateLimits(scope):
            words = _tr("Change limits") if scope is LimitScope.IDENTITY else _tr("Change the family's limits")
        case ChangeSigners():
            words = _tr("Change signers")
        case DecideItem(choice=choice, title=title, by=by):
            verb = _choice_title(choice) if by is None else _tr("Deliver a signature")
            words = _titled(verb, title)
        case RetryItem(title=title):
            words = _titled(_tr("Carry out"), title)
        case CloseIdentity(sweep_to):
            words = _closing(sweep_to, identities)
        case AppointSuccessor():
            words = _tr("Appoint a successor")
        case ShareContact() | ApproveContact() | DropContact():
            words = _book_title(ask)
        case _:
            assert_never(ask)
    return words


def _closing(sweep_to: IdentityId | None, identities: Identities) -> str:
    if sweep_to is None:
        return _tr("Close")
    return _tr("Close, everything to {name}").format(name=called(identities, sweep_to))


def _book_title(ask: BookAsk) -> str:
    match ask:
        case ShareContact(name=name):
            return _tr("Propose the contact {name}").format(name=plain(name))
        case ApproveContact(contact):
            return _tr("Approve the contact {name}").format(name=plain(contact.name))
        case DropContact(contact):
            return _tr("Remove the contact {name}").format(name=plain(contact.name))
        case _:
            assert_never(ask)


def _choice_title(choice: Choice) -> str:
    match choice:
        case Choice.SIGN:
            return _tr("Sign")
        case Choice.REJECT:
            return _tr("Reject")
        case Choice.CANCEL:
            return _tr("Withdraw")
        case _:
            assert_never(choice)


def _titled(verb: str, title: str) -> str:
    return _tr("{verb}: {title}").format(verb=verb, title=plain(title)) if title else verb


def shared_verbs(ask: SharedAsk) -> tuple[str, str, str]:
    """Return what stands on the buttons that call an ask off, do it after all, and show where it leads."""
    match ask:
        case FoundGroup():
            verbs = _tr("Cancel founding"), _tr("Found after all"), _tr("Show group")
        case UpdatePolicy():
            verbs = _tr("Cancel new permissions"), _tr("Change permissions after all"), _tr("Show permissions")
        case UpdateLimits():
            verbs = _tr("Cancel new limits"), _tr("Change limits after all"), _tr("Show limits")
        case ChangeSigners():
            verbs = _tr("Cancel new signers"), _tr("Change signers after all"), _tr("Show members")
        case DecideItem(choice=choice):
            verbs = _choice_verbs(choice)
        case RetryItem():
            verbs = _tr("Don't carry it out"), _tr("Carry it out after all"), _tr("Open in the inbox")
        case CloseIdentity():
            verbs = _tr("Don't close it"), _tr("Close after all"), _tr("Show identity")
        case AppointSuccessor():
            verbs = _tr("Don't appoint it"), _tr("Appoint after all"), _tr("Show identity")
        case ShareContact() | ApproveContact() | DropContact():
            verbs = _book_verbs(ask)
        case _:
            assert_never(ask)
    return verbs


def _book_verbs(ask: BookAsk) -> tuple[str, str, str]:
    look = _tr("Show address book")
    match ask:
        case ShareContact():
            return _tr("Don't propose it"), _tr("Propose after all"), look
        case ApproveContact():
            return _tr("Don't approve it"), _tr("Approve after all"), look
        case DropContact():
            return _tr("Don't remove it"), _tr("Remove after all"), look
        case _:
            assert_never(ask)


def _choice_verbs(choice: Choice) -> tuple[str, str, str]:
    look = _tr("Open in the inbox")
    match choice:
        case Choice.SIGN:
            return _tr("Don't sign"), _tr("Sign after all"), look
        case Choice.REJECT:
            return _tr("Don't reject"), _tr("Reject after all"), look
        case Choice.CANCEL:
            return _tr("Don't withdraw it"), _tr("Withdraw after all"), look
        case _:
            assert_never(choice)
