"""One line of the identity switcher: the identity, and the button that pins it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.identity_row import IdentityRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import status_word, type_word


@dataclass(frozen=True, slots=True)
class Shown:
    """What a line draws; `held` tells whether the identity's key is on this computer, `head` begins a section."""

    identity: Identity
    colour: int
    active: bool
    pinned: bool
    held: bool
    total: str
    hint: str
    head: str = ""


class SwitcherLine(QWidget):
    """Calls `on_choose` or `on_pin` with the identity that it shows."""

    def __init__(self, on_choose: Callable[[IdentityId], object], on_pin: Callable[[IdentityId], object]) -> None:
        super().__init__()
        self._did: IdentityId | None = None
        self.row = IdentityRow(lambda: self._tell(on_choose))
        self.pin = IconButton("pin", "", lambda: self._tell(on_pin), small=True)
        self.head = PlainText("", "overline")
        self.head.setContentsMargins(8, 8, 8, 0)
        line = row(spacing=4)
        line.addWidget(self.row, 1)
        line.addWidget(self.pin)
        stack = column(self, spacing=2)
        stack.addWidget(self.head)
        stack.addLayout(line)

    def show_identity(self, shown: Shown) -> None:
        """Show an identity as it is now."""
        identity = shown.identity
        self._did = identity.id
        self.head.set_text(shown.head)
        self.head.setVisible(bool(shown.head))
        self.row.set_identity(identity.id, shown.colour, identity.name, _subtitle(identity))
        self.row.set_total(shown.total)
        self.row.set_hint(shown.hint)
        self.row.setChecked(shown.active)
        self._mark(identity, held=shown.held)
        self.pin.set_icon("pinned" if shown.pinned else "pin", "accent" if shown.pinned else "text_faint")
        name = self.tr("Unpin {name}") if shown.pinned else self.tr("Pin {name} to the top")
        self.pin.set_name(name.format(name=identity.name))

    def _mark(self, identity: Identity, *, held: bool) -> None:
        marks = {IdentityStatus.FROZEN: "snowflake", IdentityStatus.CLOSED: "cross"}
        mark = marks.get(identity.status)
        icons = [*([mark] if mark else []), *([] if held else ["lock"])]
        said = [status_word(identity.status)] if mark else []
        if not held:
            said.append(self.tr("its key is not on this computer"))
        self.row.set_marks(icons, ", ".join(said))

    def _tell(self, listener: Callable[[IdentityId], object]) -> None:
        if self._did is not None:
            listener(self._did)


def _subtitle(identity: Identity) -> str:
    word = type_word(identity.type)
    return word if identity.status is IdentityStatus.ACTIVE else f"{word} · {status_word(identity.status)}"
