"""One identity: its name, DID, owner and state, and how to rename, freeze and unfreeze it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus, clean_text, parse_name
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.asks import RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import IdentitySheet
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.freezing import (
    FreezeForm,
    freezers,
    frozen_sentence,
    lifters,
    lifting_sentence,
    parse_reason,
)
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.people import called, person
from qwallet_desktop.ui.widgets.avatar import Avatar
from qwallet_desktop.ui.widgets.buttons import LinkButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip, TypeChip
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.id_label import CopyButton
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.qr import QrView
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.widgets.wrapped_text import WrappedText
from qwallet_desktop.ui.wording import status_word, type_sentence, type_word


@dataclass(frozen=True, slots=True)
class View:
    """The identity, those around it, and whose keys are on this computer."""

    identity: Identity | None = None
    identities: Identities = Identities()
    held: tuple[IdentityId, ...] = ()
    asked: Asked = Asked()


def select(state: State) -> View:
    """Return what the sheet shows; without this sheet open, nothing."""
    sheet = state.navigation.sheet
    if not isinstance(sheet, IdentitySheet):
        return View()
    identities = state.identities
    return View(identities.known.get(sheet.identity_id), identities, state.lock.held, asked_on_sheet(state))


class IdentityDialog(OperationSheet):
    """Two faces: the details with *Rename*, and the question whether to freeze."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=520)
        self._view = View()
        self._freezing = False
        self._avatar, self._type, self._status = Avatar(40), TypeChip(), StatusChip()
        self._kind = PlainText("", "muted", wrap=True)
        self._frozen = Banner("", "caution", "snowflake")
        self.unfreeze = SecondaryButton(self.tr("Unfreeze"), self._unfreeze)
        self.name = TextField()
        self._did, self._copy = WrappedText(self.tr("DID")), CopyButton()
        self.show_code = LinkButton(self.tr("Show QR code"), self._toggle_code)
        self._code = QrView(180)
        self._facts = KeyValueGrid()
        self.freeze = SecondaryButton(self.tr("Freeze…"), self._ask_to_freeze, icon="snowflake")
        self._freeze_line = QWidget()
        self.form = FreezeForm()
        self._details = QWidget()
        self._lay_out()
        self.name.textChanged.connect(lambda _text: self._name_edited())
        self.know_field("name", self._name_field)
        self.know_field("reason", self.form.reason_field)
        self._show_face(freezing=False)

    def _lay_out(self) -> None:
        chips, words, head = row(spacing=8), column(spacing=4), row(spacing=12)
        chips.addWidget(self._type)
        chips.addWidget(self._status)
        chips.addStretch(1)
        words.addLayout(chips)
        words.addWidget(self._kind)
        head.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._frozen.add_action(self.unfreeze)
        self._name_field = FormField(self.tr("Name"), self.name, self.tr("Only you, and its owner, can see it."))
        did = FormField(self.tr("DID"), self._did)
        did.add_corner(self.show_code)
        did.add_corner(self._copy)
        self._code.hide()
        line = row(self._freeze_line, spacing=12)
        line.addWidget(
            PlainText(self.tr("Stops its payments, in and out, until the freeze is lifted."), "muted", wrap=True), 1
        )
        line.addWidget(self.freeze)
        stack = column(self._details, spacing=16)
        stack.addLayout(head)
        self._rule = Rule()
        parts: tuple[QWidget, ...] = (self._frozen, self._name_field, did, self._code, self._facts, self._rule)
        for part in (*parts, self._freeze_line):
            stack.addWidget(part)
        stack.setAlignment(self._code, Qt.AlignmentFlag.AlignHCenter)
        for face in (self._details, self.form, self.fault):
            self.add(face)

    def draw(self, view: View) -> None:
        """Draw the identity and what became of what was asked for."""
        before, self._view = self._view, view
        identity = view.identity
        if identity is None:
            return
        if identity != before.identity or view.identities is not before.identities:
            self._show_identity(identity, before.identity)
        self._show_state(identity)
        self.form.set_identity(identity, view.identities, view.held)
        self._show_face(freezing=self._freezing and identity.status is IdentityStatus.ACTIVE)
        self.show_asked(view.asked)

    def submit(self) -> None:
        """Rename, or freeze where that was asked."""
        identity = self._view.identity
        if identity is None:
            return
        if self._freezing:
            self._freeze(identity)
            return
        name = self.checked("name", lambda: parse_name(self.name.text()))
        if name is not None:
            self.ask(identity.id, RenameIdentity(name))

    def may_submit(self) -> bool:
        """Tell whether there is another name to give, or somebody to freeze."""
        identity = self._view.identity
        renames = identity is not None and identity.id in self._view.held and self.name.text() != identity.name
        return self._freezing or renames

    def dismiss(self) -> None:
        """Go back from the question to the details, else close."""
        if self._freezing and not self.waits():
            self._show_face(freezing=False)
            self.freeze.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().dismiss()

    def _show_identity(self, identity: Identity, before: Identity | None) -> None:
        who = person(self._view.identities, identity.id)
        self._avatar.set_identity(identity.id, max(who.colour, 0), identity.type.value, identity.name)
        self._type.set_type(type_word(identity.type), who.colour if who.ours else None)
        if before is None or clean_text(self.name.text()) == before.name:
            self.name.set_text(identity.name)
        self.name.setReadOnly(identity.id not in self._view.held)
        self._did.set_text(identity.id)
        self._copy.set_value(identity.id)
        self._facts.clear()
        owner = identity.owner
        words = self.tr("Nobody: it is independent") if owner is None else called(self._view.identities, owner)
        owned = self.tr("Pays with its own key; {owner} can read and freeze it.")
        self._kind.set_text(type_sentence(identity.type) if owner is None else owned.format(owner=words))
        self._facts.add_row(self.tr("Belongs to"), words)
        if identity.can_issue:
            self._facts.add_row(self.tr("May"), self.tr("Issue tokens"))
        self._facts.add_row(self.tr("Created"), absolute_time(identity.created_at))

    def _show_state(self, identity: Identity) -> None:
        view = self._view
        frozen = identity.status is IdentityStatus.FROZEN
        active = identity.status is IdentityStatus.ACTIVE
        icon = "check" if active else ("snowflake" if frozen else "cross")
        self._status.set_status(status_word(identity.status), "positive" if active else "caution", icon)
        self._frozen.setVisible(frozen)
        if frozen:
            words = f"{frozen_sentence(identity, view.identities)} {lifting_sentence(identity, view.identities)}"
            self._frozen.set_banner(words, "caution", "snowflake")
        self.unfreeze.setVisible(frozen and self._lifter(identity) is not None)
        may_freeze = active and bool(freezers(identity, view.held))
        self._rule.setVisible(may_freeze)
        self._freeze_line.setVisible(may_freeze)

    def _lifter(self, identity: Identity) -> IdentityId | None:
        """Return who of those here lifts the freeze: the active identity if it may."""
        here = [did for did in lifters(identity) if did in self._view.held]
        return self._view.identities.active if self._view.identities.active in here else next(iter(here), None)

    def _ask_to_freeze(self) -> None:
        self._show_face(freezing=True)
        self.form.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_face(self, *, freezing: bool) -> None:
        if freezing != self._freezing:
            self.clear_problems()
        self._freezing = freezing
        self._details.setVisible(not freezing)
        self.form.setVisible(freezing)
        self.set_dangerous(freezing)
        name = plain(self._view.identity.name) if self._view.identity is not None else ""
        self.set_title(self.tr("Freeze {name}?").format(name=name) if freezing else name)
        self.set_verb(self.tr("Freeze") if freezing else self.tr("Rename"))
        self.set_cancel(self.tr("Back") if freezing else self.tr("Close"))
        self.allow_verb()

    def _freeze(self, identity: Identity) -> None:
        reason = self.checked("reason", lambda: parse_reason(self.form.reason.toPlainText()))
        actor = self.form.actor()
        if reason is None or actor is None:
            return
        status = IdentityStatus.FROZEN
        self.ask(actor, SetIdentityStatus(identity.id, status, reason))

    def _unfreeze(self) -> None:
        identity = self._view.identity
        actor = self._lifter(identity) if identity is not None else None
        if identity is None or actor is None:
            return
        status = IdentityStatus.ACTIVE
        self.ask(actor, SetIdentityStatus(identity.id, status, ""))

    def _name_edited(self) -> None:
        self._name_field.set_error("")
        self.allow_verb()

    def _toggle_code(self) -> None:
        shown = self._code.isHidden()
        if shown and self._view.identity is not None:
            self._code.set_text(self._view.identity.id, self.tr("QR code of the DID"))
        self._code.setVisible(shown)
        self.show_code.set_text(self.tr("Hide QR code") if shown else self.tr("Show QR code"))
