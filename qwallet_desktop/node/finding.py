"""Finds entries of a history by typed words: the newest (or oldest) so many, since a common word is in too many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, false, or_, select

from qwallet_desktop.domain.search_terms import Term
from qwallet_desktop.domain.transfers import MOST_FOUND
from qwallet_desktop.node import search, tables
from qwallet_desktop.node.facets import Facets, among, entries_by_counterparty
from qwallet_desktop.node.grouping import counterparties
from qwallet_desktop.node.ranking import FEW, Order, Ranked, Scope, rows

_own = tables.history.c

COMMON = 20
"""What one entry in so many has is found by walking through them all in their order."""


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, each with what it is sorted by, and whether more match than were looked at."""

    ranked: Ranked
    more: bool


@dataclass(slots=True)
class _Asked:
    """What is looked for, in SQL: words that are in the memo or nowhere, and what else must hold.

    `common` says that the rest holds for so many entries that a walk comes by some soon.
    """

    words: list[str] = field(default_factory=list)
    others: list[ColumnElement[bool]] = field(default_factory=list)
    common: bool = False


def find(scope: Scope, terms: tuple[Term, ...], key: ColumnElement[Any], *, newest: bool) -> Found:
    """Read the newest (else the oldest) MOST_FOUND entries of a scope that have all that is looked for."""
    wanted = select(_own.sequence, key.label("sorted_by"))
    asked = _asked(scope, terms)
    if _only_words(scope, asked):
        those = search.some(
            scope.connection, asked.words, scope.identity_n, MOST_FOUND + 1, until=scope.position, newest=newest
        )
        question = wanted.where(
            _own.identity_n == scope.identity_n, search.among(scope.connection, _own.sequence, those)
        )
    else:
        question = wanted.where(scope.where(Order.LEDGER), *asked.others)
        question = question.where(_in_memo(scope, asked.words)) if asked.words else question
    walks = asked.common and not asked.words
    by = _own.sequence if walks else search.after_search(scope.connection, _own.sequence)
    order = by.desc() if newest else by.asc()
    ranked = rows(scope.connection, question.order_by(order).limit(MOST_FOUND + 1))
    return Found(ranked[:MOST_FOUND], len(ranked) > MOST_FOUND)


def following(scope: Scope, terms: tuple[Term, ...], after: int, most: int) -> list[int]:
    """Return the sequences of the next so many entries of a scope that have all that is looked for, oldest first.

    What words find is read piece by piece: all of it, for each slice of an export anew, would take a second each.
    """
    asked = _asked(scope, terms)
    rest = (scope.where(Order.LEDGER), *asked.others)
    question = select(_own.sequence).where(*rest).order_by(_own.sequence)
    if not asked.words:
        return list(scope.connection.scalars(question.where(_own.sequence > after).limit(most)))
    found: list[int] = []
    at_once = most if _only_words(scope, asked) else MOST_FOUND
    while len(found) < most:
        piece = search.some(
            scope.connection, asked.words, scope.identity_n, at_once, after=after, until=scope.position, newest=False
        )
        those = list(scope.connection.scalars(piece))
        found += scope.connection.scalars(question.where(among(_own.sequence, those)).limit(most - len(found)))
        if len(those) < at_once:
            break
        after = those[-1]
    return found


def _only_words(scope: Scope, asked: _Asked) -> bool:
    """Tell whether nothing narrows it but words, so that as many transfers as entries are enough."""
    return bool(asked.words) and not asked.others and not scope.timed and not scope.facets.mask


def _asked(scope: Scope, terms: tuple[Term, ...]) -> _Asked:
    asked = _Asked()
    met = counterparties(scope.connection, scope.identity_n) if any(term.identifier for term in terms) else {}
    for term in terms:
        elsewhere = _elsewhere(scope, term, met, asked)
        if term.word and not elsewhere:
            asked.words.append(term.word)
        else:
            asked.others.append(or_(false(), *elsewhere, *(_also_in_memo(scope, term.word) if term.word else ())))
    return asked


def _in_memo(scope: Scope, words: list[str]) -> ColumnElement[bool]:
    return search.among(scope.connection, _own.sequence, search.found(scope.connection, words, scope.identity_n))


def _also_in_memo(scope: Scope, word: str) -> list[ColumnElement[bool]]:
    """Say that a word which may be something else is in the memo; nothing where it is in none, as mostly."""
    those = list(scope.connection.scalars(search.found(scope.connection, [word], scope.identity_n).limit(FEW + 1)))
    if len(those) > FEW:
        return [_in_memo(scope, [word])]
    return [among(_own.sequence, those)] if those else []


def _elsewhere(scope: Scope, term: Term, met: Mapping[int, str], asked: _Asked) -> list[ColumnElement[bool]]:
    """Say where else than in the memo a term may be: in the transfer's id, in the other side's DID."""
    found: list[ColumnElement[bool]] = []
    if term.transfer_id and (sequences := _by_id(scope.connection, term.transfer_id)):
        few = len(sequences) <= FEW
        found.append(among(_own.sequence, sequences) if few else _id_begins(term.transfer_id))
        asked.common |= not few
    if term.identifier and (numbers := _by_identifier(met, term.identifier)):
        found.append(Facets().and_counterparties(numbers).holds(_own.facet))
        entries = entries_by_counterparty(scope.connection, scope.identity_n)
        asked.common |= sum(entries[n] for n in numbers) * COMMON > entries.total()
    return found


def _by_id(connection: Connection, begun: str) -> list[int]:
    """Return the sequences of transfers, whosesoever, whose id begins so: one more than a few where there are more."""
    own = tables.transfers.c
    return list(connection.scalars(select(own.sequence).where(_begins(begun)).order_by(own.id).limit(FEW + 1)))


def _id_begins(begun: str) -> ColumnElement[bool]:
    """Say that an entry's transfer has such an id, for too many to be listed; each entry's is looked up."""
    return exists().where(tables.transfers.c.n == _own.transfer_n, _begins(begun))


def _begins(begun: str) -> ColumnElement[bool]:
    own = tables.transfers.c
    # "g" comes after every hex digit: this is the index's range of ids that begin so.
    return and_(own.id >= f"tr_{begun}", own.id < f"tr_{begun}g")


def _by_identifier(met: Mapping[int, str], begun: str) -> list[int]:
    return [n for n, did in met.items() if did.rpartition(":")[2].lower().startswith(begun)]
