"""What is said at one line of a list of payments, short enough to stand beside it."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.ui.amounts import discreet
from qwallet_desktop.ui.wording import sentence


class LineWords:
    """The short words by code, or by code and reason; the class is the context in which they are translated."""

    SHORT: ClassVar[Mapping[tuple[Code, str], object]] = {
        (Code.MALFORMED, "columns"): QT_TR_NOOP("Needs 2 to 4 columns"),
        (Code.MALFORMED, "quotation"): QT_TR_NOOP("Quotation marks don't match"),
        (Code.RECIPIENT_EMPTY, ""): QT_TR_NOOP("No recipient"),
        (Code.NOT_A_DID, ""): QT_TR_NOOP("Not a DID"),
        (Code.SELF_TRANSFER, ""): QT_TR_NOOP("This is the payer"),
        (Code.RECIPIENT_FROZEN, ""): QT_TR_NOOP("Can't receive now"),
        (Code.RECIPIENT_UNKNOWN, ""): QT_TR_NOOP("Not registered here"),
        (Code.TOKEN_UNKNOWN, "empty"): QT_TR_NOOP("No token named"),
        (Code.TOKEN_UNKNOWN, "ambiguous"): QT_TR_NOOP("Several tokens of this name"),
        (Code.TOKEN_UNKNOWN, ""): QT_TR_NOOP("No such token"),
        (Code.AMOUNT_EMPTY, ""): QT_TR_NOOP("No amount"),
        (Code.AMOUNT_NOT_A_NUMBER, ""): QT_TR_NOOP("Write it like 1234.50"),
        (Code.AMOUNT_ZERO, ""): QT_TR_NOOP("The amount is zero"),
        (Code.AMOUNT_NEGATIVE, ""): QT_TR_NOOP("Below zero"),
        (Code.AMOUNT_TOO_PRECISE, ""): QT_TR_NOOP("Too many decimals"),
        (Code.AMOUNT_TOO_LARGE, ""): QT_TR_NOOP("Too large"),
        (Code.INSUFFICIENT_FUNDS, ""): QT_TR_NOOP("More than is left"),
        (Code.MEMO_INVALID, ""): QT_TR_NOOP("The memo is too long"),
        (Code.SENDER_FROZEN, ""): QT_TR_NOOP("The payer is frozen"),
        (Code.LIMIT_EXCEEDED, ""): QT_TR_NOOP("Above a limit"),
        (Code.CAP_MISSING, ""): QT_TR_NOOP("No daily limit set"),
        (Code.RECIPIENT_REFUSES, ""): QT_TR_NOOP("The recipient refuses it"),
        (Code.NO_APPROVER, ""): QT_TR_NOOP("Nobody can approve it"),
    }


def in_short(problem: Problem, numbers: NumberStyle) -> str:
    """Say a line's problem in a few words."""
    reason = problem.facts.get("reason", "")
    words = LineWords.SHORT.get((problem.code, reason)) or LineWords.SHORT.get((problem.code, ""))
    return sentence(problem, numbers) if words is None else QCoreApplication.translate("LineWords", str(words))


def column_word(problem: Problem) -> str:
    """Name the column that a line's problem is about, empty where it is about the whole line."""
    match problem.field:
        case "recipient":
            return QCoreApplication.translate("LineWords", "recipient")
        case "amount":
            return QCoreApplication.translate("LineWords", "amount")
        case "tokenId":
            return QCoreApplication.translate("LineWords", "token")
        case "memo":
            return QCoreApplication.translate("LineWords", "memo")
        case _:
            return ""


def in_full(problem: Problem, numbers: NumberStyle, *, hidden: bool) -> str:
    """Say a line's problem in a sentence, without a balance while amounts are hidden."""
    return sentence(discreet(problem, hidden=hidden), numbers)


def mode_words(mode: BatchMode) -> tuple[str, str]:
    """Name a mode and say what it means."""
    translate = QCoreApplication.translate
    match mode:
        case BatchMode.ALL_OR_NOTHING:
            means = translate("LineWords", "If one payment is refused, none is made.")
            return translate("LineWords", "All or nothing"), means
        case BatchMode.EACH:
            means = translate("LineWords", "Each is made that can be made; those refused come back as a list.")
            return translate("LineWords", "Each for itself"), means


def payments_word(count: int, written: str) -> str:
    """Count payments, as in "37 payments"; `written` is the count in the locale's figures."""
    one, many = (
        QCoreApplication.translate("LineWords", "1 payment"),
        QCoreApplication.translate("LineWords", "{n} payments"),
    )
    return one if count == 1 else many.format(n=written)
