"""The form of a new single holder: its name, to whom it belongs, who guards it, or which token it takes."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus, clean_text
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.invitations import needs_invitation
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.dialogs.identity_kinds import TYPES, NewKind
from qwallet_desktop.ui.invitation_field import InvitationField
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select


class SingleForm(QWidget):
    """Shows the fields that a kind has; problems are said under the one that they are about."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = NewKind.OWN
        self._identities = Identities()
        self.name = TextField(self.tr("For example Savings"))
        self.owner = Select(self.tr("Belongs to"))
        self.guardian = Select(self.tr("Guardian"))
        self.token = Select(self.tr("Token"))
        for select in (self.owner, self.guardian, self.token):
            select.give_way()
        self.name_field = FormField(self.tr("Name"), self.name, "")
        self.owner_field = FormField(self.tr("Belongs to"), self.owner, "")
        self.guardian_field = FormField(self.tr("Guardian"), self.guardian, "")
        self.token_field = FormField(self.tr("Token"), self.token, "")
        self.invitation = InvitationField()
        self._served = ""
        self._twin = Banner("", "caution", "warning")
        self._twin.hide()
        self._meaning = PlainText("", "muted", wrap=True)
        stack = column(self, spacing=16)
        parts = (self.name_field, self._twin, self.guardian_field, self.owner_field, self.token_field)
        for widget in (*parts, self.invitation, self._meaning):
            stack.addWidget(widget)
        self.name.textChanged.connect(lambda _text: self._named())
        self.owner.currentIndexChanged.connect(lambda _index: self._explain())
        self.guardian.currentIndexChanged.connect(lambda _index: self._explain())
        self.token.currentIndexChanged.connect(lambda _index: self.token_field.set_error(""))

    def show_kind(self, kind: NewKind) -> None:
        """Show the fields of a kind."""
        self._kind = kind
        self.guardian_field.setVisible(kind is NewKind.GUARDED)
        self.owner_field.setVisible(kind in {NewKind.SUB, NewKind.GUARDED})
        self.token_field.setVisible(kind is NewKind.AID)
        self.ask_invitation(self._served)
        only_here = self.tr("For you, in memory only. The node is told no name.")
        others = self.tr("For you, and for its owner and guardian if it has them. Others see its DID.")
        self.name_field.set_help(only_here if kind is NewKind.AID else others)
        self.token_field.set_help(self.tr("It can hold and pay this token only, and it can't be changed later."))
        self._offer_owners()
        self._explain()

    def ask_invitation(self, served: str) -> None:
        """Ask for an invitation where others run the node, for kinds that nobody vouches for."""
        self._served = served
        self.invitation.set_served(served, shown=needs_invitation(TYPES[self._kind]) and self._kind is not NewKind.SUB)

    def offer(self, identities: Identities, owners: Sequence[IdentityId], guardians: Sequence[IdentityId]) -> None:
        """Offer who could own or guard the new identity."""
        self._identities, self._owners = identities, tuple(owners)
        choose = [("", self.tr("Choose who guards it…"))]
        _offer(self.guardian, [*choose, *((did, called(identities, did)) for did in guardians)])
        self._offer_owners()
        self._say_meaning()

    def _named(self) -> None:
        """Warn of a name that another identity has: the two could be mistaken for each other."""
        self.name_field.set_error("")
        name = clean_text(self.name.text()).casefold()
        known = self._identities.known.values()
        twin = next((one for one in known if name and one.name.casefold() == name), None)
        self._twin.setVisible(twin is not None)
        if twin is not None:
            words = self.tr("You have an identity called {name} already. Another name keeps the two apart.")
            self._twin.set_banner(words.format(name=plain(twin.name)), "caution", "warning")

    _owners: tuple[IdentityId, ...] = ()

    def _offer_owners(self) -> None:
        sub = self._kind is NewKind.SUB
        nobody = self.tr("Choose its owner…") if sub else self.tr("Nobody: only its guardian stands by it")
        names = [(did, plain(called(self._identities, did))) for did in self._owners]
        _offer(self.owner, [("", nobody), *names])

    def offer_tokens(self, tokens: Mapping[TokenId, Token]) -> None:
        """Offer the tokens that are known."""
        ordered = sorted(tokens.values(), key=lambda token: (token.symbol, token.id))
        names = [(token.id, f"{plain(token.symbol)} · {plain(token.name)}") for token in ordered]
        _offer(self.token, [("", self.tr("Choose a token…")), *names])

    def parse_owner(self) -> IdentityId | None:
        """Return the chosen owner.

        Raises:
            Refused: LINK_INVALID at "link", where one is needed; IDENTITY_FROZEN where it is frozen by now.
        """
        chosen = self.owner.current() if self._kind in {NewKind.SUB, NewKind.GUARDED} else ""
        if not chosen and self._kind is NewKind.SUB:
            raise refuse(Code.LINK_INVALID, at="link", reason="missing")
        return self._stands(chosen, "link")

    def parse_guardian(self) -> IdentityId | None:
        """Return the chosen guardian.

        Raises:
            Refused: GUARDIAN_MISSING at "guardianLink"; IDENTITY_FROZEN where it is frozen by now.
        """
        if self._kind is not NewKind.GUARDED:
            return None
        if not self.guardian.current():
            raise refuse(Code.GUARDIAN_MISSING, at="guardianLink")
        return self._stands(self.guardian.current(), "guardianLink")

    def parse_token(self) -> TokenId:
        """Return the chosen token.

        Raises:
            Refused: TOKEN_UNKNOWN at "tokenId".
        """
        if not self.token.current():
            raise refuse(Code.TOKEN_UNKNOWN, at="tokenId")
        return TokenId(self.token.current())

    def _stands(self, chosen: str, at: str) -> IdentityId | None:
        if not chosen:
            return None
        known: Identity | None = self._identities.known.get(IdentityId(chosen))
        if known is not None and known.status is not IdentityStatus.ACTIVE:
            raise refuse(Code.IDENTITY_FROZEN, at=at)
        return IdentityId(chosen)

    def _explain(self) -> None:
        self.owner_field.set_error("")
        self.guardian_field.set_error("")
        self._say_meaning()

    def _say_meaning(self) -> None:
        """Say what belonging and guarding mean, before one chooses them."""
        said: list[str] = []
        guardian, owner = self.guardian.current(), self.owner.current()
        if self._kind is NewKind.GUARDED and guardian:
            words = self.tr(
                "{guardian} signs each of its payments, reads its balances and history, may freeze it, and sets the "
                "limits that it can pay within."
            )
            said.append(words.format(guardian=called(self._identities, IdentityId(guardian))))
        if self._kind in {NewKind.SUB, NewKind.GUARDED} and owner:
            words = self.tr(
                "{owner} can read the new identity's balances and history, freeze it, replace its key if it is lost, "
                "and close it. Only the new identity can pay from it."
            )
            said.append(words.format(owner=called(self._identities, IdentityId(owner))))
        if said:
            said.append(self.tr("Both keys sign this link, and it can't be undone."))
        self._meaning.set_text(" ".join(said))
        self._meaning.setVisible(bool(said))


def _offer(select: Select, options: list[tuple[str, str]]) -> None:
    """Offer options if they have changed, so that what is said about the chosen one stays."""
    there = [(str(select.itemData(at) or ""), select.itemText(at)) for at in range(select.count())]
    if there != [(key, plain(text)) for key, text in options]:
        select.set_options(options)
