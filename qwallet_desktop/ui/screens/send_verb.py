"""What the Send form's button says: what the node would do with what the form says, or why it would not."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.decisions import Decision, Outcome
from qwallet_desktop.domain.money import Amount, NumberStyle, format_amount
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.remote import Loaded, Remote, Stale
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.wording import rule_sentence

_LONGEST: Final = 20


def verb_of(
    decision: Remote[Decision] | None, amount: Amount | None, symbol: str, numbers: NumberStyle, *, waits: bool
) -> str:
    """Return the button's words, empty where nobody knows yet what it leads to; a last look follows (hence the dots).

    Args:
        decision: What the node would decide about the draft.
        amount: How much is to be paid.
        symbol: Its token's.
        numbers: How the locale writes numbers.
        waits: The node can't decide now.
    """
    if waits or amount is None or not isinstance(decision, (Loaded, Stale)):
        return ""
    match decision.value.outcome:
        case Outcome.NEEDS_APPROVAL:
            return QCoreApplication.translate("SendVerb", "Ask for approval\u2026")
        case _:
            figures = format_amount(amount, numbers)
            short = cut_middle(figures, 8, 6) if len(figures) > _LONGEST else figures
            verb = QCoreApplication.translate("SendVerb", "Send {amount}\u2026")
            return verb.format(amount=f"{short} {symbol}")


def against(
    decision: Remote[Decision] | None, say: Callable[[Problem], str], at_field: frozenset[str], *, waits: bool
) -> str | None:
    """Return why the node would refuse a draft, empty where that is said at one of the fields; None where it would not.

    Args:
        decision: What the node would decide about the draft.
        say: Puts a problem into a sentence.
        at_field: The fields that say their own problems.
        waits: The node can't decide now.
    """
    if waits or not isinstance(decision, (Loaded, Stale)) or decision.value.outcome is not Outcome.DENY:
        return None
    problem = decision.value.problem
    if problem is None:
        return rule_sentence(decision.value.rule)
    return "" if problem.field in at_field else say(problem)
