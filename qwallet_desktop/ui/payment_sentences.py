"""The sentences of what consent, limits and types say against a payment, as tables."""

from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.ui.sentences import PartTable, Table


class PaymentSentences:
    """The tables; the class is the context in which its texts are translated. A code is in these or in `Sentences`."""

    PLAIN: ClassVar[Table] = {
        Code.SENDING_OFF: QT_TR_NOOP("This identity's permissions don't let it pay. Change them first."),
        Code.TOKEN_NOT_ALLOWED: QT_TR_NOOP(
            "This identity may not pay this token. Choose another, or change its rules."
        ),
        Code.COUNTERPARTY_NOT_ALLOWED: QT_TR_NOOP(
            "This identity's permissions name those whom it may pay, and the recipient is not among them."
        ),
        Code.OUTSIDE_HOURS: QT_TR_NOOP("This identity's permissions don't let it pay at this hour. Try again later."),
        Code.EXTERNAL_OFF: QT_TR_NOOP(
            "This identity's permissions let it pay your own identities and groups only, not others."
        ),
        Code.CROSS_IDENTITY_OFF: QT_TR_NOOP("This identity's permissions don't let it pay your other identities."),
        Code.RECIPIENT_REFUSES: QT_TR_NOOP("The recipient does not accept this payment. Ask there what it accepts."),
        Code.ADDRESS_RESTRICTED: QT_TR_NOOP("The limits name this recipient as one that is never paid."),
        Code.LIMIT_EXCEEDED: QT_TR_NOOP("This is more than a limit lets through. Pay less, or wait."),
        Code.TOO_MANY_PER_HOUR: QT_TR_NOOP("So many payments are not let through in one hour. Try again later."),
        Code.CAP_MISSING: QT_TR_NOOP(
            "A guarded identity pays only tokens with a daily limit, and this one has none. Ask the guardian to set it."
        ),
        Code.AID_OTHER_TOKEN: QT_TR_NOOP("An anonymous identity holds and pays one token only, and this is another."),
        Code.AID_CAP_REACHED: QT_TR_NOOP("An anonymous identity can't hold so much. Pay it less."),
        Code.NO_APPROVER: QT_TR_NOOP("This needs approval, and nobody is there who could give it."),
        Code.DECISION_CHANGED: QT_TR_NOOP(
            "Something changed since this was shown, so nothing was paid. Look at it again, then decide."
        ),
        Code.BATCH_NEEDS_APPROVAL: QT_TR_NOOP(
            "A payment of these needs approval, so they can't be made all at once. Send them each for itself."
        ),
    }

    WITH_FACTS: ClassVar[Table] = {
        Code.TOKEN_NOT_ALLOWED: QT_TR_NOOP(
            "This identity may not pay {symbol}. Choose another token, or change its rules."
        ),
        Code.TOO_MANY_PER_HOUR: QT_TR_NOOP("Only {limit} payments go out in any hour. Try again later."),
        Code.CAP_MISSING: QT_TR_NOOP(
            "A guarded identity pays only tokens with a daily limit, and {symbol} has none. Ask the guardian to set it."
        ),
        Code.AID_CAP_REACHED: QT_TR_NOOP("An anonymous identity holds {cap} {symbol} at most. Pay it less."),
    }

    BY_PART: ClassVar[PartTable] = {
        (Code.LIMIT_EXCEEDED, "TRANSACTION"): QT_TR_NOOP(
            "A single payment of this identity is limited to {limit} {symbol}. Pay less."
        ),
        (Code.LIMIT_EXCEEDED, "DAY"): QT_TR_NOOP(
            "The limit for 24 hours is {limit} {symbol}, and {left} of it is left. Pay less, or wait."
        ),
        (Code.LIMIT_EXCEEDED, "MONTH"): QT_TR_NOOP(
            "The limit for 30 days is {limit} {symbol}, and {left} of it is left. Pay less, or wait."
        ),
        (Code.LIMIT_EXCEEDED, "FAMILY_TRANSACTION"): QT_TR_NOOP(
            "A single payment of all your identities is limited to {limit} {symbol}. Pay less."
        ),
        (Code.LIMIT_EXCEEDED, "FAMILY_DAY"): QT_TR_NOOP(
            "All your identities together may pay {limit} {symbol} in 24 hours, and {left} of it is left. "
            "Pay less, or wait."
        ),
        (Code.LIMIT_EXCEEDED, "FAMILY_MONTH"): QT_TR_NOOP(
            "All your identities together may pay {limit} {symbol} in 30 days, and {left} of it is left. "
            "Pay less, or wait."
        ),
        (Code.DECISION_CHANGED, "NEEDS_APPROVAL"): QT_TR_NOOP(
            "This payment needs approval now, and did not when it was shown. Nothing was paid; look at it again."
        ),
        (Code.DECISION_CHANGED, "ALLOW"): QT_TR_NOOP(
            "This payment needs no approval any more. Nothing was paid; look at it again, then send it."
        ),
    }
