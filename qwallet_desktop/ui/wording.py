"""Words for a person: a sentence for every problem, and names for types, kinds, rules and states."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.identities import LONGEST_NAME, IdentityStatus, IdentityType
from qwallet_desktop.domain.money import MOST_DECIMALS, MOST_DIGITS, NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import LONGEST_MEMO, Direction, TransferKind
from qwallet_desktop.state.health import Down, Health, Starting, Up
from qwallet_desktop.ui.identity_sentences import IdentitySentences
from qwallet_desktop.ui.item_sentences import ItemSentences
from qwallet_desktop.ui.offline_sentences import OfflineSentences
from qwallet_desktop.ui.payment_sentences import PaymentSentences
from qwallet_desktop.ui.rule_problem_sentences import RuleProblemSentences
from qwallet_desktop.ui.rule_sentences import RuleSentences
from qwallet_desktop.ui.sentences import Sentences
from qwallet_desktop.ui.widgets.plain import plain

_NUMBER: Final = re.compile(r"(\d+)(?:\.(\d+))?")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_LONGEST_FACT: Final = 160
_TABLES: Final = (Sentences, IdentitySentences, PaymentSentences, ItemSentences, OfflineSentences, RuleProblemSentences)
_PARTS: Final = ("reason", "status", "decimals", "count", "file", "part", "outcome", "wayOut")
_DEFAULTS: Final[Mapping[Code, Mapping[str, str]]] = {
    Code.NAME_INVALID: {"longest": str(LONGEST_NAME)},
    Code.TOKEN_INVALID: {"longest": str(LONGEST_NAME), "most": str(MOST_DECIMALS)},
    Code.MEMO_INVALID: {"longest": str(LONGEST_MEMO)},
    Code.AMOUNT_NOT_A_NUMBER: {"example": "1234.50"},
    Code.AMOUNT_TOO_LARGE: {"digits": str(MOST_DIGITS)},
    Code.PASSPHRASE_TOO_SHORT: {"shortest": "10"},
    Code.WORDS_COUNT: {"expected": "24"},
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("wording", text)


def locale_numbers() -> NumberStyle:
    """Return how the user's locale writes numbers; no grouping sign if it does not group."""
    locale = QLocale()
    grouped = not locale.numberOptions() & QLocale.NumberOption.OmitGroupSeparator
    return NumberStyle(locale.decimalPoint(), locale.groupSeparator() if grouped else "")


def sentence(problem: Problem, numbers: NumberStyle | None = None) -> str:
    """Say a problem to a person, with its facts and what to do next where there is something.

    Args:
        problem: What was refused.
        numbers: How to write numbers among the facts; the locale's way if not given.
    """
    facts = {**_DEFAULTS.get(problem.code, {}), **{name: value for name, value in problem.facts.items() if value}}
    context, text = _template(problem, facts)
    template = QCoreApplication.translate(context, str(text))
    style = locale_numbers() if numbers is None else numbers
    return template.format_map({name: _written(value, style) for name, value in facts.items()})


def _template(problem: Problem, facts: Mapping[str, str]) -> tuple[str, object]:
    """Choose the sentence by the part that was wrong, else the one whose facts are known, else the plain one.

    Returns the context in which it is translated, and the sentence.
    """
    for part in (problem.field, *(problem.facts.get(name, "") for name in _PARTS)):
        for table in _TABLES if part else ():
            by_part = table.BY_PART.get((problem.code, part))
            if by_part is not None and placeholders(str(by_part)) <= facts.keys():
                return table.__name__, by_part
    table = next(each for each in _TABLES if problem.code in each.PLAIN)
    full = table.WITH_FACTS.get(problem.code)
    if full is not None and placeholders(str(full)) <= facts.keys():
        return table.__name__, full
    return table.__name__, table.PLAIN[problem.code]


