"""How far an entry of a group's address book is, in words."""

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.addressbook import ContactState, SharedContact
from qwallet_desktop.ui.models.book_model import BookRow


def _tr(text: str) -> str:
    return QCoreApplication.translate("AddressBook", text)


def shared_row(shared: SharedContact, *, vouched: bool) -> BookRow:
    """Return an entry with its state; what the node calls approved and no ADMIN signed looks like a fault."""
    contact = shared.contact
    if shared.state is not ContactState.APPROVED:
        return BookRow(contact, _tr("Proposed"), "caution", "clock")
    if vouched:
        return BookRow(contact, _tr("Approved"), "positive", "check")
    return BookRow(contact, _tr("Not signed"), "danger", "warning")


def shared_sentence(shared: SharedContact, proposer: str, decider: str, *, vouched: bool) -> str:
    """Say who proposed an entry and who approved it."""
    if shared.state is not ContactState.APPROVED:
        words = _tr("Proposed by {proposer}. It is a name to go by once an admin of the group has signed it.")
    elif vouched:
        words = _tr("Proposed by {proposer}, approved by {decider}, whose signature was checked here.")
    else:
        words = _tr("The node says that {decider} approved this, but no admin's signature fits. Don't go by it.")
    return words.format(proposer=proposer, decider=decider)
