"""The sentences of problems with changes of policies and limits, as tables."""

from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.rule_checks import WayOut
from qwallet_desktop.ui.sentences import PartTable, Table


class RuleProblemSentences:
    """The tables; the class is the context in which its texts are translated."""

    PLAIN: ClassVar[Table] = {
        Code.POLICY_LOCKS_OUT: QT_TR_NOOP(
            "Nobody could sign anything for this identity any more, and nobody could ever turn that on again."
        ),
        Code.ISSUING_OFF: QT_TR_NOOP("This identity's permissions don't let it issue tokens. Change them first."),
        Code.HOURS_INVALID: QT_TR_NOOP(
            "These hours never come. Choose at least one weekday, and an end that is after the beginning."
        ),
        Code.TOO_MANY_ENTRIES: QT_TR_NOOP("This list is too long. Remove some of it."),
        Code.ENTRY_TWICE: QT_TR_NOOP("This stands on the list already. Remove it once."),
        Code.LIMIT_ORDER: QT_TR_NOOP(
            "A single payment can't have a higher limit than a day, nor a day a higher one than a month. "
            "Raise the longer time's limit, or lower the other."
        ),
        Code.LIMIT_COUNT: QT_TR_NOOP("Enter a whole number of payments above zero, or leave it empty for no limit."),
        Code.LIMIT_SCOPE: QT_TR_NOOP(
            "Only a root identity without an owner sets limits for its family. Switch to it first."
        ),
        Code.LIMIT_BELOW_USE: QT_TR_NOOP(
            "More than that is used already. Choose a higher limit, or wait until some of it comes back."
        ),
        Code.RULES_UNCHANGED: QT_TR_NOOP("This is what is in force already, so there is nothing to change."),
        Code.VERSION_CHANGED: QT_TR_NOOP(
            "Somebody changed these rules in the meantime. Look at what is in force now, then make your change again."
        ),
    }

    WITH_FACTS: ClassVar[Table] = {
        Code.TOO_MANY_ENTRIES: QT_TR_NOOP("This list holds {most} entries at most. Remove some of it."),
        Code.LIMIT_BELOW_USE: QT_TR_NOOP(
            "{used} is used already, more than {limit}. Choose a higher limit, or set this one from {fitsAt} on."
        ),
        Code.LIMIT_COUNT: QT_TR_NOOP("Enter a whole number from 1 to {most}, or leave it empty for no limit."),
    }

    BY_PART: ClassVar[PartTable] = {
        (Code.LIMIT_BELOW_USE, "used"): QT_TR_NOOP(
            "{used} is used already. Choose a higher limit, or wait until some of it comes back."
        ),
        (Code.HOURS_INVALID, "none"): QT_TR_NOOP(
            "Name at least one time in the week. If this identity is never to pay, turn Pay off instead."
        ),
        (Code.POLICY_LOCKS_OUT, WayOut.FREEZE): QT_TR_NOOP(
            "Nobody could ever let this identity sign again. Freeze it instead: that can be undone."
        ),
        (Code.POLICY_LOCKS_OUT, WayOut.SIGNERS): QT_TR_NOOP(
            "Too few signers of a group could sign, and nobody could ever change that. "
            "Leave signing on, or freeze the identity instead: that can be undone."
        ),
    }
