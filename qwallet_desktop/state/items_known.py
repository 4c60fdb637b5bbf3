"""What is known of items: the newest of each, and whose signatures the open ones wait for, made up when one changes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, ItemId
from qwallet_desktop.domain.item_status import is_open, missing, status
from qwallet_desktop.domain.multisig import ExecutionFailed, Item, ItemStatus
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.remote import Remote

MOST_CLOSED: Final = 2_000
"""Closed items that are remembered; of more, the oldest ones are let go. Open ones all are."""

NOBODY: Final = frozenset[IdentityId]()


@dataclass(frozen=True, slots=True)
class MultiSig:
    """All items that are known.

    Attributes:
        known: The newest that is known of each.
        open: How the list of those that wait for somebody was read; its value is the cursor of what is not read yet.
        done: The same of those that are closed.
        missed: Why an item that was asked for by itself could not be read.
        altered: The items of which the node has shown two proposals under one id; the first one is kept.
        waits: Of each item that was open when anything of it was told last: who has still to decide about it. Its
            time may be over since. With it thousands are sorted and counted without a look at their votes.
        reading: The number of the newest reading of those that wait; parts of an older one are passed over.
        heard: What was told since that reading began, by it or by others; None where none is on its way.
    """

    known: Map[ItemId, Item] = Map()
    open: Remote[str] | None = None
    done: Remote[str] | None = None
    missed: Map[ItemId, Problem] = Map()
    altered: frozenset[ItemId] = frozenset()
    waits: Map[ItemId, frozenset[IdentityId]] = Map()
    reading: int = 0
    heard: Map[ItemId, None] | None = None


def learned(multisig: MultiSig, items: Iterable[Item]) -> MultiSig:
    """Keep what is newer than what is known of each; twice or late changes nothing.

    A proposal is what was signed, so it never changes: of two under one id the first stays, and that is noted.
    """
    known, waits, altered, missed = multisig.known, multisig.waits, multisig.altered, multisig.missed
    heard = None if multisig.heard is None else multisig.heard.mutate()
    news: dict[ItemId, Item] = {}
    for item in items:
        item_id = item.proposal.item_id
        before = news.get(item_id) or known.get(item_id)
        if heard is not None:
            heard[item_id] = None
        if before is not None and before.proposal != item.proposal:
            altered |= {item_id}
        elif before is None or is_newer(item, before):
            news[item_id] = item
        missed = without(missed, item_id)
    if heard is not None:
        multisig = replace(multisig, heard=heard.finish())
    if altered != multisig.altered or missed is not multisig.missed:
        multisig = replace(multisig, altered=altered, missed=missed)
    return multisig if not news else _trimmed(replace(multisig, known=known.update(news), waits=_waiting(waits, news)))


def _waiting(waits: Map[ItemId, frozenset[IdentityId]], news: dict[ItemId, Item]) -> Map[ItemId, frozenset[IdentityId]]:
    changed = waits.mutate()
    for item_id, item in news.items():
        undecided = waits_for(item)
        if undecided is not None:
            changed[item_id] = undecided
        elif item_id in waits:
            del changed[item_id]
    return changed.finish()


def waits_for(item: Item) -> frozenset[IdentityId] | None:
    """Return who has still to decide about an item, None where nothing can become of it; time is left aside.

    A draft waits for its initiator alone, and what failed for another try: so for nobody's decision.
    """
    opened = item.proposal.opened_at
    if not is_open(item, opened):
        return None
    return frozenset(missing(item)) if status(item, opened) is ItemStatus.PENDING else NOBODY


def is_newer(item: Item, than: Item) -> bool:
    """Tell whether an item is a later state of the same one: votes are only added, and an end is an end."""
    return _age(item) > _age(than)


def _age(item: Item) -> tuple[int, int, datetime]:
    closing = item.closing
    # A failed execution may be followed by one that succeeds, or by the end of its time.
    end = 0 if closing is None else 1 if isinstance(closing, ExecutionFailed) else 2
    return len(item.votes), end, item.proposal.opened_at if closing is None else closing.at


def forgotten(multisig: MultiSig) -> MultiSig:
    """Let go of the open items of which a reading of them all has said nothing: they have ended meanwhile."""
    heard = multisig.heard
    if heard is None:
        return multisig
    gone = [item_id for item_id in multisig.waits if item_id not in heard]
    return _lacking(replace(multisig, heard=None), gone)


def _trimmed(multisig: MultiSig) -> MultiSig:
    if len(multisig.known) - len(multisig.waits) <= MOST_CLOSED:
        return multisig
    closed = sorted(
        (item for item_id, item in multisig.known.items() if item_id not in multisig.waits),
        key=lambda item: item.proposal.opened_at,
    )
    many = len(closed) - MOST_CLOSED + MOST_CLOSED // 10
    return _lacking(multisig, [item.proposal.item_id for item in closed[:many]])


def _lacking(multisig: MultiSig, item_ids: Iterable[ItemId]) -> MultiSig:
    known, waits = multisig.known.mutate(), multisig.waits.mutate()
    for item_id in item_ids:
        del known[item_id]
        waits.pop(item_id, None)
    return replace(multisig, known=known.finish(), waits=waits.finish())


def without(missed: Map[ItemId, Problem], item_id: ItemId) -> Map[ItemId, Problem]:
    """Return a map that lacks an item; the very same where it is not in it."""
    return missed.delete(item_id) if item_id in missed else missed
