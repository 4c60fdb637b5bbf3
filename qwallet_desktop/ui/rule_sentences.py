"""The sentence of every rule that can decide about a payment, as a table."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP

from qwallet_desktop.domain.decisions import Rule


class RuleSentences:
    """The table; the class is the context in which its texts are translated."""

    OF: ClassVar[Mapping[Rule, object]] = {
        Rule.OWN_IDENTITIES: QT_TR_NOOP("Between your own identities, no approval is needed."),
        Rule.DEFAULT: QT_TR_NOOP("No rule stands against it, and no approval is needed."),
        Rule.SENDER_STATE: QT_TR_NOOP("A frozen or closed identity can't pay."),
        Rule.RECIPIENT_STATE: QT_TR_NOOP("The recipient must be registered here and active."),
        Rule.NOT_ONESELF: QT_TR_NOOP("An identity can't pay itself."),
        Rule.FUNDS: QT_TR_NOOP("Only what is available can be paid."),
        Rule.GROUP_SIGNERS: QT_TR_NOOP("A company pays when enough of its signers have signed."),
        Rule.GROUP_VOTE: QT_TR_NOOP("A DAO decides by a vote of its members."),
        Rule.GUARDIAN: QT_TR_NOOP("The guardian signs every payment of a guarded identity."),
        Rule.GUARDED_CAP: QT_TR_NOOP("A guarded identity pays only tokens for which a daily limit is set."),
        Rule.AID_TOKEN: QT_TR_NOOP("An anonymous identity holds and pays one token only."),
        Rule.AID_CAP: QT_TR_NOOP("An anonymous identity holds only a small amount."),
        Rule.CONSENT_SEND: QT_TR_NOOP("The sender's permissions say whether it may pay at all."),
        Rule.CONSENT_RECEIVE: QT_TR_NOOP("The recipient says whether it accepts payments."),
        Rule.CONSENT_TOKEN: QT_TR_NOOP("Permissions name the tokens that may be paid."),
        Rule.CONSENT_COUNTERPARTY: QT_TR_NOOP("Permissions name those who may be paid."),
        Rule.CONSENT_HOURS: QT_TR_NOOP("Permissions name the hours in which payments may go out."),
        Rule.CONSENT_EXTERNAL: QT_TR_NOOP(
            "Permissions say what becomes of payments to others than your own identities and groups."
        ),
        Rule.CONSENT_CROSS_IDENTITY: QT_TR_NOOP(
            "Permissions of both sides say whether your identities may pay each other."
        ),
        Rule.LIMIT_TOKEN: QT_TR_NOOP("Limits name the tokens that may be paid."),
        Rule.LIMIT_ADDRESS: QT_TR_NOOP("Limits name recipients that are never paid."),
        Rule.LIMIT_TRANSACTION: QT_TR_NOOP("A single payment has a limit."),
        Rule.LIMIT_DAILY: QT_TR_NOOP("There is a limit for any 24 hours."),
        Rule.LIMIT_MONTHLY: QT_TR_NOOP("There is a limit for any 30 days."),
        Rule.LIMIT_HOURLY_COUNT: QT_TR_NOOP("There is a limit to how many payments go out in any hour."),
        Rule.APPROVAL_ABOVE: QT_TR_NOOP("A payment above a set amount needs approval."),
        Rule.UNDECIDED: QT_TR_NOOP("A rule could not be decided, so somebody has to look at the payment."),
    }
