"""One side of a payment: picture, name, type and id; a stranger has no picture, issuance no id."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.avatar import Avatar
from qwallet_desktop.ui.widgets.chips import TypeChip, chip_colours
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.styling import column, row


class Blank(QWidget):
    """A neutral picture for who is not one of ours."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size, self._icon = size, "user"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str) -> None:
        """Show another icon than a person's."""
        self._icon = name
        self.update()

    def sizeHint(self) -> QSize:
        """Return an avatar's size."""
        side = current_theme().scaled(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw tile and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        front, back = chip_colours("neutral")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        box = self.rect().toRectF()
        painter.drawRoundedRect(box, box.width() * 0.26, box.width() * 0.26)
        inset = box.width() * 0.24
        paint_icon(painter, self._icon, box.adjusted(inset, inset, -inset, -inset), front)


class Party(QWidget):
    """An identity of ours, a stranger, or issuance; an overline says which side it is."""

    def __init__(self, side: str = "", *, size: int = 36, show_id: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, str, int, str, str] | None = None
        self._side = side
        self._show_id = show_id
        self._avatar = Avatar(size)
        self._blank = Blank(size)
        self._name = ElidedText("", "strong")
        self._type = TypeChip()
        self._id = IdLabel("", head=14, tail=6)
        words = column(spacing=4)
        self._overline = PlainText(side, "overline")
        self._overline.setVisible(bool(side))
        words.addWidget(self._overline)
        top = row(spacing=8)
        top.addWidget(self._name, 1)
        top.addWidget(self._type)
        words.addLayout(top)
        words.addWidget(self._id)
        line = row(self, spacing=12)
        upright = Qt.AlignmentFlag.AlignVCenter
        line.addWidget(self._avatar, 0, upright)
        line.addWidget(self._blank, 0, upright)
        line.addLayout(words, 1)
        self.set_issuance("")

    def set_side(self, side: str) -> None:
        """Say anew which side it is."""
        self._side = side
        self._overline.set_text(side)
        self._overline.setVisible(bool(side))
        self._shown = None

    def set_identity(self, did: str, name: str, colour: int, type_name: str, type_text: str) -> None:
        """Show one of our identities; `colour` is its palette index, `type_text` its type in words."""
        wanted = (did, name, colour, type_name, type_text)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._avatar.set_identity(did, colour, type_name, name)
        self._type.set_type(type_text, colour)
        self._show(name, did, ours=True)

    def set_stranger(self, did: str, words: str) -> None:
        """Show an identity that is not held here, by its id; `words` say so."""
        self._shown = None
        self._blank.set_icon("user")
        self._show(words, did, ours=False)

    def set_issuance(self, words: str) -> None:
        """Show the place that new units come from and burned ones go to."""
        self._shown = None
        self._blank.set_icon("coin")
        self._show(words, "", ours=False)

    def name(self) -> str:
        """Return the name or the words that are shown."""
        return self._name.full_text()

    def _show(self, name: str, did: str, *, ours: bool) -> None:
        self._avatar.setVisible(ours)
        self._type.setVisible(ours)
        self._blank.setVisible(not ours)
        self._name.set_text(name)
        self._id.set_value(did)
        self._id.setVisible(bool(did) and self._show_id)
        self.setAccessibleName(f"{self._side}: {self._name.full_text()} {did}".strip(": "))