def placeholders(template: str) -> set[str]:
    """Return the names of the facts that a sentence asks for."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def _written(value: str, numbers: NumberStyle) -> str:
    match = _NUMBER.fullmatch(value)
    if _MOMENT.fullmatch(value):
        local = QDateTime.fromString(value, Qt.DateFormat.ISODateWithMs).toLocalTime()
        return QLocale().toString(local, QLocale.FormatType.ShortFormat)
    if match is None:
        text = plain(value)
        return text if len(text) <= _LONGEST_FACT else text[: _LONGEST_FACT - 1] + "…"
    whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", lambda _: numbers.group, match[1])
    return whole + (numbers.decimal + match[2] if match[2] else "")


def type_word(identity_type: IdentityType) -> str:
    """Name a type of identity, as in "Enterprise"."""
    match identity_type:
        case IdentityType.ROOT:
            return _tr("Root")
        case IdentityType.ENTERPRISE:
            return _tr("Enterprise")
        case IdentityType.DAO:
            return _tr("DAO")
        case IdentityType.CONSENTIDA:
            return _tr("Consentida")
        case IdentityType.AID:
            return _tr("AID")
        case _:
            assert_never(identity_type)


def type_sentence(identity_type: IdentityType) -> str:
    """Say what a type of identity is."""
    match identity_type:
        case IdentityType.ROOT:
            return _tr("A person's own identity. It can own others, read and freeze them.")
        case IdentityType.ENTERPRISE:
            return _tr("A company: several signers decide together.")
        case IdentityType.DAO:
            return _tr("A community: its members vote.")
        case IdentityType.CONSENTIDA:
            return _tr("A guarded identity: a guardian signs every payment.")
        case IdentityType.AID:
            return _tr("An anonymous identity that lives in memory only.")
        case _:
            assert_never(identity_type)


def status_word(status: IdentityStatus) -> str:
    """Name the state of an identity."""
    match status:
        case IdentityStatus.ACTIVE:
            return _tr("Active")
        case IdentityStatus.FROZEN:
            return _tr("Frozen")
        case IdentityStatus.CLOSED:
            return _tr("Closed")
        case _:
            assert_never(status)


def kind_word(kind: TransferKind) -> str:
    """Name a kind of transfer."""
    match kind:
        case TransferKind.TRANSFER:
            return _tr("Payment")
        case TransferKind.MINT:
            return _tr("Minted")
        case TransferKind.BURN:
            return _tr("Burned")
        case _:
            assert_never(kind)


def direction_word(direction: Direction) -> str:
    """Say which way a payment went."""
    match direction:
        case Direction.IN:
            return _tr("Received")
        case Direction.OUT:
            return _tr("Sent")
        case _:
            assert_never(direction)


def movement_word(kind: TransferKind, direction: Direction) -> str:
    """Say what an entry of a history is: received, sent, minted or burned."""
    return direction_word(direction) if kind is TransferKind.TRANSFER else kind_word(kind)


def outcome_word(outcome: Outcome) -> str:
    """Say what becomes of a payment."""
    match outcome:
        case Outcome.ALLOW:
            return _tr("Goes at once")
        case Outcome.NEEDS_APPROVAL:
            return _tr("Needs approval")
        case Outcome.DENY:
            return _tr("Will be refused")
        case _:
            assert_never(outcome)


def rule_sentence(rule: Rule) -> str:
    """Say which rule decided about a payment, and what it says."""
    return QCoreApplication.translate("RuleSentences", str(RuleSentences.OF[rule]))


def passes_by_itself(problem: Problem) -> bool:
    """Tell whether the way to the node is expected to come back without anyone doing something."""
    return problem.code in {Code.NODE_UNREACHABLE, Code.NODE_TIMEOUT, Code.NODE_STARTING, Code.CIRCUIT_OPEN}


def connection_word(health: Health) -> str:
    """Name the state of the way to the node, as the status chip does."""
    match health.node:
        case Starting(None):
            return _tr("Starting")
        case Starting():
            return _tr("Updating")
        case Up() if health.live:
            return _tr("Partly online") if health.troubled else _tr("Online")
        case Up():
            return _tr("Connecting")
        case Down(_, problem):
            return _tr("Reconnecting") if passes_by_itself(problem) else _tr("Node down")
        case _:
            assert_never(health.node)


def connection_sentence(health: Health) -> str:
    """Say what the state of the way to the node means, and what the program does about it."""
    match health.node:
        case Starting(int(percent)):
            words = _tr(
                "An older Qwallet wrote this ledger. It is being brought up to date, which happens once: "
                "{percent} % is done. It may take some minutes; nothing is lost if you quit."
            )
            return words.format(percent=QLocale().toString(percent))
        case Starting():
            here = _tr("Your node is starting on this computer. This takes a moment.")
            there = _tr("Qwallet is connecting to the node at {host}.")
            return there.format(host=host_of(health.served)) if health.served else here
        case Up():
            return _up_sentence(health)
        case Down(silent=Up()):
            return _tr(
                "Your node runs, but it does not answer. Qwallet keeps asking by itself; what you see may be out of "
                "date, and nothing is lost."
            )
        case Down(_, problem) if passes_by_itself(problem):
            here = _tr(
                "Your node stopped answering. Qwallet starts it again by itself; what you see may be out of date, "
                "and nothing is lost."
            )
            there = _tr(
                "The node at {host} does not answer. Qwallet keeps asking by itself; what you see may be out of date, "
                "and nothing is lost."
            )
            return there.format(host=host_of(health.served)) if health.served else here
        case Down(_, problem):
            return sentence(problem)
        case _:
            assert_never(health.node)


def host_of(address: str) -> str:
    """Return the part of a node's address that people know it by."""
    return address.partition("://")[2]


def _up_sentence(health: Health) -> str:
    if not health.live:
        return _tr("Your node answers. Qwallet is connecting to its news and tries again by itself.")
    if health.troubled:
        return _tr(
            "Your node answers, but a part of it failed several times in a row. Qwallet leaves that part alone for "
            "a minute and then tries again by itself; the rest works."
        )
    return _tr("Your node answers, and news arrives as it happens.")
