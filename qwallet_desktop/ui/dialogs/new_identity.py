"""The form for another identity: its name, and whether it belongs to one of one's roots."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import IdentityStatus, IdentityType, parse_name
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import CreateIdentity, ForgetIdentitySubmission, Identities
from qwallet_desktop.state.root import State
from qwallet_desktop.state.submission import Idle, Submission
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.submission_sheet import SubmissionSheet
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import set_look
from qwallet_desktop.ui.widgets.toggles import Select


@dataclass(frozen=True, slots=True)
class View:
    """Who could own the new identity: active roots of this desktop without an owner."""

    identities: Identities = Identities()
    owners: tuple[IdentityId, ...] = ()
    submission: Submission = Idle()


def select(state: State) -> View:
    """Return what the form offers."""
    known, held = state.identities.known, frozenset(state.lock.held)
    owners = tuple(
        did
        for did in state.identities.order
        if did in held
        and known[did].type is IdentityType.ROOT
        and known[did].status is IdentityStatus.ACTIVE
        and known[did].owner is None
    )
    return View(state.identities, owners, state.identities.submission)


class NewIdentityDialog(SubmissionSheet):
    """Asks for a name and an owner; the key is made by the vault."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, ForgetIdentitySubmission())
        self._view = View()
        self.set_title(self.tr("New identity"))
        self.set_verb(self.tr("Create identity"))
        self.add(PlainText(self._introduction(), "muted", wrap=True))
        self.name = TextField(self.tr("For example Savings"))
        self.owner = Select(self.tr("Belongs to"), (("", self.tr("Nobody: it is independent")),))
        self.owner.give_way()
        self.add_field(
            "name",
            FormField(
                self.tr("Name"), self.name, self.tr("For you, and for its owner if it has one. Others see its DID.")
            ),
        )
        self.add_field("link", FormField(self.tr("Belongs to"), self.owner))
        self._meaning = Card(margin=12)
        set_look(self._meaning, look="well")
        self._party = Party(self.tr("Owner"), size=28, show_id=False)
        self._words = PlainText("", "muted", wrap=True)
        self._meaning.add(self._party)
        self._meaning.add(self._words)
        self.add(self._meaning)
        self.add(self.fault)
        self.name.textChanged.connect(lambda _text: self._fields["name"].set_error(""))
        self.owner.currentIndexChanged.connect(lambda _index: self._explain())
        self._explain()

    def _introduction(self) -> str:
        return self.tr(
            "An identity has its own key, its own balances and its own history. "
            "The key comes from your recovery words, so they restore this one too."
        )

    def draw(self, view: View) -> None:
        """Offer the owners and draw what became of the request."""
        before, self._view = self._view, view
        if view.owners != before.owners or view.identities.known is not before.identities.known:
            names = [(did, plain(view.identities.known[did].name)) for did in view.owners]
            self.owner.set_options([("", self.tr("Nobody: it is independent")), *names])
            self._explain()
        self._fields["link"].setVisible(bool(view.owners))
        self._meaning.setVisible(bool(view.owners))
        self.show_submission(view.submission)

    def submit(self) -> None:
        """Check the name and ask for the identity."""
        name = self.checked("name", lambda: parse_name(self.name.text()))
        if name is None:
            return
        owner = IdentityId(self.owner.current()) if self.owner.current() else None
        self.ask(lambda request_id: CreateIdentity(request_id, name, owner))

    def _explain(self) -> None:
        """Say what belonging means, before one chooses it."""
        self._fields["link"].set_error("")
        owner = self.owner.current()
        self._party.setVisible(bool(owner))
        if not owner:
            self._words.set_text(self.tr("Only this identity's own key can read it, pay from it and freeze it."))
            return
        show_party(self._party, self._view.identities, IdentityId(owner))
        words = self.tr(
            "{owner} can read the new identity's balances and history, and freeze it; only the new identity can "
            "pay from it. Both keys sign this link, and it can't be undone."
        )
        self._words.set_text(words.format(owner=plain(self._party.name())))
