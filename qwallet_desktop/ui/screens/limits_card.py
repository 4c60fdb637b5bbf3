"""The limits of one scope as a card: bars of what is used, what is left and when it comes back, and fixed rules."""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import LimitScope, LimitUse, TokenLimits, TokenUse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.limit_words import LimitWords, scope_words, window_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText, Rule
from qwallet_desktop.ui.widgets.limit_bar import LimitBar
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import clear, column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time


@dataclass(frozen=True, slots=True)
class CardView:
    """What a card draws.

    Attributes:
        use: The limits of a scope, and how much of them is used.
        identities: Those held here.
        tokens: The tokens that are known.
        hidden: Whether amounts are shown as dots.
        changeable: Whether somebody here may ask for other limits.
        drafted: Whether somebody began to write others.
    """

    use: LimitUse
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hidden: bool = False
    changeable: bool = False
    drafted: bool = False

    def words(self, bench: Bench) -> LimitWords:
        """Return what says these limits."""
        return LimitWords(self.tokens, self.identities, bench.numbers, hidden=self.hidden)


class UseLine(QWidget):
    """A bar under its name, with what is used, what is left and when some of it comes back."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._left = PlainText("", "label"), PlainText("", "strong")
        self._bar = LimitBar()
        self._used, self._back = PlainText("", "caption", wrap=True), PlainText("", "caption", wrap=True)
        self._back.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        head, foot = row(spacing=12), row(spacing=12)
        head.addWidget(self._title, 1)
        head.addWidget(self._left)
        foot.addWidget(self._used, 3)
        foot.addWidget(self._back, 2)
        stack = column(self, spacing=4)
        stack.addLayout(head)
        stack.addWidget(self._bar)
        stack.addLayout(foot)

    def set_line(self, title: str, left: str, used: str, back: str) -> None:
        """Say everything."""
        self._title.set_text(title)
        self._left.set_text(left)
        self._used.set_text(used)
        self._back.set_text(back)
        self._back.setVisible(bool(back))

    def set_bar(self, spent: int, held: int, limit: int | None, name: str) -> None:
        """Draw the same."""
        self._bar.set_use(spent, held, limit, name)

    def words(self) -> str:
        """Return all that is said."""
        return " \u00b7 ".join(text.text() for text in (self._title, self._left, self._used, self._back) if text.text())


class LimitsCard(Card):
    """The limits of an identity, or of a family."""

    def __init__(self, bench: Bench, scope: LimitScope, *, parent: QWidget | None = None) -> None:
        super().__init__(scope_words(scope), " ", parent=parent)
        self._bench, self._scope = bench, scope
        self._view: CardView | None = None
        self.change = SecondaryButton(self.tr("Change…"))
        self.header.add_action(self.change)
        self.lines: list[UseLine] = []
        self._holder = QWidget()
        self._stack = column(self._holder, spacing=16)
        self.add(self._holder)

    def draw(self, view: CardView) -> None:
        """Draw the limits as they are now."""
        if self._view == view:
            return
        self._view = view
        self.change.setVisible(view.changeable)
        self.change.set_text(self.tr("Go on changing…") if view.drafted else self.tr("Change…"))
        self.change.setAccessibleName(f"{self.change.text()} {scope_words(self._scope)}")
        self.touch()

    def touch(self) -> None:
        """Say everything anew, for time has passed."""
        view = self._view
        if view is None:
            return
        now, words = self._bench.now(), view.words(self._bench)
        self.header.set_sentence(self._since(view, now))
        clear(self._stack)
        self.lines = []
        limits = view.use.version.limits
        for one in limits.tokens:
            self._add_token(view, one, words, now)
        if limits.max_transactions_per_hour is not None:
            self._add_count(view.use, words, now)
        self._add_rules(view, words)

    def words(self) -> str:
        """Return what the bars say."""
        return "\n".join(line.words() for line in self.lines)

    def _since(self, view: CardView, now: datetime) -> str:
        version = view.use.version
        if self._scope is LimitScope.FAMILY:
            about = self.tr("Shared by {name} and all identities of its own.")
            text = about.format(name=called(view.identities, version.identity_id))
        else:
            text = self.tr("For this identity alone.")
        if version.by is None:
            return text
        since = self.tr("Set by {name} {when}.")
        who = since.format(name=called(view.identities, version.by), when=relative_time(version.at, now))
        return f"{text} {who}"

    def _add_token(self, view: CardView, one: TokenLimits, words: LimitWords, now: datetime) -> None:
        self._stack.addWidget(PlainText(symbol_of(view.tokens, one.token_id), "heading"))
        for use in view.use.tokens:
            if use.token_id == one.token_id and use.limit is not None:
                self._add_use(use, words, now)
        if one.per_transaction is not None:
            text = self.tr("A single payment is at most {amount}.")
            self._add_rule("send", text.format(amount=words.amount(one.per_transaction)))
        if one.approval_above is not None:
            text = self.tr("More than {amount} in a single payment asks for approval.")
            self._add_rule("users", text.format(amount=words.amount(one.approval_above)))
        self._stack.addWidget(Rule())

    def _add_use(self, use: TokenUse, words: LimitWords, now: datetime) -> None:
        line = UseLine()
        used, left, back = words.used(use), words.left(use), words.comes_back(use, now)
        title = window_words(use.window)
        line.set_line(title, left, used, back)
        limit = use.limit.units if use.limit is not None else None
        name = f"{symbol_of(self._tokens(), use.token_id)}, {title}: {used}, {left}"
        line.set_bar(use.spent.units, use.held.units, limit, name)
        if use.frees_at is not None:
            line.setToolTip(absolute_time(use.frees_at))
        self.lines.append(line)
        self._stack.addWidget(line)

    def _tokens(self) -> Map[TokenId, Token]:
        return self._view.tokens if self._view is not None else Map()

    def _add_count(self, use: LimitUse, words: LimitWords, now: datetime) -> None:
        line, count = UseLine(), use.count
        made, more = words.made(count), words.more(count)
        line.set_line(self.tr("Payments in any hour"), more, made, words.next_again(count, now))
        line.set_bar(count.made, count.held, count.limit, f"{made}, {more}")
        self.lines.append(line)
        self._stack.addWidget(line)

    def _add_rules(self, view: CardView, words: LimitWords) -> None:
        limits = view.use.version.limits
        if limits.allowed_tokens:
            names = ", ".join(symbol_of(view.tokens, one) for one in limits.allowed_tokens)
            self._add_rule("filter", self.tr("Only {names} may be paid.").format(names=names))
        if limits.restricted_addresses:
            names = words.names(limits.restricted_addresses)
            self._add_rule("cross", self.tr("Never paid: {names}.").format(names=names))
        if not self._stack.count():
            self._add_rule("check", self.tr("Nothing is limited here."))

    def _add_rule(self, icon: str, text: str) -> None:
        line = row(spacing=8)
        line.addWidget(IconLabel(icon), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(PlainText(text, wrap=True), 1)
        holder = QWidget()
        holder.setLayout(line)
        self._stack.addWidget(holder)
