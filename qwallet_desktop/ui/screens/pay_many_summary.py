"""*What will happen* to a list of payments: sums and what is left, how refusals are treated, and the way on."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from qwallet_desktop.domain.batch_check import CheckedLine, CheckedList, TokenTotal
from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.money import NumberStyle, format_amount
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.ui.amounts import decimals_at, grouped, with_symbol
from qwallet_desktop.ui.list_words import column_word, in_full, mode_words, payments_word
from qwallet_desktop.ui.widgets.buttons import PrimaryButton
from qwallet_desktop.ui.widgets.choice import ChoiceCard
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.styling import clear, column, set_look


@dataclass(frozen=True, slots=True)
class SummaryView:
    """What the card draws. `stopped` is why this identity can't pay at all, `overlong` why the list can't be sent.

    `asking` counts the payments that need approval, as far as this desktop knows; `together` says who must agree to
    all of them as one.
    """

    list_: CheckedList
    mode: BatchMode
    hide_amounts: bool = False
    stopped: Problem | None = None
    overlong: bool = False
    asking: int = 0
    together: str = ""

    def can_go_on(self) -> bool:
        """Tell whether the list may be looked at a last time and then sent."""
        together = self.mode is BatchMode.ALL_OR_NOTHING
        wrong = self.list_.unreadable() or (together and self.list_.doomed())
        return bool(self.list_.lines) and not wrong and self.stopped is None and not self.overlong


class _Total(QFrame):
    """The sum of one token and what is left of it."""

    def __init__(self, total: TokenTotal, numbers: NumberStyle, *, hidden: bool) -> None:
        super().__init__()
        set_look(self, look="well")
        stack = column(self, margin=12, spacing=4)
        symbol, figures = total.token.symbol, format_amount(total.total, numbers)
        amount = FittedAmount(20, longest=14, line=20)
        amount.set_amount(figures, symbol, fraction_at=decimals_at(figures, total.total), hidden=hidden)
        stack.addWidget(amount)
        left = total.left
        short = left.units < 0
        words = with_symbol(-left if short else left, symbol, numbers, hidden=hidden)
        template = self.tr("{amount} more than there is") if short else self.tr("{amount} left afterwards")
        after = PlainText(template.format(amount=cut_middle(words, 16, 12)), "caption", wrap=True)
        after.set_tone("danger" if short else "")
        stack.addWidget(after)


class PayManySummary(Card):
    """The card beside the list.

    Signals:
        mode_chosen: How refusals are to be treated.
    """

    mode_chosen = Signal(BatchMode)

    def __init__(self, numbers: NumberStyle, on_review: Callable[[], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._numbers = numbers
        self.header.set_title(self.tr("What will happen"))
        self.header.show()
        self.setAccessibleName(self.tr("What will happen"))
        self._totals = column(spacing=8)
        self._nothing = PlainText(
            self.tr("The sum of each token stands here once there are payments."), "muted", wrap=True
        )
        self._state = Banner()
        self._modes = {mode: ChoiceCard(*mode_words(mode)) for mode in BatchMode}
        self.review = PrimaryButton("", on_review, icon="send")
        choice = QWidget()
        choice.setAccessibleName(self.tr("What a refused payment means"))
        cards = column(choice, spacing=8)
        for mode, card in self._modes.items():
            cards.addWidget(card)
            card.clicked.connect(lambda _checked=False, chosen=mode: self.mode_chosen.emit(chosen))
        self.add(self._nothing)
        self.add(self._totals)
        self.add(choice)
        self.add(self._state)
        self.add(self.review)
        self.body.addStretch(1)
        self._drawn: tuple[object, ...] = ()

    def set_summary(self, view: SummaryView) -> None:
        """Show what is known of a list."""
        list_ = view.list_
        drawn = (list_.totals, view.hide_amounts)
        if drawn != self._drawn:
            self._drawn = drawn
            clear(self._totals)
            for total in list_.totals:
                self._totals.addWidget(_Total(total, self._numbers, hidden=view.hide_amounts))
        self._nothing.setVisible(not list_.totals)
        for mode, card in self._modes.items():
            card.setChecked(mode is view.mode)
        count = len(list_.lines)
        words = payments_word(count, grouped(count, self._numbers))
        self.review.set_text(
            self.tr("Review {payments}\u2026").format(payments=words) if count else self.tr("Review\u2026")
        )
        self.review.setEnabled(view.can_go_on())
        self._say(view)

    def words(self) -> str:
        """Return what is said about the list as a whole."""
        return "" if self._state.isHidden() else self._state.accessibleName()

    def choose(self, mode: BatchMode) -> None:
        """Choose a mode as a click does."""
        self._modes[mode].click()

    def _say(self, view: SummaryView) -> None:
        wrong, doomed = view.list_.unreadable(), view.list_.doomed()
        twins = sum(line.twin is not None for line in view.list_.lines)
        self._state.setVisible(bool(wrong or doomed or twins or view.asking or view.together))
        if wrong:
            words = self.tr("1 line needs mending.") if wrong == 1 else self.tr("{count} lines need mending.")
            first = next(line for line in view.list_.lines if line.payment is None)
            said = f"{words.format(count=grouped(wrong, self._numbers))} {self._place(first, view)}"
            self._state.set_banner(said, "danger", "warning")
        elif doomed and view.mode is BatchMode.ALL_OR_NOTHING:
            words = self.tr("The node would refuse {count} of these, and so all of them.")
            self._state.set_banner(words.format(count=grouped(doomed, self._numbers)), "danger", "warning")
        elif doomed:
            words = self.tr("The node would refuse {count} of these; the others are made.")
            self._state.set_banner(words.format(count=grouped(doomed, self._numbers)), "caution", "warning")
        elif view.asking or view.together:
            self._say_asking(view)
        elif twins:
            one = self.tr("1 payment is there twice: same recipient, same amount.")
            many = self.tr("{count} payments are there more than once: same recipient, same amount.")
            words = one if twins == 1 else many
            self._state.set_banner(words.format(count=grouped(twins, self._numbers)), "caution", "copy")

    def _say_asking(self, view: SummaryView) -> None:
        """Say how many must wait for others: each for itself, or all of them as one."""
        if view.mode is BatchMode.ALL_OR_NOTHING:
            payments = len(view.list_.lines)
            all_ = payments_word(payments, grouped(payments, self._numbers))
            words = self.tr("{payments} as one request in the inbox, the sums held. {who}")
            self._state.set_banner(words.format(payments=all_, who=view.together), "caution", "clock")
            return
        count = grouped(view.asking, self._numbers)
        one, many = self.tr("1 of these needs approval"), self.tr("{count} of these need approval")
        needs = (one if view.asking == 1 else many).format(count=count)
        words = self.tr("{needs}: each waits in the inbox, its amount held, until others agree.")
        self._state.set_banner(words.format(needs=needs), "caution", "clock")

    def _place(self, line: CheckedLine, view: SummaryView) -> str:
        """Say which line is wrong, in which column, and why."""
        number = grouped(line.line.number, self._numbers)
        if line.problem is None:
            return self.tr("Line {number}.").format(number=number)
        why = in_full(line.problem, self._numbers, hidden=view.hide_amounts)
        column_ = column_word(line.problem)
        place = self.tr("Line {number}, {column}:") if column_ else self.tr("Line {number}:")
        return f"{place.format(number=number, column=column_)} {why}"
