"""The form to sign a plain message: who signs, and the text, exactly as it will be signed."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.did import KEY_PREFIX
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import message_hash
from qwallet_desktop.domain.plain_message import clean_lines, message_of, parse_text
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.offline_actions import SignText
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import SignMessageSheet as Named
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.paper_sheet import PaperSheet
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.widgets.toggles import Select


@dataclass(frozen=True, slots=True)
class View:
    """Who may sign, at which node, and what was made of it."""

    signers: tuple[IdentityId, ...] = ()
    chosen: IdentityId | None = None
    identities: Identities = Identities()
    node_id: NodeId | None = None
    offline: Offline = Offline()


def select(state: State) -> View:
    """Return what the sheet draws."""
    sheet = state.navigation.sheet
    asked = sheet.identity_id if isinstance(sheet, Named) else None
    signers = tuple(one for one in state.lock.held if one not in state.aids.held and one.startswith(KEY_PREFIX))
    wanted = (asked, state.identities.active)
    chosen = next((one for one in wanted if one in signers), signers[0] if signers else None)
    return View(signers, chosen, state.identities, state.last_known.node_id, state.offline)


class SignMessageDialog(PaperSheet):
    """Text and signer; under it what is signed where that is not just what was typed."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, self.tr("Sign another message"))
        self._view = View()
        self.set_title(self.tr("Sign a message"))
        self.set_verb(self.tr("Sign message"))
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        self.text = TextArea(self.tr("For example: this DID is mine. Mara Lindqvist, 23 November"), lines=6)
        words = self.tr(
            "Whoever gets the text with its signature can check that it was this identity that signed it. It moves "
            "nothing and agrees to nothing in the ledger. Sign only what you would put your name under."
        )
        self.add(PlainText(words, "muted", wrap=True))
        self.add_field("signer", FormField(self.tr("Signed by"), self.signer))
        self.add_field("text", FormField(self.tr("Text"), self.text))
        self._cleaned = PlainText("", "caption", wrap=True)
        self._hash = IdLabel("", head=18, tail=8)
        line = row(spacing=12)
        line.addWidget(PlainText(self.tr("Hash"), "muted"))
        line.addWidget(self._hash, 1)
        self.add(self._cleaned)
        self.form_stack.addLayout(line)
        self.add(self.fault)
        self.text.textChanged.connect(self._edited)
        self.signer.currentIndexChanged.connect(lambda _index: self._edited())

    def first_focus(self) -> QWidget | None:
        """Begin with the text."""
        return self.text if self.text.isVisibleTo(self) else super().first_focus()

    def draw(self, view: View) -> None:
        """Draw who may sign, and what was made."""
        before, self._view = self._view, view
        if view.signers != before.signers or view.identities is not before.identities:
            self.signer.set_options([(did, called(view.identities, did)) for did in view.signers])
        if view.chosen is not None and view.chosen != before.chosen:
            self.signer.set_current(view.chosen)
        if view.offline.turn != before.offline.turn and before.offline.paper is not None:
            self.text.set_text("")
        if view.offline.paper is None and view.offline.problem is not None:
            self.show_problem(view.offline.problem)
        self._edited()

    def submit(self) -> None:
        """Ask for the signature."""
        view = self._view
        self.clear_problems()
        text = self.checked("text", lambda: parse_text(self.text.toPlainText()))
        if text is None or view.node_id is None or not self.signer.current():
            return
        self.bench.dispatch(SignText(IdentityId(self.signer.current()), view.node_id, text))

    def _edited(self) -> None:
        typed, view = self.text.toPlainText(), self._view
        text, signer = clean_lines(typed), IdentityId(self.signer.current())
        ready = bool(text) and bool(signer) and view.node_id is not None
        hashed = "" if view.node_id is None else message_hash(message_of(text, signer, view.node_id))
        self._hash.set_value(hashed if ready else "")
        self._cleaned.set_text(
            self.tr("Characters that one can't see, and spaces at the ends of lines, are left out.")
            if text != typed.strip("\n")
            else ""
        )
        self._cleaned.setVisible(bool(self._cleaned.text()))
        self.show_offline(view.offline, ready=ready or view.offline.paper is None)
        self.set_verb_enabled(ready and view.offline.paper is None and not view.offline.busy)
