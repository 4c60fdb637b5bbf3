"""Who may freeze and unfreeze an identity from this desktop, in words, and the form that freezes it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.approvers import approvers_of
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import PLAIN
from qwallet_desktop.domain.permissions import may_unfreeze
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import LONGEST_MEMO, parse_memo
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.item_terms import names_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select


def _tr(text: str) -> str:
    return QCoreApplication.translate("Freezing", text)


def _near(identity: Identity) -> tuple[IdentityId, ...]:
    """Return the identity and who stands by it: its owner and its guardian."""
    return tuple(did for did in dict.fromkeys((identity.id, identity.owner, identity.guardian)) if did is not None)


def lifters(identity: Identity) -> tuple[IdentityId, ...]:
    """Return who may lift the freeze of a single holder alone, its key here or not."""
    near, by = _near(identity), identity.frozen_by
    asked = near if by is None or by in near else (*near, by)
    return tuple(did for did in asked if may_unfreeze(did, identity))


def lifting_sentence(identity: Identity, identities: Identities, charter: Charter | None = None) -> str:
    """Say who may lift the freeze that an identity is under."""
    if identity.type in GROUP_TYPES:
        return _group_lifting(identity, charter)
    names = [called(identities, did) for did in lifters(identity)]
    if len(names) == 1:
        return _tr("Only {name} may lift this.").format(name=names[0])
    owner = None if identity.owner is None else called(identities, identity.owner)
    if names[1:] == [owner]:
        return _tr("{name} or its owner {owner} may lift this.").format(name=names[0], owner=names[-1])
    return _tr("{names} or {last} may lift this.").format(names=", ".join(names[:-1]), last=names[-1])


def _group_lifting(identity: Identity, charter: Charter | None) -> str:
    if identity.type is IdentityType.DAO:
        return _tr("Its members decide by vote about the end of a freeze, and votes come with a later version.")
    if charter is None:
        return _tr("Half of its admins may lift this together.")
    needed = approvers_of(identity, charter, admins=True)
    if needed.required == 1:
        return _tr("Any one of its admins may lift this.")
    words = _tr("{needed} of its {admins} admins lift this together, each by a signature.")
    return words.format(needed=needed.required, admins=len(needed.approvers))


def frozen_sentence(identity: Identity, identities: Identities) -> str:
    """Say that an identity is frozen, by whom and why."""
    reason = plain(identity.reason)
    if identity.frozen_by in (None, identity.id):
        words = _tr("Frozen by itself: “{reason}”.") if reason else _tr("Frozen by itself.")
        return words.format(reason=reason)
    name = called(identities, identity.frozen_by or identity.id)
    words = _tr("Frozen by {name}: “{reason}”.") if reason else _tr("Frozen by {name}.")
    return words.format(name=name, reason=reason)


def parse_reason(text: str) -> str:
    """Read why an identity is frozen: 1 to 280 visible characters.

    Raises:
        Refused: MEMO_INVALID at "reason".
    """
    reason = parse_memo(text, at="reason")
    if not reason:
        raise refuse(Code.MEMO_INVALID, at="reason", longest=str(LONGEST_MEMO))
    return reason


class FreezeForm(QWidget):
    """What freezing means, or the end of it; who signs it where there is a choice, and why it is done."""

    def __init__(self, *, lifts: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lifts, self._asks = lifts, False
        self._identity: Identity | None = None
        self._identities = Identities()
        self._charter: Charter | None = None
        self._meaning = PlainText("", wrap=True)
        self._after = PlainText("", "muted", wrap=True)
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        self._signer_field = FormField(self.tr("Signed by"), self.signer)
        example = self.tr("For example: the laptop was found") if lifts else self.tr("For example: the laptop is lost")
        self.reason = TextArea(example, lines=2)
        help_text = self.tr("Everyone who may see this identity can read it.")
        self.reason_field = FormField(self.tr("Reason"), self.reason, help_text)
        stack = column(self, spacing=16)
        for widget in (self._meaning, self._signer_field, self.reason_field, self._after):
            stack.addWidget(widget)
        self.signer.currentIndexChanged.connect(lambda _index: self._explain())
        self.reason.textChanged.connect(lambda: self.reason_field.set_error(""))

    def set_asks(self, *, asks: bool) -> None:
        """Say that those who sign here can only ask its admins for a freeze."""
        self._asks = asks

    def set_identity(
        self, identity: Identity, identities: Identities, signing: Sequence[IdentityId], charter: Charter | None
    ) -> None:
        """Show whom it is about and who could sign."""
        self._identity, self._identities, self._charter = identity, identities, charter
        name = plain(identity.name)
        if self._lifts:
            words = self.tr("{name} can pay and be paid again, within its limits and permissions.")
        else:
            words = self.tr("While {name} is frozen it can't pay, and payments to it are refused. Its balances stay.")
        self._meaning.set_text(self._asking_words(name) if self._asks else words.format(name=name))
        options = [(did, called(identities, did)) for did in signing]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            self.signer.set_options(options)
        self._signer_field.setVisible(len(options) > 1)
        self._explain()

    def _asking_words(self, name: str) -> str:
        """Say what comes of asking for a freeze."""
        words = self.tr(
            "An admin of {name} must agree first: until one has signed, it pays and is paid as before. "
            "{admins} can agree to it in the inbox."
        )
        admins = () if self._charter is None else self._charter.admins
        names = names_words(admins, self._identities, PLAIN) or self.tr("Its admins")
        return words.format(name=name, admins=names)

    def actor(self) -> IdentityId | None:
        """Return who is to sign; None if nobody here may."""
        return IdentityId(self.signer.current()) if self.signer.current() else None

    def parsed_reason(self) -> str:
        """Return the reason; only lifting a single holder's freeze needs none.

        Raises:
            Refused: MEMO_INVALID at "reason".
        """
        text = self.reason.toPlainText()
        group = self._identity is not None and self._identity.type in GROUP_TYPES
        if self._lifts and not group:
            return parse_memo(text, at="reason")
        return parse_reason(text)

    def after(self) -> str:
        """Return what is said about the end of the freeze."""
        return self._after.text()

    def _explain(self) -> None:
        identity, actor = self._identity, self.actor()
        if identity is None or actor is None:
            return
        self._after.set_text(self._lifting(identity) if self._lifts else self._freezing(identity, actor))

    def _lifting(self, identity: Identity) -> str:
        if identity.type not in GROUP_TYPES:
            return ""
        words = lifting_sentence(identity, self._identities, self._charter)
        needed = approvers_of(identity, self._charter, admins=True).required if self._charter else 1
        if needed == 1:
            return words
        return words + " " + self.tr("Yours is the first; the others find it in their inbox.")

    def _freezing(self, identity: Identity, actor: IdentityId) -> str:
        if identity.type in GROUP_TYPES:
            return lifting_sentence(identity, self._identities, self._charter)
        if actor == identity.owner:
            return self.tr("Only {owner} can lift it again.").format(owner=called(self._identities, actor))
        above = [did for did in (identity.owner, identity.guardian) if did is not None]
        if actor == identity.guardian or len(set(above)) > 1:
            names = [called(self._identities, did) for did in dict.fromkeys((actor, *above))]
            words = self.tr("{names} can lift it again.")
            return words.format(names=", ".join(names))
        if identity.owner is not None:
            owner = called(self._identities, identity.owner)
            return self.tr("It can lift this itself, and so can its owner {owner}.").format(owner=owner)
        if identity.guardian is not None:
            guardian = called(self._identities, identity.guardian)
            return self.tr("It can lift this itself, and so can its guardian {guardian}.").format(guardian=guardian)
        return self.tr("It can lift this itself, with its own key.")
