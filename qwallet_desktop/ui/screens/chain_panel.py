"""What led from a group's founding to its signers of today: each version in words, with who signed it, checked here."""

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import Amendment, CharterChange, Group, Replacement, charter_at, is_agreed
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.matters import SignersMatter
from qwallet_desktop.domain.multisig import Item, Proposal
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.charter_words import CharterTerms, charter_differences
from qwallet_desktop.ui.item_terms import names_words
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import clear, column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time


class ChainPanel(Card):
    """The versions after the founding, the newest first; hidden where there are none."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.header.set_title(self.tr("Changes since the founding"))
        self.header.set_sentence(
            self.tr("Each was signed by as many as the version before it demands. Checked on this computer.")
        )
        self.header.show()
        holder = QWidget()
        self._stack = column(holder, spacing=12)
        self.add(holder)
        self._said: list[str] = []
        self.hide()

    def show_chain(self, group: Group, terms: CharterTerms, node_id: NodeId) -> None:
        """Show what led to the charter in force."""
        clear(self._stack)
        self._said = []
        self.setVisible(bool(group.changes))
        for version in range(1 + len(group.changes), 1, -1):
            if version <= len(group.changes):
                self._stack.addWidget(Rule())
            before = charter_at(group, version - 1)
            if before is not None:
                self._add(version, group.changes[version - 2], before, terms, node_id)

    def words(self) -> str:
        """Return what is said, version by version."""
        return "\n".join(self._said)

    def _add(self, version: int, change: CharterChange, before: Charter, terms: CharterTerms, node_id: NodeId) -> None:
        holds = _holds(change, before, node_id)
        said = [
            self.tr("Version {n}").format(n=grouped(version, terms.numbers)),
            *self._sentences(change, before, terms),
        ]
        self._said += said
        head = row(spacing=8)
        head.addWidget(PlainText(said[0], "strong"), 1)
        chip = StatusChip()
        if holds:
            chip.set_status(self.tr("Signatures fit"), "positive", "check")
        else:
            chip.set_status(self.tr("Does not hold"), "danger", "warning")
        head.addWidget(chip)
        holder = QWidget()
        stack = column(holder, spacing=4)
        stack.addLayout(head)
        for each in said[1:]:
            stack.addWidget(PlainText(each, wrap=True))
        for each in self._small_print(change, terms):
            stack.addWidget(PlainText(each, "muted", wrap=True))
        self._stack.addWidget(holder)

    def _sentences(self, change: CharterChange, before: Charter, terms: CharterTerms) -> tuple[str, ...]:
        if isinstance(change, Replacement):
            words = self.tr("The key of {old} was replaced by {new}.")
            old, new = change.successor.identity_id, change.successor.successor
            return (words.format(old=terms.name(old), new=terms.name(new)),)
        matter = change.proposal.matter
        return charter_differences(before, matter.charter, terms) if isinstance(matter, SignersMatter) else ()

    def _small_print(self, change: CharterChange, terms: CharterTerms) -> list[str]:
        if isinstance(change, Replacement):
            name = terms.name(change.successor.authority)
            by = self.tr("Signed by {name} and by the new key.").format(name=name)
            if change.successor.authority == change.successor.identity_id:
                return [by]
            # A link to the owner signs it, and the document does not hold that.
            return [by, self.tr("That {name} is the owner is what the node says.").format(name=name)]
        proposal = change.proposal
        asked = self.tr("Asked by {name}, {when}.").format(
            name=terms.name(proposal.initiator), when=absolute_time(proposal.opened_at)
        )
        lines = [asked, *self._signed(change, proposal, terms)]
        if proposal.reason:
            lines.append(self.tr("Reason: “{reason}”").format(reason=plain(proposal.reason)))
        return lines

    def _signed(self, change: Amendment, proposal: Proposal, terms: CharterTerms) -> list[str]:
        signers = tuple(dict.fromkeys(vote.signer for vote in change.votes))
        joined = tuple(one for one in signers if one in proposal.joining)
        agreed = tuple(one for one in signers if one not in proposal.joining)
        lines = [self.tr("Signed by {names}.").format(names=names_words(agreed, terms.identities, terms.numbers))]
        if joined:
            names = names_words(joined, terms.identities, terms.numbers)
            lines.append(self.tr("Joined by a signature of their own: {names}.").format(names=names))
        return lines


def _holds(change: CharterChange, before: Charter, node_id: NodeId) -> bool:
    if isinstance(change, Replacement):
        return change.holds and change.successor.node_id == node_id
    return is_agreed(before, Item(change.proposal, change.votes), node_id)
