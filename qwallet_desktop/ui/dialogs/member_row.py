"""One member in the form of a new group: who it is, its roles, and what it weighs in a DAO's votes."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.groups import Member, Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.ui.role_words import role_sentence, role_word
from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import row, set_look
from qwallet_desktop.ui.widgets.toggles import CheckBox, Select

OTHER: Final = "other"
"""The option for somebody whose DID is pasted."""

_ORDER: Final = (Role.INITIATOR, Role.SIGNER, Role.ADMIN, Role.AUDITOR, Role.VIEWER)


class MemberRow(Card):
    """A member as it is being entered; problems are said under it.

    Args:
        number: Which one it is, from 1.
        on_change: Called when anything about it is another.
        on_remove: Called with this row to take it away.
    """

    def __init__(
        self, number: int, on_change: Callable[[], object], on_remove: Callable[["MemberRow"], object]
    ) -> None:
        super().__init__(margin=12)
        set_look(self, look="well")
        self._on_change = on_change
        self.who = Select(self.tr("Member"))
        self.who.give_way()
        self.did = TextField(self.tr("did:key:…"), mono=True)
        self.weight = TextField("1")
        self.weight.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._weight_name = PlainText(self.tr("Weight"), "muted")
        self.remove = IconButton("minus", "", lambda: on_remove(self), small=True)
        self._joining = StatusChip(self.tr("Invited: joins when it signs"), "accent", "clock")
        self._joining.hide()
        self.roles = {role: CheckBox(role_word(role)) for role in _ORDER}
        self._field = FormField("", self.who)
        self._lay_out()
        self.set_number(number)
        self.who.currentIndexChanged.connect(lambda _index: self._changed())
        self.did.textChanged.connect(lambda _text: self._changed())
        self.weight.textChanged.connect(lambda _text: self._changed())
        for role, box in self.roles.items():
            box.setToolTip(role_sentence(role))
            box.toggled.connect(lambda _on: self._changed())

    def _lay_out(self) -> None:
        self._field.add_corner(self._weight_name)
        self._field.add_corner(self.weight)
        self._field.add_corner(self.remove)
        chips = FlowRow(spacing=12)
        for box in self.roles.values():
            chips.add(box)
        self.did.hide()
        holder = QWidget()
        line = row(holder, spacing=8)
        line.addWidget(self.did, 1)
        self.add(self._field)
        self.add(holder)
        self.add(chips)
        self.body.addWidget(self._joining, 0, Qt.AlignmentFlag.AlignLeft)
        self._holder = holder
        holder.hide()
        self.weight.setMaximumWidth(96)

    def set_number(self, number: int) -> None:
        """Say which one it is, so that each control has a name of its own."""
        self._field.set_label(self.tr("Member {number}").format(number=number))
        self.who.setAccessibleName(self.tr("Member {number}").format(number=number))
        self.did.setAccessibleName(self.tr("DID of member {number}").format(number=number))
        self.weight.setAccessibleName(self.tr("Weight of member {number}").format(number=number))
        self.remove.set_name(self.tr("Remove member {number}").format(number=number))
        for role, box in self.roles.items():
            box.setAccessibleName(self.tr("Member {number}: {role}").format(number=number, role=role_word(role)))

    def offer(self, people: Sequence[tuple[IdentityId, str]]) -> None:
        """Offer those who are known here, and somebody else."""
        choose = [("", self.tr("Choose a member…"))]
        others = [(OTHER, self.tr("Somebody else, by DID…"))]
        options = [*choose, *((did, plain(name)) for did, name in people), *others]
        if options != self._offered:
            self._offered = options
            self.who.set_options(options)

    _offered: Sequence[tuple[str, str]] = ()

    def choose(self, did: IdentityId, roles: Sequence[Role] = (), weight: int = 1) -> None:
        """Enter somebody: one who is offered, or else by DID."""
        offered = not did or self.who.findData(did) >= 0
        self.who.set_current(did if offered else OTHER)
        if not offered:
            self.did.set_text(did)
        for role in roles:
            self.roles[role].setChecked(True)
        self.weight.set_text(str(weight))

    def entered(self) -> IdentityId | None:
        """Return who is chosen, or whose DID is typed; None while that is nobody."""
        if self.who.current() != OTHER:
            return IdentityId(self.who.current()) if self.who.current() else None
        try:
            return parse_did(self.did.text())
        except Refused:
            return None

    def show_joining(self, *, shown: bool) -> None:
        """Say that the member has to sign before it is a signer or an admin."""
        self._joining.setVisible(shown)

    def is_joining(self) -> bool:
        """Tell whether that is said."""
        return not self._joining.isHidden()

    def show_weight(self, *, shown: bool) -> None:
        """Show what the member weighs, where that counts."""
        self._weight_name.setVisible(shown)
        self.weight.setVisible(shown)

    def set_removable(self, *, removable: bool) -> None:
        """Allow to take it away."""
        self.remove.setEnabled(removable)

    def chosen_roles(self) -> tuple[Role, ...]:
        """Return the roles that are marked, in the order of `Role`."""
        return tuple(role for role in Role if self.roles[role].isChecked())

    def parse(self, at: str) -> Member:
        """Read the member.

        Args:
            at: The name of this row, for problems.

        Raises:
            Refused: MEMBER_UNKNOWN where nobody is chosen, NOT_A_DID, or WEIGHT_INVALID.
        """
        chosen = self.who.current()
        if not chosen:
            raise refuse(Code.MEMBER_UNKNOWN, at=at, reason="missing")
        did = parse_did(self.did.text(), at=at) if chosen == OTHER else IdentityId(chosen)
        weight = self.weight.text().strip() or "1"
        # Shown or not: what is signed says it.
        if self.weight.isHidden():
            weight = "1"
        if not (weight.isascii() and weight.isdecimal() and len(weight) <= len(str(2**53))):
            raise refuse(Code.WEIGHT_INVALID, at=at)
        return Member(did, self.chosen_roles(), int(weight))

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with it; nothing if empty."""
        self._field.set_error(sentence)

    def error(self) -> str:
        """Return what is said to be wrong with it."""
        return self._field.error()

    def editor(self) -> QWidget:
        """Return what has the focus where something is wrong with it."""
        return self.did if self.who.current() == OTHER else self.who

    def _changed(self) -> None:
        other = self.who.current() == OTHER
        self._holder.setVisible(other)
        self.did.setVisible(other)
        self._field.set_error("")
        self._on_change()
