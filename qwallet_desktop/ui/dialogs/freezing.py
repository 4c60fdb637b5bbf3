"""Who may freeze and unfreeze an identity from this desktop, in words, and the form that freezes it."""

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.permissions import Action, may, may_unfreeze
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import LONGEST_MEMO, parse_memo
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select


def _tr(text: str) -> str:
    return QCoreApplication.translate("Freezing", text)


def _either(identity: Identity) -> tuple[IdentityId, ...]:
    return (identity.id,) if identity.owner is None else (identity.id, identity.owner)


def freezers(identity: Identity, held: Collection[IdentityId]) -> tuple[IdentityId, ...]:
    """Return who of those held here may freeze an identity: itself first, then its owner."""
    return tuple(did for did in _either(identity) if did in held and may((did,), Action.FREEZE, identity))


def lifters(identity: Identity) -> tuple[IdentityId, ...]:
    """Return who may lift the freeze of an identity, held here or not."""
    by = identity.frozen_by
    asked = _either(identity) if by is None or by in _either(identity) else (*_either(identity), by)
    return tuple(did for did in asked if may_unfreeze(did, identity))


def lifting_sentence(identity: Identity, identities: Identities) -> str:
    """Say who may lift the freeze that an identity is under."""
    names = [called(identities, did) for did in lifters(identity)]
    if len(names) == 1:
        return _tr("Only {name} may lift this.").format(name=names[0])
    return _tr("{name} or its owner {owner} may lift this.").format(name=names[0], owner=names[-1])


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
    """What freezing means, who signs it where there is a choice, and why it is done."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._identity: Identity | None = None
        self._identities = Identities()
        self._meaning = PlainText("", wrap=True)
        self._after = PlainText("", "muted", wrap=True)
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        self._signer_field = FormField(self.tr("Signed by"), self.signer)
        self.reason = TextArea(self.tr("For example: the laptop with its key is lost"), lines=2)
        help_text = self.tr("Everyone who may see this identity can read it.")
        self.reason_field = FormField(self.tr("Reason"), self.reason, help_text)
        stack = column(self, spacing=16)
        for widget in (self._meaning, self._signer_field, self.reason_field, self._after):
            stack.addWidget(widget)
        self.signer.currentIndexChanged.connect(lambda _index: self._explain())
        self.reason.textChanged.connect(lambda: self.reason_field.set_error(""))

    def set_identity(self, identity: Identity, identities: Identities, held: Collection[IdentityId]) -> None:
        """Show whom it is about and who could sign."""
        self._identity, self._identities = identity, identities
        words = self.tr("While {name} is frozen it can't pay, and payments to it are refused. Its balances stay.")
        self._meaning.set_text(words.format(name=plain(identity.name)))
        options = [(did, called(identities, did)) for did in freezers(identity, held)]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            self.signer.set_options(options)
        self._signer_field.setVisible(len(options) > 1)
        self._explain()

    def actor(self) -> IdentityId | None:
        """Return who is to sign; None if nobody here may."""
        return IdentityId(self.signer.current()) if self.signer.current() else None

    def _explain(self) -> None:
        identity, actor = self._identity, self.actor()
        if identity is None or actor is None:
            return
        if actor == identity.owner:
            words = self.tr("Only {owner} can lift it again.").format(owner=called(self._identities, actor))
        elif identity.owner is not None:
            owner = called(self._identities, identity.owner)
            words = self.tr("It can lift this itself, and so can its owner {owner}.").format(owner=owner)
        else:
            words = self.tr("It can lift this itself, with its own key.")
        self._after.set_text(words)
