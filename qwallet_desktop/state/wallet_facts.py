"""How new facts join what is known of a wallet: its latest entries, and the end of each token's line."""

from datetime import date
from typing import Final, TypeAlias

from immutables import Map

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.domain.wallets import Balance, DailyBalance
from qwallet_desktop.state.remote import Loaded, Remote, Stale

LATEST: Final = 8
"""How many of the latest entries the overview shows."""

Entries: TypeAlias = tuple[HistoryEntry, ...]
Days: TypeAlias = tuple[DailyBalance, ...]
Line: TypeAlias = Remote[Days]
Lines: TypeAlias = Map[TokenId, Line]


def joined(new: Entries, before: Entries) -> Entries:
    """Join entries, newest first, each transfer once; `before` itself where nothing is new."""
    if len(new) == 1 and before and new[0].transfer.sequence > before[0].transfer.sequence:
        # As nearly every event brings it: nothing to sort.
        return new + before[: LATEST - 1]
    by_id = {entry.transfer.id: entry for entry in (*before, *new)}
    ordered = sorted(by_id.values(), key=lambda entry: -entry.transfer.sequence)
    after = tuple(ordered[:LATEST])
    return before if after == before else after


def with_entry(latest: Remote[Entries], entry: HistoryEntry) -> Remote[Entries]:
    """Put an entry into those that are known, however old; the same where it is there or where none are known."""
    if not isinstance(latest, (Loaded, Stale)):
        return latest
    after = joined((entry,), latest.value)
    if after is latest.value:
        return latest
    return Loaded(after, latest.at) if isinstance(latest, Loaded) else Stale(after, latest.since, latest.problem)


def closed(lines: Lines, balance: Balance, day: date) -> Lines:
    """Let a token's line end at its balance.

    Args:
        lines: The wallet's lines.
        balance: The newest that is known.
        day: The day of what changed it, at the latest. Where the line does not reach it, it is to be read anew.
    """
    token_id = balance.settled.token_id
    line = lines.get(token_id)
    if not isinstance(line, (Loaded, Stale)) or not line.value or day > line.value[-1].day:
        return lines
    after = closing(line, balance)
    return lines if after is line else lines.set(token_id, after)


def closing(line: Line, balance: Balance) -> Line:
    """Let a line end at the newest balance that is known.

    What was read may be older than it; where it is newer, what made it so is still to come, as an event or answer.
    """
    if not isinstance(line, (Loaded, Stale)) or not line.value:
        return line
    days, settled = line.value, balance.settled
    last = days[-1]
    if last.settled == settled:
        return line
    end = (DailyBalance(last.day, settled),)
    after = days[:-1] + end
    return Loaded(after, line.at) if isinstance(line, Loaded) else Stale(after, line.since, line.problem)
