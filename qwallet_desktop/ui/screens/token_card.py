"""One token's balance as a card: how much, since when, who issued it, and what its issuer can do."""

from dataclasses import dataclass
from typing import Final, assert_never

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.domain.money import Amount, NumberStyle, format_amount
from qwallet_desktop.domain.wallets import Balance, DailyBalance
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.ui.amounts import decimals_at, with_symbol
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT, AmountLabel
from qwallet_desktop.ui.widgets.buttons import IconButton, LinkButton
from qwallet_desktop.ui.widgets.charts import ChartPoint, LineChart
from qwallet_desktop.ui.widgets.filter_bar import themed_menu
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.time_label import short_date

_BIG: Final = 12
_FITTING: Final = 18
"""Characters up to which an amount is written in the largest, and in the next type."""


@dataclass(frozen=True, slots=True)
class CardView:
    """What a card shows.

    `issuer` is empty unless another token has the same symbol; `issued_here` says that the
    active identity may mint and burn it.
    """

    symbol: str
    name: str
    balance: Balance
    daily: Remote[tuple[DailyBalance, ...]] | None
    colour: int
    issuer: str = ""
    issued_here: bool = False
    hidden: bool = False


class TokenCard(Card):
    """A token's balance. `mint` and `burn` are asked for in its menu, `retry` where the line could not be read."""

    mint = Signal()
    burn = Signal()
    retry = Signal()

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, parent=parent)
        self._numbers = numbers
        self._view: CardView | None = None
        self._symbol = PlainText("", "heading")
        self._name = ElidedText("", "muted")
        self._issuer = ElidedText("", "caption")
        self._menu = themed_menu(self)
        self._menu.addAction(self.tr("Mint…")).triggered.connect(lambda _checked=False: self.mint.emit())
        self._menu.addAction(self.tr("Burn…")).triggered.connect(lambda _checked=False: self.burn.emit())
        self.more = IconButton("more", "", self._open_menu)
        # Heads are equally high with and without a menu, and cards equally wide whatever they say.
        kept = self.more.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.more.setSizePolicy(kept)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._big = AmountLabel(28, align_left=True)
        self._fitted = FittedAmount(20, longest=_FITTING)
        self._held = PlainText("", "caption", wrap=True)
        self._chart = LineChart(72)
        self._chart.set_caption(self.tr("Last 30 days"))
        self.again = LinkButton(self.tr("Retry"), self.retry.emit)
        self.again.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        top = row(spacing=8)
        top.addWidget(self._symbol)
        top.addWidget(self._name, 1)
        top.addWidget(self.more)
        words = column(spacing=2)
        words.addLayout(top)
        words.addWidget(self._issuer)
        self.body.setSpacing(8)
        self.add(words)
        self.add(self._big)
        self.add(self._fitted)
        self.add(self._held)
        self.body.addStretch(1)
        self.add(self._chart)
        self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)

    def show_card(self, view: CardView) -> None:
        """Show a balance as it is now."""
        if view == self._view:
            return
        before, self._view = self._view, view
        self._symbol.set_text(view.symbol)
        self._name.set_text("" if view.name == view.symbol else view.name)
        self._issuer.setVisible(bool(view.issuer))
        self._issuer.set_text(self.tr("Issued by {name}").format(name=view.issuer))
        self.more.setVisible(view.issued_here)
        self.more.set_name(self.tr("Supply of {symbol}").format(symbol=view.symbol))
        self._show_amounts(view)
        if before is None or (view.daily, view.hidden, view.colour) != (before.daily, before.hidden, before.colour):
            self._show_line(view)
        amount = self.tr("hidden amount") if view.hidden else format_amount(view.balance.settled, self._numbers)
        self.setAccessibleName(f"{view.symbol}, {amount}")
        self.setAccessibleDescription(" ".join(part for part in (view.name, self._issuer_words(view)) if part))

    def tab_stops(self) -> tuple[QWidget, ...]:
        """Return what Tab reaches within the card, in order."""
        return self.more, self._chart, self.again

    def menu(self) -> list[str]:
        """Return what the menu offers."""
        return [action.text() for action in self._menu.actions()]

    def choose(self, index: int) -> None:
        """Do what the menu offers at `index`, as a click there would."""
        self._menu.actions()[index].trigger()

    def _issuer_words(self, view: CardView) -> str:
        return self.tr("Issued by {name}").format(name=view.issuer) if view.issuer else ""

    def _show_amounts(self, view: CardView) -> None:
        text = format_amount(view.balance.settled, self._numbers)
        fraction = decimals_at(text, view.balance.settled)
        big = view.hidden or len(text) <= _BIG
        self._big.setVisible(big)
        self._fitted.setVisible(not big)
        self._big.set_hidden_amount(view.hidden)
        if big:
            self._big.set_amount(text, fraction_at=fraction)
        else:
            self._fitted.set_amount(text, fraction_at=fraction)
        held = view.balance.held.units > 0
        self._held.setVisible(held)
        if held:
            words = self.tr("{available} available, {held} held until approved")
            available, held_back = self._written(view.balance.available), self._written(view.balance.held)
            self._held.setToolTip(words.format(available=available, held=held_back))
            short = [cut_middle(text, 8, 8) for text in (available, held_back)]
            self._held.set_text(words.format(available=short[0], held=short[1]))

    def _written(self, amount: Amount) -> str:
        hidden = self._view is not None and self._view.hidden
        return HIDDEN_AMOUNT if hidden else format_amount(amount, self._numbers)

    def _show_line(self, view: CardView) -> None:
        self._chart.set_colour(view.colour)
        self._chart.setAccessibleName(self.tr("{symbol}, last 30 days").format(symbol=view.symbol))
        days: tuple[DailyBalance, ...] = ()
        match view.daily:
            case Loaded(value) | Stale(value):
                days = value
                self._chart.set_empty_text(self.tr("No history yet"))
            case Failed():
                self._chart.set_empty_text(self.tr("The last 30 days can't be shown now"))
            case Loading() | None:
                self._chart.set_empty_text("")
            case _:
                assert_never(view.daily)
        self.again.setVisible(isinstance(view.daily, Failed))
        self._chart.set_points([self._point(day, view) for day in days], self._told(days, view))

    def _point(self, day: DailyBalance, view: CardView) -> ChartPoint:
        value = with_symbol(day.settled, view.symbol, self._numbers, hidden=view.hidden)
        return ChartPoint(day.settled.units, value if len(value) <= _FITTING + 8 else self._short(day), _day(day))

    def _short(self, day: DailyBalance) -> str:
        text = format_amount(day.settled, self._numbers)
        return f"{text[:_BIG]}…"

    def _told(self, days: tuple[DailyBalance, ...], view: CardView) -> str:
        """Say in words what the line shows."""
        if len(days) < 2 or view.hidden:  # noqa: PLR2004 - a line has two ends
            return ""
        lowest, highest = (choose(days, key=lambda day: day.settled.units) for choose in (min, max))
        words = self.tr("From {first} to {last}; lowest {low} on {low_day}, highest {high} on {high_day}.")
        first, last, low, high = (
            with_symbol(day.settled, view.symbol, self._numbers) for day in (days[0], days[-1], lowest, highest)
        )
        return words.format(first=first, last=last, low=low, low_day=_day(lowest), high=high, high_day=_day(highest))

    def _open_menu(self) -> None:
        corner = self.more.mapToGlobal(self.more.rect().bottomRight())
        self._menu.popup(corner - QPoint(self._menu.sizeHint().width(), -4))


def _day(day: DailyBalance) -> str:
    return short_date(QDate(day.day.year, day.day.month, day.day.day))
