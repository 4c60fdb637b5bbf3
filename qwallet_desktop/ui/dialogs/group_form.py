"""The form of a new group: its name, its members with their roles, and how many signers decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.groups import Charter, Founding, Member, Role, check_charter, check_founding
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType, parse_name
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.state.groups import is_group
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.dialogs.member_row import MemberRow
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.role_words import asker_is_apart, deadlock_words, recommended_threshold, threshold_meaning
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.toggles import CheckBox, Select

FEWEST: Final = 1
EXPIRIES: Final = (24, 72, 168)
_DAY: Final = 24
_ALL: Final = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
_SIGN_THE_FOUNDING: Final = frozenset({Role.SIGNER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Rules:
    """What a founding needs beside the form: the node that it is for, whose keys are here, and a salt."""

    node_id: NodeId
    held: Collection[IdentityId]
    salt: str


class GroupForm(QWidget):
    """Members and threshold are read as one charter; each problem is said where it was entered."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = IdentityType.ENTERPRISE
        self._identities = Identities()
        self._people: tuple[tuple[IdentityId, str], ...] = ()
        self._touched = False
        self.rows: list[MemberRow] = []
        self.name = TextField(self.tr("For example Acme Treasury"))
        self.name_field = FormField(self.tr("Name"), self.name, self.tr("All of its members see it."))
        self._holder = QWidget()
        self._stack = column(self._holder, spacing=8)
        self.add_member = GhostButton(self.tr("Add member"), self._add_empty, icon="plus")
        self.threshold = TextField("2")
        self.threshold_field = FormField(self.tr("Signatures needed"), self.threshold, "")
        self.meaning = Banner("", "neutral", "info")
        self.counts = CheckBox(self.tr("The signature of who asks counts, if that is a signer"))
        self.expiry = Select(self.tr("Proposals wait for"), [(str(hours), self._hours(hours)) for hours in EXPIRIES])
        self.expiry.set_current("72")
        self._expiry_field = FormField(
            self.tr("Proposals wait for"), self.expiry, self.tr("What is not signed by then expires.")
        )
        self._lay_out()
        self.name.textChanged.connect(lambda _text: self.name_field.set_error(""))
        self.threshold.textEdited.connect(lambda _text: self._edited())
        self.counts.toggled.connect(lambda _on: self._explain())

    def _lay_out(self) -> None:
        stack = column(self, spacing=16)
        stack.addWidget(self.name_field)
        members = column(spacing=8)
        members.addWidget(PlainText(self.tr("Members"), "label"))
        words = self.tr("Signers must have their key on this computer. Others may be anybody's identities.")
        members.addWidget(PlainText(words, "caption", wrap=True))
        members.addWidget(self._holder)
        line = row(spacing=8)
        line.addWidget(self.add_member)
        line.addStretch(1)
        members.addLayout(line)
        stack.addLayout(members)
        stack.addWidget(self.threshold_field)
        stack.addWidget(self.meaning)
        stack.addWidget(self.counts)
        stack.addWidget(self._expiry_field)

    def show_type(self, kind: IdentityType) -> None:
        """Ask for what an ENTERPRISE or a DAO needs."""
        self._kind = kind
        for each in self.rows:
            each.show_weight(shown=kind is IdentityType.DAO)
        self._explain()

    def offer(self, identities: Identities, held: Collection[IdentityId], active: IdentityId | None) -> None:
        """Offer who is known here as members, and begin with those whose keys are here."""
        self._identities = identities
        fit = [one for one in identities.known.values() if _may_join(one)]
        fit.sort(key=lambda one: (one.id not in held, identities.order.index(one.id)))
        self._people = tuple((one.id, called(identities, one.id)) for one in fit)
        if not self.rows:
            ours = [one.id for one in fit if one.id in held]
            # A guarded one signs for others only where somebody says so.
            ours.sort(key=lambda did: (identities.known[did].type is not IdentityType.ROOT, did != active))
            for did in ours[:3] or [IdentityId("")]:
                self._add(did, _ALL)
            return
        for each in self.rows:
            each.offer(self._people)

    def founding(self, rules: Rules) -> Founding:
        """Read the founding document.

        Raises:
            Refused: What is wrong, at "name", "threshold" or "members[n]".
        """
        name = parse_name(self.name.text())
        members = tuple(each.parse(f"members[{at}]") for at, each in enumerate(self.rows))
        charter = Charter(members, self._threshold(), self.counts.isChecked(), int(self.expiry.current()))
        check_charter(charter)
        for at, member in enumerate(members):
            self._check_here(member, rules.held, f"members[{at}]")
        founder = self._founder(charter, rules.held)
        founding = Founding(self._kind, name, charter, founder, rules.node_id, rules.salt)
        check_founding(founding, rules.node_id)
        return founding

    def clear_problems(self) -> None:
        """Take all sentences away."""
        for each in self.rows:
            each.set_error("")
        self.name_field.set_error("")
        self.threshold_field.set_error("")

    def say(self, problem: Problem, sentence: str) -> bool:
        """Say a problem at its field and go there; False where it has none here."""
        if problem.field == "name":
            self.name_field.set_error(sentence)
            self.name.setFocus()
            return True
        if problem.field == "threshold":
            self.threshold_field.set_error(sentence)
            self.threshold.setFocus()
            return True
        at = problem.field.removeprefix("members[").removesuffix("]")
        if problem.field.startswith("members[") and at.isdecimal() and int(at) < len(self.rows):
            self.rows[int(at)].set_error(sentence)
            self.rows[int(at)].editor().setFocus()
            return True
        return False

    def _check_here(self, member: Member, held: Collection[IdentityId], at: str) -> None:
        if not _SIGN_THE_FOUNDING.isdisjoint(member.roles) and member.identity_id not in held:
            raise refuse(Code.KEY_UNKNOWN, at=at, reason="signer")
        known = self._identities.known.get(member.identity_id)
        if known is not None and known.status is not IdentityStatus.ACTIVE:
            raise refuse(Code.IDENTITY_FROZEN, at=at)

    def _founder(self, charter: Charter, held: Collection[IdentityId]) -> IdentityId:
        """Choose who founds it: a ROOT whose key is here, an admin if there is one among them.

        Raises:
            Refused: FOUNDING_INVALID at the first member, where there is none.
        """
        known = self._identities.known
        able = [one.identity_id for one in charter.members if one.identity_id in held and one.identity_id in known]
        roots = [did for did in able if known[did].type is IdentityType.ROOT]
        founder = next((did for did in roots if did in charter.admins), next(iter(roots), None))
        if founder is None:
            raise refuse(Code.FOUNDING_INVALID, at="members[0]", part="root")
        return founder

    def _threshold(self) -> int:
        text = self.threshold.text().strip()
        signers = sum(Role.SIGNER in each.chosen_roles() for each in self.rows)
        if not (text.isascii() and text.isdecimal() and len(text) <= len("999")):
            raise refuse(Code.THRESHOLD_INVALID, at="threshold", signers=str(signers))
        return int(text)

    def _add_empty(self) -> None:
        self._add(IdentityId(""), ())
        self.rows[-1].who.setFocus()

    def _add(self, did: IdentityId, roles: Sequence[Role]) -> None:
        made = MemberRow(len(self.rows) + 1, self._explain, self._remove)
        made.offer(self._people)
        made.show_weight(shown=self._kind is IdentityType.DAO)
        self.rows.append(made)
        self._stack.addWidget(made)
        made.choose(did, roles)
        self._renumber()

    def _remove(self, gone: MemberRow) -> None:
        self.rows.remove(gone)
        self._stack.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self._renumber()

    def _renumber(self) -> None:
        for number, each in enumerate(self.rows, 1):
            each.set_number(number)
            each.set_removable(removable=len(self.rows) > FEWEST)
        self._explain()

    def _edited(self) -> None:
        self._touched = True
        self._explain()

    def _explain(self) -> None:
        """Propose a threshold until one was typed, and say what it means."""
        self.threshold_field.set_error("")
        signers = sum(Role.SIGNER in each.chosen_roles() for each in self.rows)
        if not self._touched:
            self.threshold.set_text(str(recommended_threshold(signers)))
        self.threshold_field.set_help(
            (self.tr("of {count} signer") if signers == 1 else self.tr("of {count} signers")).format(count=signers)
        )
        try:
            threshold = self._threshold()
        except Refused:
            threshold = 0
        self.meaning.setVisible(1 <= threshold <= signers)
        if 1 <= threshold <= signers:
            members = self._members()
            apart = asker_is_apart(members, initiator_counts=self.counts.isChecked())
            words, careful = threshold_meaning(self._kind, threshold, signers, apart=apart)
            dead = self._deadlock(members, threshold)
            words, careful = dead or words, careful or bool(dead)
            self.meaning.set_banner(words, "caution" if careful else "neutral", "warning" if careful else "info")

    def _members(self) -> list[Member]:
        """Return the members as the rows say so far; they are told apart by their rows."""
        return [Member(IdentityId(str(at)), each.chosen_roles()) for at, each in enumerate(self.rows)]

    def _deadlock(self, members: Sequence[Member], threshold: int) -> str:
        """Say why a company could never pay; empty where it could."""
        if self._kind is not IdentityType.ENTERPRISE:
            return ""
        return deadlock_words(members, threshold, initiator_counts=self.counts.isChecked())

    def _hours(self, hours: int) -> str:
        if hours % _DAY == 0 and hours > _DAY:
            return self.tr("{count} days").format(count=hours // _DAY)
        return self.tr("{count} hours").format(count=hours)


def _may_join(one: Identity) -> bool:
    """Tell whether an identity can be a member: a single holder that is active and not anonymous."""
    return not is_group(one.id) and one.type is not IdentityType.AID and one.status is IdentityStatus.ACTIVE
