"""The details of an identity: name, DID, state, its family in words, and what can be done about it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityStatus, clean_text
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.family import Kin
from qwallet_desktop.ui.people import called, person
from qwallet_desktop.ui.widgets.avatar import Avatar
from qwallet_desktop.ui.widgets.buttons import LinkButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip, TypeChip
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.id_label import CopyButton
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.qr import QrView
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.widgets.wrapped_text import WrappedText
from qwallet_desktop.ui.wording import status_word, type_sentence, type_word

_LONGEST_LINK: Final = 40


class Deed(QWidget):
    """One thing that can be done about an identity: what it means, and its button."""

    def __init__(self, sentence: str, verb: str, icon: str, on_click: Callable[[], object]) -> None:
        super().__init__()
        self.button = SecondaryButton(verb, on_click, icon=icon)
        self.words = PlainText(sentence, "muted", wrap=True)
        line = row(self, spacing=12)
        line.addWidget(self.words, 1)
        line.addWidget(self.button)


class IdentityDetails(QWidget):
    """Shows an identity; what is done about it is handed in as callbacks.

    Args:
        open_other: Called with an identity of its family that is clicked.
    """

    def __init__(self, open_other: Callable[[IdentityId], object]) -> None:
        super().__init__()
        self._open_other = open_other
        self._did_shown = IdentityId("")
        self._avatar, self._type, self._status = Avatar(40), TypeChip(), StatusChip()
        self._kind = PlainText("", "muted", wrap=True)
        self.frozen = Banner("", "caution", "snowflake")
        self.unfreeze = SecondaryButton(self.tr("Unfreeze…"), None)
        self.name = TextField()
        self._did, self._copy = WrappedText(self.tr("DID")), CopyButton()
        self.show_code = LinkButton(self.tr("Show QR code"), self._toggle_code)
        self.code = QrView(180)
        self._facts = KeyValueGrid()
        self._rule = Rule()
        self._deeds = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        chips, words, head = row(spacing=8), column(spacing=4), row(spacing=12)
        chips.addWidget(self._type)
        chips.addWidget(self._status)
        chips.addStretch(1)
        words.addLayout(chips)
        words.addWidget(self._kind)
        head.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self.frozen.add_action(self.unfreeze)
        self.name_field = FormField(self.tr("Name"), self.name, self.tr("Only you, and its owner, can see it."))
        did = FormField(self.tr("DID"), self._did)
        did.add_corner(self.show_code)
        did.add_corner(self._copy)
        self.code.hide()
        self._deed_stack = column(self._deeds, spacing=12)
        stack = column(self, spacing=16)
        stack.addLayout(head)
        for part in (self.frozen, self.name_field, did, self.code, self._facts, self._rule, self._deeds):
            stack.addWidget(part)
        stack.setAlignment(self.code, Qt.AlignmentFlag.AlignHCenter)

    def add_deed(self, deed: Deed) -> Deed:
        """Put something that can be done under what is there."""
        self._deed_stack.addWidget(deed)
        return deed

    def show_deeds(self, *, shown: bool) -> None:
        """Show what can be done, where there is anything."""
        self._rule.setVisible(shown)
        self._deeds.setVisible(shown)

    def show_identity(self, identity: Identity, identities: Identities, before: Identity | None, *, ours: bool) -> None:
        """Show who it is; `ours` where this desktop can rename it."""
        who = person(identities, identity.id)
        self._did_shown = identity.id
        self._avatar.set_identity(identity.id, max(who.colour, 0), identity.type.value, identity.name)
        self._type.set_type(type_word(identity.type), who.colour if who.ours else None)
        if before is None or clean_text(self.name.text()) == before.name:
            self.name.set_text(identity.name)
        self.name.setReadOnly(not ours)
        group = identity.type in GROUP_TYPES
        only = self.tr("Only you, and its owner, can see it.")
        if identity.guardian is not None:
            only = self.tr("Only you, its owner and its guardian can see it.")
        self.name_field.set_help(self.tr("All of its members see it.") if group else only)
        self._did.set_text(identity.id)
        self._copy.set_value(identity.id)
        owned = self.tr("Pays with its own key; {owner} can read and freeze it.")
        owner = identity.owner
        plain_words = type_sentence(identity.type)
        has_owner = owner is not None and identity.guardian is None
        self._kind.set_text(owned.format(owner=called(identities, owner)) if owner and has_owner else plain_words)

    def show_family(self, identity: Identity, identities: Identities, family: tuple[Kin, ...]) -> None:
        """Show in words who stands above, below and beside it, each to be opened."""
        self._facts.clear()
        if identity.owner is None and identity.type not in GROUP_TYPES:
            self._facts.add_row(self.tr("Belongs to"), self.tr("Nobody: it is independent"))
        for line in family:
            self._facts.add_widget(line.label, self._links(line, identities))
        if identity.can_issue:
            self._facts.add_row(self.tr("May"), self.tr("Issue tokens"))
        self._facts.add_row(self.tr("Created"), absolute_time(identity.created_at))

    def _links(self, line: Kin, identities: Identities) -> QWidget:
        holder = FlowRow(spacing=8)
        for did, said in line.others:
            name = _short(called(identities, did))
            if did not in identities.known:
                holder.add(PlainText(name, selectable=True))
                continue
            holder.add(LinkButton(name, partial(self._open_other, did)))
            if said:
                holder.add(PlainText(said, "muted"))
        return holder

    def show_state(self, identity: Identity, frozen_words: str, *, liftable: bool) -> None:
        """Show whether it is frozen or closed, and who may lift that."""
        frozen = identity.status is IdentityStatus.FROZEN
        active = identity.status is IdentityStatus.ACTIVE
        icon = "check" if active else ("snowflake" if frozen else "cross")
        self._status.set_status(status_word(identity.status), "positive" if active else "caution", icon)
        self.frozen.setVisible(frozen)
        if frozen:
            self.frozen.set_banner(frozen_words, "caution", "snowflake")
        self.unfreeze.setVisible(frozen and liftable)

    def _toggle_code(self) -> None:
        shown = self.code.isHidden()
        if shown:
            self.code.set_text(self._did_shown, self.tr("QR code of the DID"))
        self.code.setVisible(shown)
        self.show_code.set_text(self.tr("Hide QR code") if shown else self.tr("Show QR code"))


def _short(name: str) -> str:
    """Return a name that fits on a line of its own."""
    return name if len(name) <= _LONGEST_LINK else f"{name[: _LONGEST_LINK - 1].rstrip()}…"
