"""Weekly times as a person writes them, day by day in local time, and as a policy holds them, in UTC."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from qwallet_desktop.domain.consent import DAYS_OF_WEEK, MINUTES_OF_DAY, Hours
from qwallet_desktop.domain.problems import Code, refuse

Span: TypeAlias = tuple[int, int]
"""Minutes of a day, from and until; 1,440 is midnight."""

Week: TypeAlias = tuple[tuple[Span, ...], ...]
"""The spans of each day, from Monday on; they don't touch each other, the earliest stands first."""


_SPAN = re.compile(r"([0-9]{1,2})[:.h]?([0-9]{2})?\s*[-\u2013\u2014]\s*([0-9]{1,2})[:.h]?([0-9]{2})?")


def parse_day(text: str, *, at: str = "hours") -> tuple[Span, ...]:
    """Read the times of one day: `8-12, 13:30-18:00`; nothing at all is no time on that day.

    Raises:
        Refused: HOURS_INVALID, where it can't be read, or a time ends before it begins.
    """
    spans: list[Span] = []
    for part in (part.strip() for part in re.split(r"[,;]", text)):
        if not part:
            continue
        found = _SPAN.fullmatch(part)
        if found is None:
            raise refuse(Code.HOURS_INVALID, at=at)
        since, until = (_minutes(found[first], found[first + 1]) for first in (1, 3))
        if not 0 <= since < until <= MINUTES_OF_DAY:
            raise refuse(Code.HOURS_INVALID, at=at)
        spans.append((since, until))
    return _merged(spans)


def _minutes(hours: str, minutes: str | None) -> int:
    more = int(minutes or "0")
    return int(hours) * 60 + more if more < 60 else -1  # noqa: PLR2004 - minutes of an hour


def write_day(spans: Iterable[Span]) -> str:
    """Write the times of one day, so that `parse_day` reads them: `08:00\u201312:00, 13:30\u201318:00`."""
    return ", ".join(f"{_clock(since)}\u2013{_clock(until)}" for since, until in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def to_utc(week: Week, offset: int) -> tuple[Hours, ...]:
    """Return a local week as weekly times in UTC; days with the same times stand together.

    Args:
        week: The local week; one without any time would be "always", and is no week that a policy can hold.
        offset: Minutes that local time is ahead of UTC.
    """
    shifted = _shifted(week, -offset)
    days: dict[Span, list[int]] = {}
    for day, spans in enumerate(shifted, 1):
        for span in spans:
            days.setdefault(span, []).append(day)
    return tuple(Hours(tuple(on), *span) for span, on in sorted(days.items(), key=lambda each: (each[1], each[0])))


def to_local(hours: Iterable[Hours], offset: int) -> Week:
    """Return weekly times in UTC as a local week; none at all are every minute of it.

    Args:
        hours: Those of a policy.
        offset: Minutes that local time is ahead of UTC.
    """
    given = tuple(hours)
    if not given:
        return (((0, MINUTES_OF_DAY),),) * DAYS_OF_WEEK
    days = [[(one.since, one.until) for one in given if day in one.days] for day in range(1, DAYS_OF_WEEK + 1)]
    return _shifted(tuple(_merged(spans) for spans in days), offset)


def _shifted(week: Week, by: int) -> Week:
    """Move every span by some minutes, over midnight and over the end of the week."""
    days: list[list[Span]] = [[] for _ in range(DAYS_OF_WEEK)]
    for day, spans in enumerate(week):
        for since, until in spans:
            begin = day * MINUTES_OF_DAY + since + by
            end = begin + until - since
            while begin < end:
                there, minute = divmod(begin, MINUTES_OF_DAY)
                stop = min(end, (there + 1) * MINUTES_OF_DAY)
                days[there % DAYS_OF_WEEK].append((minute, minute + stop - begin))
                begin = stop
    return tuple(_merged(spans) for spans in days)


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join the spans of a day that touch or overlap."""
    joined: list[Span] = []
    for since, until in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((since, until))
    return tuple(joined)
