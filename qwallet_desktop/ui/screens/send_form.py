"""The payment form: who, how much of which token, and what for. It shows problems; others decide which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import clean_text
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.transfers import LONGEST_MEMO
from qwallet_desktop.ui.screens.send_check import AMOUNT, MEMO, RECIPIENT, TOKEN, FormText
from qwallet_desktop.ui.widgets.buttons import GhostButton, LinkButton, PrimaryButton
from qwallet_desktop.ui.widgets.fields import AmountField, FormField, TextArea, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.toggles import Select

_LONGEST_PASTE: Final = 400
_PASSING: Final = frozenset(
    {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}
)
"""Reasons for which a field loses the focus without having been left."""


class SendForm(QWidget):
    """Fields and the button that goes on.

    Signals:
        edited: Something was typed, chosen or pasted; `form()` has it.
        left: A field that was edited has been left: its name.
        submitted: The button was pressed, or Enter.
        picking: One of the own identities is to be chosen.
        scanning: A code is to be read.
        max_asked: The whole available amount is to be sent.
        list_asked: Many payments are to be made at once.
    """

    edited = Signal()
    left = Signal(str)
    submitted = Signal()
    picking = Signal()
    scanning = Signal()
    max_asked = Signal()
    list_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = FormText()
        self._was_edited: set[str] = set()
        self._sending, self._allowed, self._denied, self._verb = False, True, False, ""
        self.recipient = TextField(self.tr("did:key:\u2026"), mono=True)
        self.token = Select(self.tr("Token"))
        self.amount = AmountField(self.token, placeholder="0", on_max=self.max_asked.emit)
        self.memo = TextArea(self.tr("What is it for?"), lines=2)
        self._fields = {
            RECIPIENT: FormField(self.tr("To"), self.recipient),
            AMOUNT: FormField(self.tr("Amount"), self.amount),
            MEMO: FormField(self.tr("Memo"), self.memo, self.tr("The recipient can read it, for ever.")),
        }
        self._warning = Banner("", "caution", "warning")
        self._party = Party(size=28, show_id=False)
        self.pick = LinkButton(self.tr("Choose…"), self.picking.emit)
        self.paste = LinkButton(self.tr("Paste"), self._paste)
        self.scan = LinkButton(self.tr("Read a code…"), self.scanning.emit)
        self._available = PlainText("", "caption")
        self._against = PlainText("", "caption", wrap=True)
        self._against.set_tone("danger")
        self._against.hide()
        self._counter = PlainText("", "caption")
        self.send = PrimaryButton(self.tr("Send\u2026"), self.submitted.emit, icon="send")
        self.many = GhostButton(self.tr("Pay many\u2026"), self.list_asked.emit, icon="users")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._fields[RECIPIENT].add_corner(self.scan)
        self._fields[RECIPIENT].add_corner(self.paste)
        self._fields[RECIPIENT].add_corner(self.pick)
        self._fields[AMOUNT].add_corner(self._available)
        self._fields[MEMO].add_corner(self._counter)
        self._warning.hide()
        self._party.hide()
        stack = column(self, spacing=16)
        who = column(spacing=8)
        who.addWidget(self._fields[RECIPIENT])
        who.addWidget(self._party)
        who.addWidget(self._warning)
        stack.addLayout(who)
        stack.addWidget(self._fields[AMOUNT])
        stack.addWidget(self._fields[MEMO])
        last = row(spacing=8)
        last.addWidget(self.send)
        last.addStretch(1)
        last.addWidget(self.many)
        stack.addLayout(last)
        stack.addWidget(self._against)

    def _connect(self) -> None:
        self.recipient.textEdited.connect(lambda _text: self._changed(RECIPIENT))
        self.amount.changed.connect(lambda _text: self._changed(AMOUNT))
        self.memo.textChanged.connect(lambda: self._changed(MEMO))
        self.token.chosen.connect(lambda _key: self._changed(TOKEN))
        self.recipient.returnPressed.connect(self.submitted)
        self.amount.edit.returnPressed.connect(self.submitted)
        self._watched = {self.recipient: RECIPIENT, self.amount.edit: AMOUNT, self.memo: MEMO}
        for editor in self._watched:
            editor.installEventFilter(self)

    def form(self) -> FormText:
        """Return what the form says."""
        return self._form

    def set_form(self, form: FormText) -> None:
        """Show another form, as that of another identity, without emitting."""
        self._form = form
        self._was_edited = set(form.touched)
        blocked = self.memo.blockSignals(True)
        self.recipient.set_text(form.recipient)
        self.recipient.setCursorPosition(0)
        self.amount.set_text(form.amount)
        self.memo.set_text(form.memo)
        self.memo.blockSignals(blocked)
        self.token.set_current(form.token_id or "")
        self._count_memo()

    def touch(self, names: Iterable[str]) -> None:
        """Count fields as left, so that their problems are shown."""
        self._form = replace(self._form, touched=self._form.touched | frozenset(names))

    def set_recipient(self, did: str) -> None:
        """Fill in a recipient that was chosen, as if it was typed and left for the amount."""
        self.recipient.set_text(did)
        self.recipient.setCursorPosition(0)
        self._changed(RECIPIENT)
        self.left.emit(RECIPIENT)
        self.amount.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_amount(self, text: str) -> None:
        """Fill in an amount, as if it was typed and left."""
        self.amount.set_text(text)
        self._changed(AMOUNT)
        self.left.emit(AMOUNT)

    def set_tokens(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer tokens, each (id, text); the form's own stays chosen if it is among them, else the first is."""
        self.token.set_options(options)
        offered = [key for key, _ in options]
        if (self._form.token_id or "") not in offered and offered:
            self._form = replace(self._form, token_id=TokenId(offered[0]))
        self.token.set_current(self._form.token_id or "")

    def set_available(self, text: str) -> None:
        """Say what may be spent."""
        self._available.set_text(text)
        self.amount.set_max_enabled(bool(text))

    def set_errors(self, errors: Mapping[str, str]) -> None:
        """Show a sentence at each wrong field, and none at the others."""
        for name, field in self._fields.items():
            sentence = errors.get(name, "") or (errors.get(TOKEN, "") if name == AMOUNT else "")
            if field.error() != sentence:
                field.set_error(sentence)

    def error(self, name: str) -> str:
        """Return the sentence at a field."""
        return self._fields[name].error()

    def focus_first(self, names: Sequence[str]) -> None:
        """Go to the first field that is among `names`."""
        for name, field in self._fields.items():
            if name in names or (name == AMOUNT and TOKEN in names):
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def party(self) -> Party:
        """Return the widget that shows who the recipient is; hidden until it is shown."""
        return self._party

    def set_warning(self, sentence: str) -> None:
        """Warn about the recipient; nothing if empty."""
        self._warning.setVisible(bool(sentence))
        self._warning.set_banner(sentence, "caution", "warning")

    def warning(self) -> str:
        """Return the warning that is shown."""
        return self._warning.accessibleName() if not self._warning.isHidden() else ""

    def set_sending(self, *, sending: bool, allowed: bool) -> None:
        """Grey everything while a payment is under way; `allowed` is whether this identity may pay at all."""
        self._sending, self._allowed = sending, allowed
        for widget in (self.recipient, self.amount, self.memo, self.pick, self.paste, self.scan):
            widget.setEnabled(not sending)
        self._show_verb()

    def set_verb(self, verb: str, against: str | None = None) -> None:
        """Say on the button what it leads to; grey it with a sentence where the node would refuse.

        Args:
            verb: What is done with what the form says; empty where that is not known.
            against: Why it would be refused; an empty one where that is said at a field.
        """
        self._verb, self._denied = verb, against is not None
        self._against.setVisible(bool(against))
        self._against.set_text(against or "")
        self.send.setToolTip(against or "")
        self.send.setAccessibleDescription(against or "")
        self._show_verb()

    def against(self) -> str:
        """Return the sentence under the button; empty where there is none."""
        return "" if self._against.isHidden() else self._against.text()

    def _show_verb(self) -> None:
        self.send.setEnabled(self._allowed and not self._sending and not self._denied)
        verb = self._verb or self.tr("Send\u2026")
        self.send.set_text(self.tr("Sending\u2026") if self._sending else verb)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when an edited field is left; Ctrl+Enter in the memo goes on."""
        name = self._watched.get(watched) if isinstance(watched, QWidget) else None
        if name is not None and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            if name in self._was_edited and event.reason() not in _PASSING:
                self.left.emit(name)
        elif watched is self.memo and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.submitted.emit()
                return True
        return super().eventFilter(watched, event)

    def _changed(self, name: str) -> None:
        self._was_edited.add(name)
        self._form = replace(
            self._form,
            recipient=self.recipient.text(),
            token_id=TokenId(self.token.current()) if self.token.current() else self._form.token_id,
            amount=self.amount.text(),
            memo=self.memo.toPlainText(),
        )
        self._count_memo()
        self.edited.emit()

    def _count_memo(self) -> None:
        length = len(clean_text(self._form.memo))
        self._counter.set_text(f"{length} / {LONGEST_MEMO}" if length else "")
        self._counter.set_tone("danger" if length > LONGEST_MEMO else "")

    def _paste(self) -> None:
        self.set_recipient(QGuiApplication.clipboard().text().strip()[:_LONGEST_PASTE])
