"""The table of decisions as a widget, and how a decision becomes one of its rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.domain.explanations import Deed, PastDecision
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import NumberStyle, format_amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.what_if import Case
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.models.rulings_model import Column, Ruling, RulingsModel
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.widgets.chips import ChipTone
from qwallet_desktop.ui.widgets.delegates import AmountDelegate, IdentityDelegate, StatusDelegate
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.row_table import RowTable
from qwallet_desktop.ui.wording import rule_sentence

_WIDTHS: Final = {Column.AMOUNT: 150, Column.OUTCOME: 172, Column.WHEN: 100}
_FOR_RULE: Final = 720
_FOR_TIME: Final = 520


class Verdict(NamedTuple):
    """What came of a payment, and the chip that says it."""

    words: str
    tone: ChipTone
    icon: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Rulings", text)


def deed_verdict(deed: Deed) -> Verdict:
    """Say what came of a payment when it was decided."""
    match deed:
        case Deed.MADE:
            return Verdict(_tr("Allowed"), "positive", "check")
        case Deed.OPENED:
            return Verdict(_tr("Others asked"), "caution", "clock")
        case Deed.REFUSED:
            return Verdict(_tr("Refused"), "danger", "cross")
        case _:
            assert_never(deed)


def supposed_verdict(outcome: Outcome) -> Verdict:
    """Say what other rules would have done to a payment."""
    match outcome:
        case Outcome.ALLOW:
            return Verdict(_tr("Would have gone"), "positive", "check")
        case Outcome.NEEDS_APPROVAL:
            return Verdict(_tr("Would have waited"), "caution", "clock")
        case Outcome.DENY:
            return Verdict(_tr("Would be refused"), "danger", "cross")
        case _:
            assert_never(outcome)


class Terms(NamedTuple):
    """What rows are written with."""

    identities: Identities
    tokens: Mapping[TokenId, Token]
    numbers: NumberStyle


def past_row(past: PastDecision, terms: Terms) -> Ruling:
    """Return a past decision as a row."""
    amount = past.asked if past.amount is None else format_amount(past.amount, terms.numbers)
    symbol = symbol_of(terms.tokens, TokenId(past.token_id))
    who = person(terms.identities, IdentityId(past.recipient))
    return Ruling(who, plain(amount), plain(symbol), *deed_verdict(past.deed), rule_sentence(past.rule), past.at)


def case_row(case: Case, terms: Terms) -> Ruling:
    """Return a payment that other rules would not have let through as a row."""
    amount = format_amount(case.amount, terms.numbers)
    symbol = symbol_of(terms.tokens, case.amount.token_id)
    who = person(terms.identities, case.recipient)
    return Ruling(who, amount, symbol, *supposed_verdict(case.outcome), rule_sentence(case.rule), case.at)


class RulingsTable(RowTable):
    """Shows decisions; `opened` gives the row whose reasons are wanted."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        self._rows = RulingsModel()
        super().__init__(self._rows, name, (Column.RECIPIENT, Column.RULE), told=Column.RECIPIENT, parent=parent)
        self.setItemDelegateForColumn(Column.RECIPIENT, IdentityDelegate(self))
        self.setItemDelegateForColumn(Column.AMOUNT, AmountDelegate(self))
        self.setItemDelegateForColumn(Column.OUTCOME, StatusDelegate(self))
        self.horizontalHeader().setSectionsClickable(False)
        self.fit()

    def set_rows(self, rows: tuple[Ruling, ...], now: datetime, *, hidden: bool) -> None:
        """Show decisions; `hidden` shows dots in place of amounts."""
        self._rows.set_rows(rows, now, hidden=hidden)

    def set_now(self, now: datetime) -> None:
        """Say anew how long ago everything was."""
        self._rows.set_now(now)

    def show_at_most(self, rows: int) -> None:
        """Be as high as there are rows, up to some."""
        shown = max(1, min(rows, self._rows.rowCount()))
        height = self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(shown * height + self.horizontalHeader().sizeHint().height() + 2)

    def fit(self) -> None:
        """Give the columns their widths; in a narrow table the rule and the time stand elsewhere."""
        self.give_way(((Column.RULE, _FOR_RULE), (Column.WHEN, _FOR_TIME)))
        self.set_widths(_WIDTHS)
