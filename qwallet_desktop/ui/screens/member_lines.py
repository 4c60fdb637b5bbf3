"""One member of a group: who it is, whether its key is here, and what it may do."""

from collections.abc import Collection

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Member, Role
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.role_words import role_sentence, role_word
from qwallet_desktop.ui.widgets.chips import ChipTone, StatusChip
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import status_word


class MemberLine(QWidget):
    """A member of a charter, as this desktop knows it."""

    def __init__(
        self,
        member: Member,
        group: Group,
        identities: Identities,
        held: Collection[IdentityId],
        unable: Collection[IdentityId] = (),
    ) -> None:
        super().__init__()
        self.party = Party(size=32)
        show_party(self.party, identities, member.identity_id)
        chips = FlowRow(spacing=8)
        for text, tone, icon in self._marks(member, group, identities, held):
            chip = StatusChip()
            chip.set_status(text, tone, icon)
            chips.add(chip)
        words = " ".join(role_sentence(role) for role in Role if role in member.roles)
        self._words = PlainText(words, "muted", wrap=True)
        stack = column(self, spacing=8)
        stack.addWidget(self.party)
        stack.addWidget(chips)
        stack.addWidget(self._words)
        why = self._why_not(member, identities, unable)
        if why:
            line = PlainText(why, "caption", wrap=True)
            line.set_tone("caution")
            stack.addWidget(line)
        self.setAccessibleName(self.party.name())

    def _why_not(self, member: Member, identities: Identities, unable: Collection[IdentityId]) -> str:
        """Say why a signer can't sign now, as far as that is known here; else nothing."""
        if Role.SIGNER not in member.roles:
            return ""
        known = identities.known.get(member.identity_id)
        if known is not None and known.status is not IdentityStatus.ACTIVE:
            return self.tr("It can't sign: it is frozen or closed.")
        return self.tr("It can't sign: its own permissions don't let it.") if member.identity_id in unable else ""

    def _marks(
        self, member: Member, group: Group, identities: Identities, held: Collection[IdentityId]
    ) -> list[tuple[str, ChipTone, str]]:
        marks: list[tuple[str, ChipTone, str]] = [
            (role_word(role), "neutral", "") for role in Role if role in member.roles
        ]
        if group.founding.type is IdentityType.DAO:
            marks.append((self.tr("Weight {weight}").format(weight=member.weight), "neutral", "governance"))
        if member.identity_id == group.founding.founder:
            marks.append((self.tr("Founder"), "neutral", ""))
        if member.identity_id in held:
            marks.append((self.tr("Yours: its key is here"), "positive", "key"))
        known = identities.known.get(member.identity_id)
        if known is not None and known.status is not IdentityStatus.ACTIVE:
            marks.append((status_word(known.status), "caution", "snowflake"))
        return marks
