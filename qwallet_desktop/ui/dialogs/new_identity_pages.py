"""The last pages of *New identity*: the last look at what will be made, and what to do when it is."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import joining
from qwallet_desktop.domain.groups import Charter, Founding, Member
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.messages import message_hash
from qwallet_desktop.state.asks import FoundGroup
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, ShowItem, Tab
from qwallet_desktop.ui.charter_words import CharterTerms, above_lines
from qwallet_desktop.ui.dialogs.identity_kinds import NewKind, kind_words
from qwallet_desktop.ui.item_terms import names_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.role_words import roles_words, threshold_words
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import type_word


class Single(NamedTuple):
    """A single holder that is to be made; `token` is the symbol of an AID's one token."""

    kind: NewKind
    name: str
    owner: IdentityId | None
    guardian: IdentityId | None
    token: str = ""


class LookPage(QWidget):
    """What will be made, line by line, and who signs that."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = KeyValueGrid()
        self._after = PlainText("", "muted", wrap=True)
        stack = column(self, spacing=16)
        stack.addWidget(self._facts)
        stack.addWidget(self._after)

    def show_single(self, single: Single, identities: Identities) -> None:
        """Show a single holder."""
        self._facts.clear()
        self._facts.add_row(self.tr("Kind"), kind_words(single.kind).name)
        self._facts.add_row(self.tr("Name"), plain(single.name))
        signs = [plain(single.name)]
        if single.guardian is not None:
            self._facts.add_row(self.tr("Guardian"), called(identities, single.guardian))
            signs.append(called(identities, single.guardian))
        if single.kind in {NewKind.SUB, NewKind.GUARDED}:
            nobody = self.tr("Nobody")
            self._facts.add_row(self.tr("Belongs to"), called(identities, single.owner) if single.owner else nobody)
        if single.owner is not None:
            signs.append(called(identities, single.owner))
        if single.kind is NewKind.AID:
            self._facts.add_row(self.tr("Token"), single.token)
            self._facts.add_row(self.tr("Key"), self.tr("Random, in memory only: gone when Qwallet ends"))
            self._after.set_text(self.tr("Nothing of it is written on this computer, and nothing can bring it back."))
            return
        self._facts.add_row(self.tr("Key"), self.tr("A new one from your 24 words, which restore it too"))
        if len(signs) > 1:
            self._facts.add_row(self.tr("Signed by"), ", ".join(dict.fromkeys(signs)))
        self._after.set_text(self.tr("The type of an identity can't be changed later; its name can."))

    def show_founding(self, ask: FoundGroup, terms: CharterTerms) -> None:
        """Show what a group is founded by, and what those who are invited are asked to agree to."""
        self._facts.clear()
        founding, charter = ask.founding, ask.invited or ask.founding.charter
        self._facts.add_row(self.tr("Kind"), type_word(founding.type))
        self._facts.add_row(self.tr("Name"), plain(founding.name))
        absent = frozenset(one.identity_id for one in charter.members) - {
            one.identity_id for one in founding.charter.members
        }
        lines = [_said_of(one, founding.type, terms, invited=one.identity_id in absent) for one in charter.members]
        self._facts.add_row(self.tr("Members"), "\n".join(lines))
        self._facts.add_row(self.tr("Decides"), threshold_words(charter))
        if charter.amount_thresholds:
            self._facts.add_row(self.tr("Larger payments"), "\n".join(above_lines(charter, terms)))
        counts = self.tr("Counts, if it is a signer") if charter.initiator_counts else self.tr("Does not count")
        self._facts.add_row(self.tr("Who asks"), counts)
        self._facts.add_row(self.tr("Expiry"), self.tr("{hours} hours").format(hours=charter.expiry_hours))
        if ask.invited is not None:
            self._facts.add_row(self.tr("Until they join"), _at_first(founding.charter, terms))
        names = [terms.name(one) for one in founding.required_signers]
        self._facts.add_row(self.tr("Signed by"), ", ".join(names))
        self._facts.add_row(self.tr("Hash"), message_hash(founding.message()), kind="id")
        words = self.tr(
            "Each of them signs this document with its key. The group's DID is made of it, so that nobody can go "
            "round its rules."
        )
        self._after.set_text(words if ask.invited is None else self._invites(ask.invited, founding, terms))

    def _invites(self, invited: Charter, founding: Founding, terms: CharterTerms) -> str:
        """Say in which steps a group comes about that some have yet to join."""
        names = names_words(joining(founding.charter, invited), terms.identities, terms.numbers)
        words = self.tr(
            "It is founded now by those whose keys are on this computer. Right after, {founder} asks {names} to join: "
            "they find that in their inbox, or sign it from a file. Until all of them have signed, none of them "
            "belongs to it."
        )
        return words.format(founder=terms.name(founding.founder), names=names)


def _at_first(charter: Charter, terms: CharterTerms) -> str:
    """Say who decides while others have yet to join."""
    names = names_words(charter.signers, terms.identities, terms.numbers)
    words = QCoreApplication.translate("NewIdentity", "{these}: {names}")
    return words.format(these=threshold_words(charter), names=names)


def _said_of(member: Member, kind: IdentityType, terms: CharterTerms, *, invited: bool) -> str:
    def tr(text: str) -> str:
        return QCoreApplication.translate("NewIdentity", text)

    said = f"{terms.name(member.identity_id)}: {roles_words(member.roles)}"
    if kind is IdentityType.DAO:
        return tr("{roles} · weight {weight}").format(roles=said, weight=member.weight)
    return tr("{roles} · invited").format(roles=said) if invited else said


class Next(NamedTuple):
    """The one next step: the verb on the button, a sentence, and where it leads."""

    verb: str
    sentence: str
    to: GoTo | ShowItem | OpenSheet


def next_step(kind: NewKind) -> Next:
    """Return the one next step after an identity of this kind was made."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("NewIdentity", text)

    match kind:
        case NewKind.GUARDED:
            words = tr("It can receive now. To ask for payments it needs a daily limit for their token first.")
            return Next(tr("Set its limits"), words, GoTo(Page.WALLET, Tab.LIMITS))
        case NewKind.ENTERPRISE:
            words = tr("It has no key of its own: its members sign for it. Look at what was founded, and at its hash.")
            return Next(tr("Show its members"), words, GoTo(Page.WALLET, Tab.MEMBERS))
        case NewKind.DAO:
            words = tr("It can receive now; votes come with a later version. Look at its members and their weights.")
            return Next(tr("Show its members"), words, GoTo(Page.WALLET, Tab.MEMBERS))
        case _:
            words = tr("It can be paid now: show its DID to whoever is to pay it.")
            return Next(tr("Show its DID"), words, GoTo(Page.WALLET, Tab.RECEIVE))
