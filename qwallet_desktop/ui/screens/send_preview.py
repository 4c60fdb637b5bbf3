"""*What will happen*: the node's decision about the draft, both sides, and what is left afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from qwallet_desktop.domain.decisions import Decision, Outcome, Scope
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitBook
from qwallet_desktop.domain.money import Amount, NumberStyle, format_amount
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.ui.amounts import discreet
from qwallet_desktop.ui.decision_words import (
    approval_sentence,
    consent_of,
    consent_words,
    fits_words,
    limit_lines,
    rule_words,
    ties_words,
    versions_words,
)
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.screens.send_parts import LimitLines
from qwallet_desktop.ui.widgets.avatar import Avatar
from qwallet_desktop.ui.widgets.chips import ChipTone, StatusChip
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.labels import ElidedText, IconLabel, PlainText, Tone
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.party import Blank
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.wording import outcome_word, sentence

_MARKS: Final[dict[Outcome, tuple[ChipTone, str]]] = {
    Outcome.ALLOW: ("positive", "check"),
    Outcome.NEEDS_APPROVAL: ("caution", "clock"),
    Outcome.DENY: ("danger", "cross"),
}

_TONES: Final[dict[Outcome, Tone]] = {
    Outcome.ALLOW: "muted",
    Outcome.NEEDS_APPROVAL: "caution",
    Outcome.DENY: "danger",
}


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What the card draws. `decision` is None while the form is not complete.

    `theirs_after` is what the recipient will have, where it is one's own and that is known; `left` what the
    sender will have as far as this desktop knows, for while the node is `away`. `may_wait` says that it can be
    sent without a decision. `limits` are the sender's, as far as they are known, for the bars.
    `aside` asks for a group's payment, and its signature doesn't count; `why` says why so many must sign it.
    """

    sender: IdentityId
    recipient: IdentityId | None
    symbol: str
    decision: Remote[Decision] | None
    theirs_after: Amount | None
    identities: Identities
    hide_amounts: bool
    sending: bool = False
    away: bool = False
    left: Amount | None = None
    may_wait: bool = False
    limits: LimitBook | None = None
    aside: IdentityId | None = None
    why: str = ""


class _Side(QFrame):
    """One side: picture, name, and what it has afterwards."""

    def __init__(self, title: str) -> None:
        super().__init__()
        set_look(self, look="well")
        self._title = title
        self._avatar = Avatar(32)
        self._stranger = Blank(32)
        self._name = ElidedText("", "strong")
        self._id = IdLabel("", head=10, tail=4, copyable=False)
        self._after_label = PlainText(self.tr("Afterwards"), "caption")
        self._after = FittedAmount(15, longest=9, line=14)
        self._consent = PlainText("", "caption", wrap=True)
        self._consent.hide()
        stack = column(self, margin=12, spacing=4)
        stack.addWidget(PlainText(title, "overline"))
        head = row(spacing=8)
        head.addWidget(self._avatar)
        head.addWidget(self._stranger)
        head.addWidget(self._name, 1)
        stack.addLayout(head)
        stack.addWidget(self._id)
        stack.addSpacing(4)
        stack.addWidget(self._after_label)
        stack.addWidget(self._after)
        stack.addWidget(self._consent)
        stack.addStretch(1)

    def set_consent(self, outcome: Outcome | None, scope: Scope) -> None:
        """Say what this side's permissions say; nothing for None."""
        self._consent.setVisible(outcome is not None)
        if outcome is not None:
            self._consent.set_text(consent_words(outcome, scope))
            self._consent.set_tone(_TONES[outcome])

    def set_side(self, identities: Identities, did: IdentityId) -> None:
        who = person(identities, did)
        self._avatar.setVisible(who.ours)
        self._stranger.setVisible(not who.ours)
        if who.ours:
            self._avatar.set_identity(did, who.colour, who.type_name, who.name)
        self._name.set_text(who.name or self.tr("Someone else"))
        self._id.set_value(did)
        self.setAccessibleName(f"{self._title}: {who.name or did}")

    def set_after(self, amount: Amount | None, symbol: str, numbers: NumberStyle, *, hidden: bool) -> None:
        self._after_label.setVisible(amount is not None)
        self._after.setVisible(amount is not None)
        if amount is not None:
            self._after.set_amount(format_amount(amount, numbers), symbol, hidden=hidden)


