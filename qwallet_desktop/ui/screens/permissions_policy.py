"""The policy of an identity as sentences, each with a mark that says the same."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.policy_words import PolicyWords, offset_of
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import clear, column, row
from qwallet_desktop.ui.widgets.time_label import relative_time


@dataclass(frozen=True, slots=True)
class PolicyView:
    """What the card draws.

    Attributes:
        version: The policy in force.
        identities: Those held here.
        tokens: The tokens that are known.
        changeable: Whether somebody here may ask for another one.
        drafted: Whether somebody began to write another one.
    """

    version: PolicyVersion
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    changeable: bool = False
    drafted: bool = False


class PolicyCard(Card):
    """Sentences under a head that says since when they hold."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("In force"), " ", parent=parent)
        self._bench = bench
        self._view: PolicyView | None = None
        self._said: tuple[str, ...] = ()
        self.change = SecondaryButton(self.tr("Change…"))
        self.header.add_action(self.change)
        holder = QWidget()
        self._stack = column(holder, spacing=12)
        self.add(holder)

    def draw(self, view: PolicyView) -> None:
        """Draw the policy in force."""
        if view == self._view:
            return
        self._view = view
        self.change.setVisible(view.changeable)
        self.change.set_text(self.tr("Go on changing…") if view.drafted else self.tr("Change…"))
        words = PolicyWords(view.tokens, view.identities, offset_of(self._bench.now()))
        clear(self._stack)
        said = words.sentences(view.version.policy)
        self._said = tuple(each.text for each in said)
        for each in said:
            line = row(spacing=12)
            line.addWidget(IconLabel(each.icon, each.tone), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(PlainText(each.text, wrap=True), 1)
            self._stack.addLayout(line)
        self.touch()

    def touch(self) -> None:
        """Say anew since when it holds."""
        if self._view is None:
            return
        version, identities = self._view.version, self._view.identities
        if version.by is None:
            self.header.set_sentence(self.tr("As every identity of this type is made; nobody has changed it."))
            return
        words = self.tr("Version {n}, set by {name} {when}.")
        when = relative_time(version.at, self._bench.now())
        said = words.format(n=version.version, name=called(identities, version.by), when=when)
        self.header.set_sentence(said)

    def words(self) -> tuple[str, ...]:
        """Return the sentences."""
        return self._said
