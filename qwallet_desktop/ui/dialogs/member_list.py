"""The members in the form of a charter: a line for each, who is offered for them, and who has yet to join."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.did import KEY_PREFIX
from qwallet_desktop.domain.groups import Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.groups import is_group
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.dialogs.member_row import MemberRow
from qwallet_desktop.ui.people import called, everyone
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row

FEWEST: Final = 1
_ALL: Final = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
_BINDING: Final = frozenset({Role.SIGNER, Role.ADMIN})
_BEGIN_WITH: Final = 3


class MemberList(QWidget):
    """Lines of members, each to be taken away, and a button for another one.

    Args:
        on_change: Called when anything about any of them is another.
    """

    def __init__(self, on_change: Callable[[], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._people: tuple[tuple[IdentityId, str], ...] = ()
        self._bound: Collection[IdentityId] = frozenset()
        self._weighs = False
        self.rows: list[MemberRow] = []
        self._words = PlainText("", "caption", wrap=True)
        holder = QWidget()
        self._stack = column(holder, spacing=8)
        self.add_member = GhostButton(self.tr("Add member"), self._add_empty, icon="plus")
        stack = column(self, spacing=8)
        stack.addWidget(PlainText(self.tr("Members"), "label"))
        stack.addWidget(self._words)
        stack.addWidget(holder)
        line = row(spacing=8)
        line.addWidget(self.add_member)
        line.addStretch(1)
        stack.addLayout(line)

    def set_words(self, words: str) -> None:
        """Say above the lines who may be a member."""
        self._words.set_text(words)

    def show_weights(self, *, shown: bool) -> None:
        """Show what members weigh, where that counts."""
        self._weighs = shown
        for each in self.rows:
            each.show_weight(shown=shown)

    def offer(self, identities: Identities, held: Collection[IdentityId], bound: Collection[IdentityId]) -> None:
        """Offer who is known as members.

        Args:
            identities: Those who are known, and those whom the address book names.
            held: Whose keys are here; they come first.
            bound: Who need not be asked to be a signer or an admin: all others are marked.
        """
        self._people, self._bound = _offered(identities, held), bound
        for each in self.rows:
            each.offer(self._people)
        self.mark()

    def begin(self, ours: Sequence[IdentityId]) -> None:
        """Begin with one's own, who may do everything."""
        for did in ours[:_BEGIN_WITH] or [IdentityId("")]:
            self._add(did, _ALL)

    def fill(self, members: Iterable[Member]) -> None:
        """Show these members in place of those that are there."""
        for each in tuple(self.rows):
            self._drop(each)
        for member in members:
            self._add(member.identity_id, member.roles, member.weight)

    def parse(self) -> tuple[Member, ...]:
        """Read the members.

        Raises:
            Refused: What is wrong with one, at "members[n]".
        """
        return tuple(each.parse(f"members[{at}]") for at, each in enumerate(self.rows))

    def so_far(self) -> list[Member]:
        """Return the members as the lines say so far; they are told apart by their lines."""
        return [Member(IdentityId(str(at)), each.chosen_roles()) for at, each in enumerate(self.rows)]

    def signers(self) -> int:
        """Return how many are marked as signers."""
        return sum(Role.SIGNER in each.chosen_roles() for each in self.rows)

    def joining(self) -> int:
        """Return how many are marked as having yet to join."""
        return sum(each.is_joining() for each in self.rows)

    def mark(self) -> None:
        """Mark the lines of those who must sign before they are a signer or an admin."""
        for each in self.rows:
            did = each.entered()
            binds = not _BINDING.isdisjoint(each.chosen_roles())
            each.show_joining(shown=binds and did is not None and did not in self._bound)

    def clear_problems(self) -> None:
        """Take all sentences away."""
        for each in self.rows:
            each.set_error("")

    def place_of(self, did: str) -> str:
        """Return the place of somebody's line, as problems name it; empty where there is none."""
        return next((f"members[{at}]" for at, each in enumerate(self.rows) if did and each.entered() == did), "")

    def say(self, place: str, sentence: str) -> bool:
        """Say what is wrong with the line that a problem's field names, and go there; False for another field."""
        at = place.removeprefix("members[").removesuffix("]")
        if not (place.startswith("members[") and at.isdecimal() and int(at) < len(self.rows)):
            return False
        self.rows[int(at)].set_error(sentence)
        self.rows[int(at)].editor().setFocus()
        return True

    def _add_empty(self) -> None:
        self._add(IdentityId(""), ())
        self.rows[-1].who.setFocus()

    def _add(self, did: IdentityId, roles: Sequence[Role], weight: int = 1) -> None:
        made = MemberRow(len(self.rows) + 1, self._changed, self._remove)
        made.offer(self._people)
        made.show_weight(shown=self._weighs)
        self.rows.append(made)
        self._stack.addWidget(made)
        made.choose(did, roles, weight)
        self._renumber()

    def _remove(self, gone: MemberRow) -> None:
        self._drop(gone)
        self._renumber()

    def _drop(self, gone: MemberRow) -> None:
        self.rows.remove(gone)
        self._stack.removeWidget(gone)
        gone.hide()
        gone.deleteLater()

    def _renumber(self) -> None:
        for number, each in enumerate(self.rows, 1):
            each.set_number(number)
            each.set_removable(removable=len(self.rows) > FEWEST)
        self._changed()

    def _changed(self) -> None:
        self.mark()
        self._on_change()


def own_members(
    identities: Identities, held: Collection[IdentityId], active: IdentityId | None
) -> tuple[IdentityId, ...]:
    """Return one's own identities that a group may begin with, the active one first."""
    ours = [one.id for one in _fitting(identities, held) if one.id in held]
    # A guarded one signs for others only where somebody says so.
    ours.sort(key=lambda did: (identities.known[did].type is not IdentityType.ROOT, did != active))
    return tuple(ours)


def _offered(identities: Identities, held: Collection[IdentityId]) -> tuple[tuple[IdentityId, str], ...]:
    """Return one's own, the others that are known, and then whom the address book names."""
    fit = [(one.id, called(identities, one.id)) for one in _fitting(identities, held)]
    named = [who for who in everyone(identities) if not who.ours and who.did.startswith(KEY_PREFIX)]
    return (*fit, *((who.did, plain(who.name)) for who in named))


def _fitting(identities: Identities, held: Collection[IdentityId]) -> list[Identity]:
    fit = [one for one in identities.known.values() if _may_join(one)]
    fit.sort(key=lambda one: (one.id not in held, identities.order.index(one.id)))
    return fit


def _may_join(one: Identity) -> bool:
    """Tell whether an identity can be a member: a single holder that is active and not anonymous."""
    return not is_group(one.id) and one.type is not IdentityType.AID and one.status is IdentityStatus.ACTIVE
