"""Whether a plain message was signed by whom it says: read from a file, the clipboard or the screen."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.plain_message import PlainMessage
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.offline_actions import BeginAnew
from qwallet_desktop.state.papers import Wanted
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.source_panel import SourcePanel
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column


@dataclass(frozen=True, slots=True)
class View:
    """What was read, and who is known here."""

    offline: Offline = Offline()
    identities: Identities = Identities()
    node_id: NodeId | None = None


def select(state: State) -> View:
    """Return what the sheet draws."""
    return View(state.offline, state.identities, state.last_known.node_id)


class VerifyMessageDialog(FormSheet):
    """Where it comes from; then who signed which text, or that nobody did."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=560)
        self.set_title(self.tr("Verify a message"))
        self.set_cancel("")
        self.set_verb(self.tr("Close"))
        words = self.tr("Open the signed message, paste it, or let this computer read its code.")
        self.source = SourcePanel(bench, Wanted.MESSAGE, words)
        self.answer = Banner()
        self._signer = Party(self.tr("Signed by"), show_id=False)
        self._text = PlainText("", "quote", wrap=True, selectable=True)
        self._text.setAccessibleName(self.tr("Text"))
        self._did = PlainText("", "mono", wrap=True, selectable=True)
        self._did.setAccessibleName(self.tr("DID"))
        self._facts = KeyValueGrid()
        self.another = GhostButton(self.tr("Verify another message"), lambda: bench.dispatch(BeginAnew()))
        self._found = QWidget()
        stack = column(self._found, spacing=12)
        for widget in (self.answer, self._signer, self._did, PlainText(self.tr("Text"), "caption"), self._text):
            stack.addWidget(widget)
        stack.addWidget(self._facts)
        self.add(self.source)
        self.add(self._found)
        self.add_foot(self.another)

    def draw(self, view: View) -> None:
        """Draw what was read."""
        message = view.offline.found
        found = isinstance(message, PlainMessage)
        self.source.setVisible(not found)
        self.source.show_state(view.offline)
        self._found.setVisible(found)
        self.another.setVisible(found)
        if isinstance(message, PlainMessage):
            self._show(message, view)

    def submit(self) -> None:
        """Close: there is nothing to do but to look."""
        self.leave()

    def _show(self, message: PlainMessage, view: View) -> None:
        who = person(view.identities, message.signer)
        if not message.holds:
            words = self.tr(
                "This signature does not hold: the text was changed, or somebody else signed it. Don't rely on it."
            )
            self.answer.set_banner(words, "danger", "warning")
        elif who.name:
            words = self.tr("The signature holds: {name} signed exactly this text.").format(name=plain(who.name))
            self.answer.set_banner(words, "positive", "shield")
        else:
            words = self.tr(
                "The signature holds: whoever has the key of this DID signed exactly this text. Nobody here knows "
                "whose it is: compare the DID with one that you have from the signer."
            )
            self.answer.set_banner(words, "accent", "shield")
        self._signer.set_side(self.tr("Signed by") if message.holds else self.tr("Said to be signed by"))
        show_party(self._signer, view.identities, message.signer)
        self._did.set_text(message.signer)
        self._text.set_text(message.text)
        self._facts.clear()
        here = message.node_id == view.node_id
        ledger = self.tr("The one that you are connected to") if here else message.node_id
        self._facts.add_row(self.tr("Ledger"), ledger, kind="text" if here else "id")
        self._facts.add_row(self.tr("Hash"), message.hash, kind="id", copyable=True)
