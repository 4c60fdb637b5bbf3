"""The form of a charter: the members with their roles, how many signers decide, and what larger payments need."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.groups import Charter, check_charter
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.dialogs.amount_thresholds import AmountThresholds
from qwallet_desktop.ui.dialogs.member_list import MemberList, own_members
from qwallet_desktop.ui.dialogs.member_row import MemberRow
from qwallet_desktop.ui.role_words import charter_meaning, recommended_threshold
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import CheckBox, Select

EXPIRIES: Final = (24, 72, 168)
_DAY: Final = 24


class CharterForm(QWidget):
    """What is entered is read as one charter; each problem is said where it was entered.

    Args:
        numbers: How the locale writes numbers.

    Signals:
        changed: Something else is entered.
    """

    changed = Signal()

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = IdentityType.ENTERPRISE
        self._touched = False
        self.threshold = TextField("2")
        self.threshold_field = FormField(self.tr("Signatures needed"), self.threshold, "")
        self.meaning = Banner("", "neutral", "info")
        self.rules = Banner("", "neutral", "info")
        self.counts = CheckBox(self.tr("The signature of who asks counts, if that is a signer"))
        self.expiry = Select(self.tr("Proposals wait for"), [(str(hours), self._hours(hours)) for hours in EXPIRIES])
        self.expiry.set_current("72")
        self._expiry_field = FormField(
            self.tr("Proposals wait for"), self.expiry, self.tr("What is not signed by then expires.")
        )
        self.amounts = AmountThresholds(numbers, self._explain)
        self.members = MemberList(self._explain)
        self.add_member = self.members.add_member
        self.form = column(self, spacing=16)
        self._own = PlainText(
            self.tr("Off, nobody agrees to what it asked for itself. On, its own signature is one of those needed."),
            "caption",
            wrap=True,
        )
        parts = (self.members, self.threshold_field, self.meaning, self.counts, self._own)
        for widget in (*parts, self.amounts, self.rules, self._expiry_field):
            self.form.addWidget(widget)
        self.threshold.textEdited.connect(lambda _text: self._edited())
        self.counts.toggled.connect(lambda _on: self._explain())
        self.expiry.currentIndexChanged.connect(lambda _index: self.changed.emit())

    @property
    def rows(self) -> list[MemberRow]:
        """The lines of the members."""
        return self.members.rows

    def show_type(self, kind: IdentityType) -> None:
        """Ask for what an ENTERPRISE or a DAO needs."""
        self._kind = kind
        self.members.show_weights(shown=kind is IdentityType.DAO)
        self.amounts.setVisible(kind is IdentityType.ENTERPRISE)
        self._explain()

    def offer_tokens(self, tokens: Mapping[TokenId, Token]) -> None:
        """Offer the tokens that are known."""
        self.amounts.offer(tokens)

    def begin(self, identities: Identities, held: Collection[IdentityId], active: IdentityId | None) -> None:
        """Begin with one's own identities, where nothing was entered yet."""
        if not self.rows:
            self.members.begin(own_members(identities, held, active))

    def fill(self, charter: Charter) -> None:
        """Show a charter in place of what was entered."""
        self._touched = True
        self.members.fill(charter.members)
        self.threshold.set_text(str(charter.threshold))
        self.counts.setChecked(charter.initiator_counts)
        hours = str(charter.expiry_hours)
        if self.expiry.findData(hours) < 0:
            self.expiry.addItem(self._hours(charter.expiry_hours), hours)
        self.expiry.set_current(hours)
        self.amounts.fill(charter.amount_thresholds)
        self._explain()

    def charter(self) -> Charter:
        """Read the charter.

        Raises:
            Refused: What is wrong, at "threshold", "members[n]" or "amountThresholds[n]".
        """
        charter = Charter(self.members.parse(), self._threshold(), self.counts.isChecked(), int(self.expiry.current()))
        # Each by itself: what is wrong above is said before what is wrong below.
        check_charter(charter)
        if self._kind is IdentityType.ENTERPRISE and self.amounts.lines:
            charter = Charter(
                charter.members,
                charter.threshold,
                charter.initiator_counts,
                charter.expiry_hours,
                self.amounts.parse(),
            )
            check_charter(charter)
        return charter

    def ordered(self, stops: Sequence[QWidget]) -> list[QWidget]:
        """Return where Tab stops with those of this form from top to bottom: lines that were added later came last."""
        parts = self._parts()
        ours = [stop for stop in stops if self.isAncestorOf(stop)]
        if not ours:
            return list(stops)

        def rank(stop: QWidget) -> int:
            return next((at for at, part in enumerate(parts) if part is stop or part.isAncestorOf(stop)), len(parts))

        at = stops.index(ours[0])
        others = [stop for stop in stops if stop not in ours]
        return [*others[:at], *sorted(ours, key=rank), *others[at:]]

    def _parts(self) -> tuple[QWidget, ...]:
        """Return what is filled in, from top to bottom."""
        above = (*self.rows, self.add_member, self.threshold, self.counts)
        return (*above, *self.amounts.lines, self.amounts.add_line, self.expiry)

    def clear_problems(self) -> None:
        """Take all sentences away."""
        self.members.clear_problems()
        self.amounts.clear_problems()
        self.threshold_field.set_error("")

    def say(self, problem: Problem, sentence: str) -> bool:
        """Say a problem at its field and go there; False where it has none here."""
        if problem.field == "threshold":
            self.threshold_field.set_error(sentence)
            self.threshold.setFocus()
            return True
        place = problem.field
        if place == "members":
            # The node names whom it means, not the line.
            place = self.members.place_of(problem.facts.get("member", ""))
        return self.members.say(place, sentence) or self.amounts.say(place, sentence)

    def _threshold(self) -> int:
        text = self.threshold.text().strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= len("999")):
            raise refuse(Code.THRESHOLD_INVALID, at="threshold", signers=str(self.members.signers()))
        return int(text)

    def _edited(self) -> None:
        self._touched = True
        self._explain()

    def _explain(self) -> None:
        """Propose a threshold until one was typed, and say what it means."""
        self._say_meaning()
        self.changed.emit()

    def _say_meaning(self) -> None:
        self.threshold_field.set_error("")
        signers = self.members.signers()
        if not self._touched:
            self.threshold.set_text(str(recommended_threshold(signers)))
        self.threshold_field.set_help(
            (self.tr("of {count} signer") if signers == 1 else self.tr("of {count} signers")).format(count=signers)
        )
        try:
            threshold = self._threshold()
        except Refused:
            threshold = 0
        says = 1 <= threshold <= signers
        self.meaning.setVisible(says)
        self.rules.hide()
        if not says:
            return
        members, counts = self.members.so_far(), self.counts.isChecked()
        meaning = charter_meaning(self._kind, members, threshold, self.amounts.strictest(), initiator_counts=counts)
        _show(self.meaning, *meaning.payments)
        _show(self.rules, *meaning.rules)

    def _hours(self, hours: int) -> str:
        if hours % _DAY == 0 and hours > _DAY:
            return self.tr("{count} days").format(count=hours // _DAY)
        return self.tr("{count} hours").format(count=hours)


def _show(banner: Banner, words: str, careful: bool) -> None:  # noqa: FBT001 - two parts of one thing
    banner.setVisible(bool(words))
    if words:
        banner.set_banner(words, "caution" if careful else "neutral", "warning" if careful else "info")
