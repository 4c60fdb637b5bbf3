"""Words for the health panel: each part of the way to the node, its state, and whether one can make it try."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QLocale

from qwallet_desktop.domain.health import Closed, HalfOpen, Open, Service
from qwallet_desktop.state.health import Down, Health, Starting, Up, is_up
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.wording import passes_by_itself, sentence

_WORKS: Final = ("check", "positive")
_WAITS: Final = ("clock", "text_faint")
_TRIES: Final = ("refresh", "caution")
_RESTS: Final = ("offline", "caution")
_DOWN: Final = ("warning", "danger")


@dataclass(frozen=True, slots=True)
class Words:
    """How one part is.

    Attributes:
        state: Its state in words.
        mark: The icon that says the same, and its colour token.
        reason: Why it does not work; empty if it does, or if that is said elsewhere.
        can_try: Whether it can be told to try at once.
    """

    state: str
    mark: tuple[str, str]
    reason: str = ""
    can_try: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("health", text)


def service_name(service: Service) -> str:
    """Name a service."""
    match service:
        case Service.IDENTITIES:
            return _tr("Identities")
        case Service.WALLET:
            return _tr("Wallets and payments")
        case Service.AUDIT:
            return _tr("Audit proofs")
        case Service.NOTIFICATIONS:
            return _tr("Notifications")
        case Service.CONSENT:
            return _tr("Permissions")
        case Service.MULTISIG:
            return _tr("Approvals")
        case _:
            assert_never(service)


def trouble_words(health: Health) -> str:
    """Name what does not work though the node answers; empty if all does."""
    troubled = [each for each in Service if each in health.troubled]
    if not is_up(health) or not troubled:
        return ""
    if len(troubled) == 1:
        return service_name(troubled[0])
    return _tr("{n} services").format(n=QLocale().toString(len(troubled)))


def node_words(health: Health, now: datetime) -> Words:
    """Say how the node is; `now` tells whether a time was today."""
    match health.node:
        case Starting(percent):
            done = _tr("Bringing the ledger up to date, {percent} % done")
            first = _tr("Connecting") if health.served else _tr("Starting")
            words = first if percent is None else done.format(percent=QLocale().toString(percent))
            return Words(words, _WAITS)
        case Up(_, since):
            words = (
                _tr("Answers") if since is None else _tr("Answers since {time}").format(time=moment_words(since, now))
            )
            return Words(words, _WORKS)
        case Down(since, problem):
            mark = _RESTS if passes_by_itself(problem) else _DOWN
            return Words(_tr("Away since {time}").format(time=moment_words(since, now)), mark, can_try=True)
        case _:
            assert_never(health.node)


def news_words(health: Health, now: datetime) -> Words:
    """Say whether events arrive; `now` tells whether a time was today."""
    since = health.stream_since
    if health.live:
        words = _tr("Arrives as it happens") if since is None else _tr("Arrives since {time}")
        return Words(words if since is None else words.format(time=moment_words(since, now)), _WORKS)
    if since is None:
        return Words(_tr("Not connected yet"), _WAITS)
    again = _tr("Silent since {time}, connecting again") if is_up(health) else _tr("Silent since {time}")
    return Words(again.format(time=moment_words(since, now)), _TRIES if is_up(health) else _WAITS)


def service_words(health: Health, service: Service, now: datetime) -> Words:
    """Say how one service is.

    Args:
        health: What is known.
        service: Which.
        now: The time, for how long it rests still.
    """
    if not is_up(health):
        return Words(_tr("Waits for the node"), _WAITS)
    state = health.troubled.get(service, Closed())
    match state:
        case Closed():
            return Words(_tr("Works"), _WORKS)
        case HalfOpen(since):
            return Words(_tr("Failed since {time}, trying now").format(time=moment_words(since, now)), _TRIES)
        case Open(since, until, problem):
            seconds = max(0, math.ceil((until - now).total_seconds()))
            words = _tr("Rests since {time}, next try in {n} s") if seconds else _tr("Rests since {time}, tries now")
            said = words.format(time=moment_words(since, now), n=QLocale().toString(seconds))
            return Words(said, _RESTS, sentence(problem), can_try=True)
        case _:
            assert_never(state)
