"""One identity: what it is, its family, and how to rename, freeze, close and hide it, or replace its key."""

from enum import Enum, auto
from typing import assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType, parse_name
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.asks import CloseIdentity, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.preferences import HideIdentity
from qwallet_desktop.state.sheets import IdentitySheet, SignMessageSheet
from qwallet_desktop.state.submission import Idle, Pending, Refused, Submission
from qwallet_desktop.state.successor_key import ReplaceKey
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.closing import CloseForm
from qwallet_desktop.ui.dialogs.freezing import FreezeForm, frozen_sentence, lifting_sentence
from qwallet_desktop.ui.dialogs.identity_details import Deed, IdentityDetails
from qwallet_desktop.ui.dialogs.identity_view import View, select
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.dialogs.succession import SuccessorForm
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.plain import plain

__all__ = ["IdentityDialog", "Page", "View", "select"]


class Page(Enum):
    """The faces of the sheet: the details, and a question for each thing that is not done by one click."""

    DETAILS = auto()
    FREEZE = auto()
    UNFREEZE = auto()
    CLOSE = auto()
    REPLACE = auto()


class IdentityDialog(OperationSheet):
    """The details with *Rename*, and the questions."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=540)
        self._view = View()
        self._page = Page.DETAILS
        self._shown: Submission = Idle()
        self._replaces = False
        self.details = IdentityDetails(lambda did: bench.dispatch(OpenSheet(IdentitySheet(did))))
        self.name, self.unfreeze, self.show_code = self.details.name, self.details.unfreeze, self.details.show_code
        self.form, self.lifting = FreezeForm(), FreezeForm(lifts=True)
        self.closing, self.replacing = CloseForm(), SuccessorForm()
        self._add_deeds()
        for face in (self.details, self.form, self.lifting, self.closing, self.replacing, self.fault):
            self.add(face)
        self.unfreeze.clicked.connect(lambda: self._turn_to(Page.UNFREEZE))
        self.name.textChanged.connect(lambda _text: self._name_edited())
        self.closing.taker.currentIndexChanged.connect(lambda _index: self._show_verbs())
        self.know_field("name", self.details.name_field)
        self.know_field("sweepTo", self.closing.taker_field)
        self._show_page(Page.DETAILS)

    def _add_deeds(self) -> None:
        self._stops = self.tr("Stops its payments, in and out, until the freeze is lifted.")
        self._stops_later = self.tr("Any one of its admins must agree; then its payments stop, in and out.")
        replaces = self.tr("Puts a new key in its place, for a key that is old, lost or in wrong hands.")
        ends = self.tr("Ends it for good; what it has goes to an identity of your choice.")
        self._freeze = self._deed(self._stops, self.tr("Freeze…"), "snowflake", Page.FREEZE)
        self._replace = self._deed(replaces, self.tr("Replace the key…"), "key", Page.REPLACE)
        self._close_deed = self._deed(ends, self.tr("Close…"), "cross", Page.CLOSE)
        signs = self.tr("Signs a text in its name, which anybody can then verify.")
        self._sign = self.details.add_deed(Deed(signs, self.tr("Sign a message…"), "note", self._sign_message))
        self._hide = self.details.add_deed(Deed("", self.tr("Hide"), "eye-off", self._toggle_hidden))
        self.freeze, self.replace_key = self._freeze.button, self._replace.button
        self.close_it, self.hide_it = self._close_deed.button, self._hide.button

    def _deed(self, sentence: str, verb: str, icon: str, page: Page) -> Deed:
        return self.details.add_deed(Deed(sentence, verb, icon, lambda: self._turn_to(page)))

    def draw(self, view: View) -> None:
        """Draw the identity and what became of what was asked for."""
        before, self._view = self._view, view
        identity = view.identity
        if identity is None:
            return
        if identity != before.identity or view.identities is not before.identities or view.family != before.family:
            ours = bool(view.signing.renaming)
            self.details.show_identity(identity, view.identities, before.identity, ours=ours)
            self.details.show_family(identity, view.identities, view.family)
        self._show_state(identity)
        self._show_forms(identity)
        self._show_page(self._page if self._still_possible(self._page) else Page.DETAILS)
        self.show_asked(view.asked)
        self._show_submission(view.submission)

    def submit(self) -> None:
        """Rename, or do what was asked about."""
        identity = self._view.identity
        if identity is None:
            return
        match self._page:
            case Page.DETAILS:
                self._rename(identity)
            case Page.FREEZE:
                self._set_status(identity, self.form, IdentityStatus.FROZEN)
            case Page.UNFREEZE:
                self._set_status(identity, self.lifting, IdentityStatus.ACTIVE)
            case Page.CLOSE:
                self._close_identity(identity)
            case Page.REPLACE:
                self._replace_key(identity)
            case _:
                assert_never(self._page)

    def may_submit(self) -> bool:
        """Tell whether there is another name to give, or something to be done."""
        identity = self._view.identity
        if identity is None or isinstance(self._shown, Pending):
            return False
        if self._page is Page.CLOSE:
            return self.closing.is_ready()
        renames = bool(self._view.signing.renaming) and self.name.text() != identity.name
        return self._page is not Page.DETAILS or renames

    def dismiss(self) -> None:
        """Go back from a question to the details, else close."""
        if self._page is not Page.DETAILS and not self.waits():
            page = self._page
            self._turn_to(Page.DETAILS)
            self._button_of(page).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().dismiss()

    def _button_of(self, page: Page) -> QWidget:
        return {
            Page.FREEZE: self.freeze,
            Page.UNFREEZE: self.unfreeze,
            Page.CLOSE: self.close_it,
            Page.REPLACE: self.replace_key,
        }.get(page, self.name)

    def _show_state(self, identity: Identity) -> None:
        view = self._view
        said = frozen_sentence(identity, view.identities)
        lifts = lifting_sentence(identity, view.identities, view.charter)
        self.details.show_state(identity, f"{said} {lifts}", liftable=bool(view.signing.lifting))
        active = identity.status is IdentityStatus.ACTIVE
        asks = bool(view.signing.asking)
        self._freeze.setVisible(active and (asks or bool(view.signing.freezing)))
        self._freeze.words.set_text(self._stops_later if asks else self._stops)
        self.freeze.set_text(self.tr("Ask for a freeze…") if asks else self.tr("Freeze…"))
        self._replace.setVisible(bool(view.signing.replacing))
        self._close_deed.setVisible(bool(view.signing.closing))
        may_hide = identity.type is not IdentityType.AID
        self._hide.setVisible(may_hide)
        leaves = self.tr("Leaves it out of the list of identities on this desktop; nothing else changes.")
        shows = self.tr("It is hidden on this desktop.")
        self._hide.words.set_text(shows if view.hidden else leaves)
        self.hide_it.set_text(self.tr("Show again") if view.hidden else self.tr("Hide"))
        # Its own key signs, which no group has, and which of an anonymous one says more than it should.
        self._sign.setVisible(may_hide and identity.id in view.signing.renaming)
        deeds = (self._freeze, self._replace, self._close_deed, self._sign, self._hide)
        self.details.show_deeds(shown=any(not deed.isHidden() for deed in deeds))

    def _show_forms(self, identity: Identity) -> None:
        view, signing = self._view, self._view.signing
        self.form.set_asks(asks=bool(signing.asking))
        self.form.set_identity(identity, view.identities, signing.freezing or signing.asking, view.charter)
        self.lifting.set_identity(identity, view.identities, signing.lifting, view.charter)
        self.closing.set_identity(identity, view.identities, view.holdings, signing.closing, self.bench.numbers)
        self.replacing.set_identity(identity, view.identities, signing.replacing)

    def _still_possible(self, page: Page) -> bool:
        identity = self._view.identity
        if identity is None or page is Page.DETAILS:
            return identity is not None
        wanted = IdentityStatus.FROZEN if page is Page.UNFREEZE else IdentityStatus.ACTIVE
        fits = identity.status is wanted or page in {Page.CLOSE, Page.REPLACE}
        return fits and identity.status is not IdentityStatus.CLOSED

    def _turn_to(self, page: Page) -> None:
        self._show_page(page)
        first: dict[Page, QWidget] = {
            Page.FREEZE: self.form.reason,
            Page.UNFREEZE: self.lifting.reason,
            Page.CLOSE: self.closing.taker if self.closing.has_balances() else self._cancel,
            Page.REPLACE: self._cancel,
        }
        if page in first:
            first[page].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, page: Page) -> None:
        if page is not self._page:
            self.clear_problems()
        self._page = page
        faces = {
            Page.DETAILS: self.details,
            Page.FREEZE: self.form,
            Page.UNFREEZE: self.lifting,
            Page.CLOSE: self.closing,
            Page.REPLACE: self.replacing,
        }
        for each, face in faces.items():
            face.setVisible(each is page)
        self.know_field("reason", (self.lifting if page is Page.UNFREEZE else self.form).reason_field)
        final = {Page.CLOSE, Page.REPLACE} if self._asks() else {Page.FREEZE, Page.CLOSE, Page.REPLACE}
        self.set_dangerous(page in final)
        self._show_verbs()

    def _show_verbs(self) -> None:
        name = plain(self._view.identity.name) if self._view.identity is not None else ""
        titles = {
            Page.DETAILS: name,
            Page.FREEZE: self.tr("Ask for a freeze of {name}?") if self._asks() else self.tr("Freeze {name}?"),
            Page.UNFREEZE: self.tr("Unfreeze {name}?"),
            Page.CLOSE: self.tr("Close {name} for good?"),
            Page.REPLACE: self.tr("Replace the key of {name}?"),
        }
        title = titles[self._page]
        self.set_title(title if self._page is Page.DETAILS else title.format(name=name))
        self.set_verb(self._verb_of(self._page))
        self.set_cancel(self.tr("Close") if self._page is Page.DETAILS else self.tr("Back"))
        self.allow_verb()

    def _verb_of(self, page: Page) -> str:
        match page:
            case Page.DETAILS:
                return self.tr("Rename")
            case Page.FREEZE:
                return self.tr("Ask for a freeze") if self._asks() else self.tr("Freeze")
            case Page.UNFREEZE:
                return self.tr("Unfreeze")
            case Page.CLOSE:
                taker = self.closing.taker.current() if self.closing.has_balances() else ""
                if not taker:
                    return self.tr("Close it")
                name = called(self._view.identities, IdentityId(taker))
                return self.tr("Send all to {name} and close").format(name=name)
            case Page.REPLACE:
                return self.tr("Make a new key and replace")
            case _:
                assert_never(page)

    def _asks(self) -> bool:
        """Tell whether nobody here may freeze it, and somebody may ask its admins to."""
        return bool(self._view.signing.asking)

    def _rename(self, identity: Identity) -> None:
        name = self.checked("name", lambda: parse_name(self.name.text()))
        actor = next(iter(self._view.signing.renaming), None)
        if name is not None and actor is not None:
            self.ask(identity.id, RenameIdentity(name), _other(actor, identity))

    def _set_status(self, identity: Identity, form: FreezeForm, status: IdentityStatus) -> None:
        reason = self.checked("reason", form.parsed_reason)
        actor = form.actor()
        if reason is not None and actor is not None:
            self.ask(actor, SetIdentityStatus(identity.id, status, reason))

    def _close_identity(self, identity: Identity) -> None:
        taken = self.checked("sweepTo", lambda: (self.closing.sweep_to(),))
        actor = self.closing.actor()
        if taken is not None and actor is not None:
            self.ask(identity.id, CloseIdentity(taken[0]), _other(actor, identity))

    def _replace_key(self, identity: Identity) -> None:
        actor = self.replacing.actor()
        if actor is None or self.waits() or isinstance(self._shown, Pending):
            return
        self.clear_problems()
        self._replaces = True
        self.bench.dispatch(ReplaceKey(self.bench.new_request_id(), identity.id, actor))

    def _show_submission(self, submission: Submission) -> None:
        """Draw whether the new key could be made; the rest is an operation."""
        before, self._shown = self._shown, submission
        if submission == before:
            return
        self.allow_verb()
        if isinstance(submission, Refused) and self._replaces:
            self.show_problem(submission.problem)

    def _sign_message(self) -> None:
        if self._view.identity is not None:
            self.bench.dispatch(OpenSheet(SignMessageSheet(self._view.identity.id)))

    def _toggle_hidden(self) -> None:
        identity = self._view.identity
        if identity is not None:
            self.bench.dispatch(HideIdentity(identity.id, not self._view.hidden))

    def _name_edited(self) -> None:
        self.details.name_field.set_error("")
        self.allow_verb()


def _other(actor: IdentityId, identity: Identity) -> IdentityId | None:
    """Return who signs where that is not the identity itself."""
    return None if actor == identity.id else actor
