"""The sentences of problems with what waits for others to agree, as tables."""

from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.ui.sentences import PartTable, Table


class ItemSentences:
    """The tables; the class is the context in which its texts are translated."""

    PLAIN: ClassVar[Table] = {
        Code.ITEM_UNKNOWN: QT_TR_NOOP("There is no such request here, or you may not see it."),
        Code.ITEM_DRAFT: QT_TR_NOOP(
            "Whoever asked for this has not signed it yet. You can decide about it as soon as that is done."
        ),
        Code.ITEM_EXPIRED: QT_TR_NOOP(
            "The time to agree to this is over, and what was held for it is free again. Ask for it anew if need be."
        ),
        Code.ITEM_CLOSED: QT_TR_NOOP("This is decided already. Your signature would change nothing any more."),
        Code.ITEM_SUPERSEDED: QT_TR_NOOP(
            "The rules that this was asked for under have changed, so it can't go on. Ask for it anew."
        ),
        Code.NOT_AN_APPROVER: QT_TR_NOOP("This identity is not among those who may decide about this."),
        Code.ALREADY_SIGNED: QT_TR_NOOP("This identity has decided about this already. Each decides once."),
        Code.SIGNATURE_WRONG: QT_TR_NOOP(
            "The signature does not fit what is to be signed, so the node did not take it. Load it again and retry."
        ),
        Code.SIGNING_OFF: QT_TR_NOOP(
            "The permissions of this identity don't let it sign for others. Change them before you sign."
        ),
        Code.SIGNATURES_MISSING: QT_TR_NOOP("Not enough have signed this yet for it to be carried out."),
        Code.APPROVERS_TOO_FEW: QT_TR_NOOP(
            "Too few are left who could agree to this, so it would wait in vain. Let somebody else ask for it."
        ),
    }

    WITH_FACTS: ClassVar[Table] = {
        Code.SIGNATURES_MISSING: QT_TR_NOOP(
            "{signed} of the {required} needed have signed this. It is carried out with the last one."
        ),
        Code.APPROVERS_TOO_FEW: QT_TR_NOOP(
            "{required} would have to agree to this, and {approvers} could. Let somebody else ask for it."
        ),
    }

    BY_PART: ClassVar[PartTable] = {
        (Code.ITEM_CLOSED, "EXECUTED"): QT_TR_NOOP("This was carried out already. Nothing is left to decide."),
        (Code.ITEM_CLOSED, "REJECTED"): QT_TR_NOOP("This was rejected already. Ask for it anew if it is needed."),
        (Code.ITEM_CLOSED, "CANCELLED"): QT_TR_NOOP("This was taken back. Nothing is left to decide."),
        (Code.ITEM_CLOSED, "FAILED"): QT_TR_NOOP(
            "Enough have signed this, but it could not be carried out. Try that again once what is in its way is gone."
        ),
    }
