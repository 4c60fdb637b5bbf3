"""The Receive screen: the identity's DID as text and code, and a payment request as link, code or picture."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from immutables import Map
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.payment_request import PaymentRequest, build_payment_link
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities, active_identity
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.files import open_files
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.screens.receive_code import CodePanel
from qwallet_desktop.ui.screens.receive_request import RequestPanel
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column, set_look
from qwallet_desktop.ui.wording import sentence

PICTURE_PIXELS: Final = 1024
_STACKED: Final = 640
"""Width, at normal font size, below which the two cards stand one over the other."""


@dataclass(frozen=True, slots=True)
class View:
    """Who receives, and which tokens can be asked for."""

    identity: Identity | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = Map()


def select(state: State) -> View:
    """Return what the screen draws of the active identity."""
    return View(active_identity(state.identities), state.identities, state.tokens.known)


def token_choices(tokens: Map[TokenId, Token], identities: Identities) -> tuple[tuple[str, str], ...]:
    """Return (id, text) of every token by symbol; the issuer stands beside symbols that occur twice."""
    counted = Counter(token.symbol for token in tokens.values())
    ordered = sorted(tokens.values(), key=lambda token: (token.symbol, token.created_at, token.id))
    return tuple(
        (
            token.id,
            token.symbol if counted[token.symbol] == 1 else f"{token.symbol} · {called(identities, token.issuer)}",
        )
        for token in ordered
    )


class ReceiveScreen(QWidget):
    """The code on the left, the request that changes it on the right."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._dialog: QFileDialog | None = None
        self._frozen = Banner("", "caution", "snowflake")
        self._frozen.hide()
        self._told = Banner()
        self._told.hide()
        self.code = CodePanel()
        self.request = RequestPanel(bench.numbers)
        content = QWidget()
        set_look(content, look="bare")
        inner = column(content, spacing=12)
        inner.setContentsMargins(24, 16, 24, 24)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(16)
        self._cards.addWidget(self.code, 4)
        self._cards.addWidget(self.request, 5)
        for banner in (self._frozen, self._told):
            inner.addWidget(banner)
        inner.addLayout(self._cards)
        inner.addStretch(1)
        self.panel = StatePanel(scrolled(content, sideways=True), shape="tiles", count=2)
        column(self, spacing=0).addWidget(self.panel)
        self.request.changed.connect(self._show_code)
        self.request.save_asked.connect(self._ask_file)

    def draw(self, view: View) -> None:
        """Draw the active identity; another one begins with an empty request."""
        before, self._view = self._view, view
        identity = view.identity
        if identity is None:
            self.panel.show_loading()
            return
        self.panel.show_content()
        if before.identity is None or identity.id != before.identity.id:
            self._told.hide()
            self.request.begin(identity.id)
        if view.tokens is not before.tokens or view.identities is not before.identities:
            self.request.offer(view.tokens, token_choices(view.tokens, view.identities))
        self._frozen.setVisible(identity.status is not IdentityStatus.ACTIVE)
        self._frozen.set_banner(
            self.tr("This identity is frozen: payments to it are refused until the freeze is lifted.")
            if identity.status is IdentityStatus.FROZEN
            else self.tr("This identity is closed and takes part in no more payments."),
            "caution",
            "snowflake",
        )
        self._show_code()

    def _show_code(self) -> None:
        """Let the code say what is asked for, the DID where nothing is or the form is wrong."""
        identity = self._view.identity
        if identity is None:
            return
        self._told.hide()
        request = self.request.request()
        self.code.show_identity(identity, self._view.identities)
        asks = request is not None and request != PaymentRequest(identity.id)
        if request is not None and asks:
            fits = self.code.show_link(build_payment_link(request), self.request.summary())
        else:
            fits = self.code.show_did(identity.id)
        self.request.allow_saving(allowed=fits and request is not None)

    def _ask_file(self) -> None:
        """Ask where to save the code, without a loop of its own."""
        dialog = QFileDialog(self, self.tr("Save QR code"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("png")
        dialog.setNameFilters([self.tr("PNG picture (*.png)")])
        open_files(dialog, self.save, self.tr("payment-request.png"))

    def save(self, path: Path) -> None:
        """Write the code as a picture and say how that ended."""
        if self.code.picture(PICTURE_PIXELS).save(str(path), "PNG"):  # type: ignore[call-overload]  # the stub wants bytes
            self._told.set_banner(self.tr("The QR code was saved to {path}").format(path=path), "positive", "check")
        else:
            words = sentence(Problem(Code.FILE_NOT_WRITTEN, {"file": path.name}), self._bench.numbers)
            self._told.set_banner(words, "danger", "warning")
        self._told.show()

    def told(self) -> str:
        """Return what is said about the last saving; empty if nothing is."""
        return "" if self._told.isHidden() else self._told.accessibleName()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put one card over the other where there is no room for both."""
        super().resizeEvent(event)
        theme = current_theme()
        stacked = self.width() < theme.scaled(_STACKED)
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._cards.setDirection(direction)
