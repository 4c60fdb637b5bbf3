"""The form of a new group: its name and its charter, read as what founds it and what asks others to join."""

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.first_charter import first_charter, yet_to_join
from qwallet_desktop.domain.groups import Charter, Founding, check_founding
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType, parse_name
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem, refuse
from qwallet_desktop.state.asks import FoundGroup
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.dialogs.charter_form import CharterForm
from qwallet_desktop.ui.widgets.fields import FormField, TextField


@dataclass(frozen=True, slots=True)
class Rules:
    """What a founding needs beside the form: the node that it is for, whose keys are here, and a salt."""

    node_id: NodeId
    held: Collection[IdentityId]
    salt: str


class GroupForm(CharterForm):
    """A charter with a name above it.

    Args:
        numbers: How the locale writes numbers.
    """

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(numbers, parent=parent)
        self._identities = Identities()
        self.name = TextField(self.tr("For example Acme Treasury"))
        self.name_field = FormField(self.tr("Name"), self.name, self.tr("All of its members see it."))
        self.form.insertWidget(0, self.name_field)
        self.name.textChanged.connect(lambda _text: self.name_field.set_error(""))

    def show_type(self, kind: IdentityType) -> None:
        """Ask for what an ENTERPRISE or a DAO needs."""
        super().show_type(kind)
        self.members.set_words(
            self.tr(
                "Yours, somebody of the address book, or anybody by DID. A signer or admin whose key is not on this "
                "computer is invited: it joins when it signs, on its own desktop."
            )
            if kind is IdentityType.ENTERPRISE
            else self.tr("Signers and admins must have their key on this computer. Others may be anybody's identities.")
        )

    def offer(self, identities: Identities, held: Collection[IdentityId], active: IdentityId | None) -> None:
        """Offer who is known here as members, and begin with those whose keys are here."""
        self._identities = identities
        self.members.offer(identities, held, held)
        self.begin(identities, held, active)

    def asked(self, rules: Rules) -> FoundGroup:
        """Read what is to be founded, and the charter that others are asked to join by.

        Raises:
            Refused: What is wrong, at "name", "threshold", "members[n]" or "amountThresholds[n]".
        """
        name = parse_name(self.name.text())
        charter = self.charter()
        self._check_members(charter)
        invited = yet_to_join(charter, rules.held)
        if invited and self._kind is not IdentityType.ENTERPRISE:
            # Who belongs to a DAO is changed by its votes.
            at = next(at for at, one in enumerate(charter.members) if one.identity_id in invited)
            raise refuse(Code.KEY_UNKNOWN, at=f"members[{at}]", reason="signer")
        first = first_charter(charter, rules.held)
        founder = self._founder(first, rules.held, admin=bool(invited))
        founding = Founding(self._kind, name, first, founder, rules.node_id, rules.salt)
        check_founding(founding, rules.node_id)
        return FoundGroup(founding, charter if invited else None)

    def clear_problems(self) -> None:
        """Take all sentences away."""
        super().clear_problems()
        self.name_field.set_error("")

    def say(self, problem: Problem, sentence: str) -> bool:
        """Say a problem at its field and go there; False where it has none here."""
        if problem.field == "name":
            self.name_field.set_error(sentence)
            self.name.setFocus()
            return True
        return super().say(problem, sentence)

    def _parts(self) -> tuple[QWidget, ...]:
        """Return what is filled in, from top to bottom."""
        return (self.name, *super()._parts())

    def _check_members(self, charter: Charter) -> None:
        for at, member in enumerate(charter.members):
            known = self._identities.known.get(member.identity_id)
            if known is not None and known.status is not IdentityStatus.ACTIVE:
                raise refuse(Code.IDENTITY_FROZEN, at=f"members[{at}]")

    def _founder(self, charter: Charter, held: Collection[IdentityId], *, admin: bool) -> IdentityId:
        """Choose who founds it: a ROOT whose key is here, an admin if there is one among them.

        Raises:
            Refused: FOUNDING_INVALID at the first member, where there is none; with `admin` where none is an admin,
                who asks others to join.
        """
        known = self._identities.known
        able = [one.identity_id for one in charter.members if one.identity_id in held and one.identity_id in known]
        roots = [did for did in able if known[did].type is IdentityType.ROOT]
        admins = [did for did in roots if did in charter.admins]
        founder = next(iter(admins if admin else (*admins, *roots)), None)
        if founder is None:
            raise refuse(Code.FOUNDING_INVALID, at="members[0]", part="admin" if admin and roots else "root")
        return founder
