"""The audit proof of an entry: being fetched, recomputed here with its details to copy, or not to be had."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.audit import InclusionProof, opened_note
from qwallet_desktop.domain.merkle import leaf_hash
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.transfers import Transfer
from qwallet_desktop.state.audit import NotProved, ProofState, Proved, Proving
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.widgets.buttons import LinkButton, SecondaryButton
from qwallet_desktop.ui.widgets.id_label import CopyButton, IdLabel
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, SectionHeader
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import sentence


class ProofPanel(QWidget):
    """Says whether the node's log holds just this transfer, as recomputed on this computer."""

    def __init__(self, numbers: NumberStyle, on_retry: Callable[[], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._banner = Banner()
        self._retry = SecondaryButton(self.tr("Retry"), on_retry, icon="refresh")
        self._banner.add_action(self._retry)
        self._more = LinkButton(self.tr("Show the proof"), self.toggle)
        self._details = KeyValueGrid()
        self._details.hide()
        stack = column(self, spacing=8)
        stack.addWidget(SectionHeader(self.tr("Audit proof"), role="strong"))
        stack.addWidget(self._banner)
        stack.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        stack.addWidget(self._details)

    def set_proof(self, transfer: Transfer, state: ProofState, *, node_there: bool = True) -> None:
        """Show the state of the proof of a transfer, which only the node can give."""
        self._retry.setVisible(isinstance(state, NotProved))
        self._more.setVisible(isinstance(state, Proved))
        self._details.hide()
        self._more.set_text(self.tr("Show the proof"))
        match state:
            case Proving() if not node_there:
                words = self.tr(
                    "The proof needs the node, which does not answer now. It is fetched when the node is back."
                )
                self._banner.set_banner(words, "neutral", "offline")
            case Proving():
                self._banner.set_banner(self.tr("Fetching the proof and recomputing it\u2026"), "neutral", "clock")
            case NotProved(problem):
                words = self.tr("The proof could not be had. {why}").format(why=sentence(problem, self._numbers))
                self._banner.set_banner(words, "caution", "warning")
            case Proved(proof, holds):
                self._show_proof(transfer, proof, holds=holds)
            case _:
                assert_never(state)

    def words(self) -> str:
        """Return the sentence that is shown."""
        return self._banner.accessibleName()

    def _show_proof(self, transfer: Transfer, proof: InclusionProof, *, holds: bool) -> None:
        # A proof may hold and be another entry's: only `shows` ties it to all parts of this transfer.
        if holds and proof.shows(transfer):
            leaf, size = self._place(proof)
            words = self.tr("Recomputed on this computer: leaf {leaf} of {size} under the node's checkpoint.")
            self._banner.set_banner(words.format(leaf=leaf, size=size), "positive", "check")
        else:
            words = self.tr(
                "This proof does not hold: the node's log does not show this transfer. "
                "Copy the proof and ask whoever runs the node."
            )
            self._banner.set_banner(words, "danger", "warning")
        self._fill(proof)

    def _place(self, proof: InclusionProof) -> tuple[str, str]:
        checkpoint = opened_note(proof.note, bytes.fromhex(proof.node_key))
        size = checkpoint.size if checkpoint is not None else 0
        return grouped(proof.entry.index + 1, self._numbers), grouped(size, self._numbers)

    def _fill(self, proof: InclusionProof) -> None:
        self._details.clear()
        self._details.add_widget(self.tr("Leaf hash"), IdLabel(leaf_hash(proof.entry.leaf()).hex(), head=8, tail=6))
        steps = self.tr("{count} hashes").format(count=grouped(len(proof.path), self._numbers))
        self._details.add_widget(self.tr("Path"), _copied(steps, "\n".join(proof.path)))
        self._details.add_widget(self.tr("Checkpoint"), _copied(self.tr("Signed note"), proof.note))
        self._details.add_widget(self.tr("Node key"), IdLabel(proof.node_key, head=8, tail=6))

    def toggle(self) -> None:
        """Show or hide the proof's parts."""
        shown = self._details.isHidden()
        self._details.setVisible(shown)
        self._more.set_text(self.tr("Hide the proof") if shown else self.tr("Show the proof"))


def _copied(words: str, value: str) -> QWidget:
    """Return words with a button that copies what they stand for, all of its lines."""
    holder = QWidget()
    line = row(holder, spacing=4)
    text = PlainText(words)
    text.setToolTip(value[:2000])
    line.addWidget(text)
    line.addWidget(CopyButton(value))
    line.addStretch(1)
    return holder
