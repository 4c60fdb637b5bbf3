"""Finds entries of a history by typed words: the newest (or oldest) so many, since a common word is in too many."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, or_, select

from qwallet_desktop.domain.transfers import MOST_FOUND
from qwallet_desktop.node import search, tables
from qwallet_desktop.node.facets import Facets
from qwallet_desktop.node.grouping import counterparties
from qwallet_desktop.node.ranking import Order, Ranked, Scope, rows
from qwallet_desktop.node.search import Term

_own = tables.history.c


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, each with what it is sorted by, and whether more match than were looked at."""

    ranked: Ranked
    more: bool


def find(scope: Scope, terms: tuple[Term, ...], key: ColumnElement[Any], *, newest: bool) -> Found:
    """Read the newest (else the oldest) MOST_FOUND entries of a scope that have all that is looked for."""
    wanted = select(_own.sequence, key.label("sorted_by"))
    words = [term.word for term in terms if not _elsewhere(scope, term)]
    if len(words) == len(terms) and all(words) and not scope.timed and not scope.facets.mask:
        # Nothing else narrows it: so many words' transfers are enough.
        those = search.newest(scope.connection, words, scope.identity_n, scope.position, MOST_FOUND + 1, newest=newest)
        question = wanted.where(
            _own.identity_n == scope.identity_n, search.among(scope.connection, _own.sequence, those)
        )
    else:
        question = matching(scope, terms, wanted)
    by = search.after_search(scope.connection, _own.sequence)
    order = by.desc() if newest else by.asc()
    ranked = rows(scope.connection, question.order_by(order).limit(MOST_FOUND + 1))
    return Found(ranked[:MOST_FOUND], len(ranked) > MOST_FOUND)


def matching(scope: Scope, terms: tuple[Term, ...], question: Select[Any]) -> Select[Any]:
    """Narrow a question about the history to the entries of a scope that have all that is looked for."""
    wanted = question.where(scope.where(Order.LEDGER))
    words: list[str] = []
    for term in terms:
        elsewhere = _elsewhere(scope, term)
        if elsewhere and term.word:
            wanted = wanted.where(or_(*elsewhere, _in_memo(scope, [term.word])))
        elif elsewhere or not term.word:
            wanted = wanted.where(or_(false(), *elsewhere))
        else:
            words.append(term.word)
    return wanted.where(_in_memo(scope, words)) if words else wanted


def _in_memo(scope: Scope, words: list[str]) -> ColumnElement[bool]:
    return search.among(scope.connection, _own.sequence, search.found(scope.connection, words, scope.identity_n))


def _elsewhere(scope: Scope, term: Term) -> list[ColumnElement[bool]]:
    """Say where else than in the memo a term may be: in the transfer's id, in the other side's DID."""
    found: list[ColumnElement[bool]] = []
    if term.transfer_id and (sequences := _by_id(scope.connection, term.transfer_id)):
        found.append(_own.sequence.in_(sequences))
    if term.identifier and (numbers := _by_identifier(scope, term.identifier)):
        found.append(Facets().and_counterparties(numbers).holds(_own.facet))
    return found


def _by_id(connection: Connection, begun: str) -> list[int]:
    own = tables.transfers.c
    # "g" comes after every hex digit: this is the index's range of ids that begin so.
    question = select(own.sequence).where(own.id >= f"tr_{begun}", own.id < f"tr_{begun}g")
    return list(connection.scalars(question.order_by(own.id.desc()).limit(MOST_FOUND + 1)))


def _by_identifier(scope: Scope, begun: str) -> list[int]:
    known = counterparties(scope.connection, scope.identity_n)
    return [n for n, did in known.items() if did.rpartition(":")[2].lower().startswith(begun)]