class SendPreview(Card):
    """A card that says what the node would decide now, and what it can't know yet."""

    def __init__(
        self,
        numbers: NumberStyle,
        now: Callable[[], datetime],
        on_retry: Callable[[], object],
        on_next: Callable[[], object],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.header.set_title(self.tr("What will happen"))
        self.header.show()
        self.setAccessibleName(self.tr("What will happen"))
        self._numbers, self._now = numbers, now
        self._on_retry, self._on_next = on_retry, on_next
        self._sending = False
        self._from, self._to = _Side(self.tr("From")), _Side(self.tr("To"))
        self._chip = StatusChip()
        self._rule = PlainText("", wrap=True)
        self._why = PlainText("", wrap=True)
        self._why.set_tone("danger")
        self._who = PlainText("", "strong", wrap=True)
        self._fits = PlainText("", wrap=True)
        self._ties = PlainText("", wrap=True)
        self._ties.set_tone("caution")
        self._limits = LimitLines()
        self._versions = PlainText("", "caption", wrap=True)
        self._later = PlainText(
            self.tr(
                "This is what the node would decide now. It decides again at the moment you send: "
                "what is paid or frozen until then, it can't know yet."
            ),
            "caption",
            wrap=True,
        )
        self._panel = StatePanel(self._content(), shape="lines", count=6)
        self.add(self._panel, 1)

    def _content(self) -> QWidget:
        content = QWidget()
        sides = row(spacing=8)
        sides.addWidget(self._from, 1)
        sides.addWidget(IconLabel("chevron-right", "text_muted", 20), 0, Qt.AlignmentFlag.AlignVCenter)
        sides.addWidget(self._to, 1)
        stack = column(content, spacing=12)
        stack.addLayout(sides)
        words = (self._chip, self._why, self._fits, self._ties, self._who, self._rule)
        for widget in (*words, self._limits, self._versions, self._later):
            stack.addWidget(widget)
        stack.addStretch(1)
        return content

    def set_preview(self, view: PreviewView) -> None:
        """Show the decision, or why there is none."""
        remote = view.decision
        was_sending, self._sending = self._sending, view.sending
        if view.sending and was_sending:
            # A button that is being pressed stays the same one.
            return
        if view.sending:
            words = self.tr("The node has not answered yet. This goes on by itself; you find it under Operations.")
            self._panel.show_empty("clock", self.tr("On its way"), words, self.tr("New payment"), self._on_next)
            return
        if view.away and remote is not None:
            self._show_away(view)
            self._panel.show_content()
            return
        match remote:
            case None:
                self._panel.show_empty(
                    "send",
                    self.tr("Nothing is sent yet"),
                    self.tr("Say who and how much. What the node would decide is shown here first."),
                )
            case Loading():
                self._panel.show_loading()
            case Loaded(decision, _):
                self._show(view, decision)
                self._panel.show_content()
            case Stale(decision, _, problem):
                self._show(view, decision)
                self._panel.show_stale(sentence(discreet(problem, hidden=view.hide_amounts), self._numbers))
            case Failed(problem):
                why = sentence(discreet(problem, hidden=view.hide_amounts), self._numbers)
                if view.may_wait:
                    why = f"{why} {self.tr('You can send all the same: the node decides when it answers.')}"
                self._panel.show_failed(self.tr("The node did not say"), why, problem.code.value, self._on_retry)
            case _:
                assert_never(remote)

    def words(self) -> str:
        """Return the decision as it is said; empty while there is none."""
        if self._panel.state() not in ("content", "stale"):
            return ""
        shown = (self._why, self._fits, self._ties, self._who, self._rule, self._versions)
        said = [self._chip.accessibleName(), *(each.text() for each in shown if not each.isHidden())]
        return " ".join(text for text in (*said, self._limits.words()) if text)

    def _show(self, view: PreviewView, decision: Decision) -> None:
        tone, icon = _MARKS[decision.outcome]
        denied = decision.outcome is Outcome.DENY
        self._chip.set_status(outcome_word(decision.outcome), tone, icon)
        self._rule.set_text(rule_words(decision, view.sender))
        self._show_parts(view, decision)
        why = discreet(decision.problem, hidden=view.hide_amounts) if decision.problem is not None else None
        self._why.set_text(sentence(why, self._numbers) if why is not None else "")
        self._why.setVisible(why is not None)
        self._later.setVisible(not denied)
        self._show_sides(view, *((None, None) if denied else (decision.remaining, view.theirs_after)))
        self._show_consents(view, decision)

    def _show_parts(self, view: PreviewView, decision: Decision) -> None:
        """Say who must agree, what the limits leave, from when it would fit, and whose rules these are."""
        approval = decision.approval
        self._who.setVisible(approval is not None)
        if approval is not None:
            self._who.set_text(approval_sentence(approval, view.identities, self._numbers, view.aside, view.why))
        self._limits.set_lines(limit_lines(decision, view.symbol, view.limits, self._numbers, hidden=view.hide_amounts))
        fits = fits_words(decision, self._now())
        self._fits.set_text(fits)
        self._fits.setVisible(bool(fits))
        self._versions.set_text(versions_words(decision, self._numbers))
        self._versions.show()

    def _show_consents(self, view: PreviewView, decision: Decision) -> None:
        """Say what both sides' permissions say, where both are ours; of others they are nobody's business."""
        ours = view.recipient is not None and view.recipient in view.identities.known
        for side, scope in ((self._from, Scope.SENDER), (self._to, Scope.RECIPIENT)):
            side.set_consent(consent_of(decision, scope) if ours else None, scope)

    def _show_away(self, view: PreviewView) -> None:
        """Say what happens to a payment about which the node can't be asked."""
        self._chip.set_status(self.tr("Goes out later"), "caution", "clock")
        for widget in (self._why, self._later, self._who, self._fits, self._versions):
            widget.hide()
        self._limits.set_lines(())
        self._from.set_consent(None, Scope.SENDER)
        self._to.set_consent(None, Scope.RECIPIENT)
        self._rule.set_text(
            self.tr(
                "The node can't be reached, so it can't say yet what it will decide. What you send is saved on this "
                "computer and goes out when the node is back; the node decides then."
            )
        )
        self._show_sides(view, view.left, view.theirs_after)

    def _show_sides(self, view: PreviewView, left: Amount | None, theirs: Amount | None) -> None:
        ties = ties_words(view.identities, view.sender, view.recipient)
        self._ties.set_text(ties)
        self._ties.setVisible(bool(ties))
        self._from.set_side(view.identities, view.sender)
        self._from.set_after(left, view.symbol, self._numbers, hidden=view.hide_amounts)
        if view.recipient is not None:
            self._to.set_side(view.identities, view.recipient)
        self._to.set_after(theirs, view.symbol, self._numbers, hidden=view.hide_amounts)
