"""Says the versions of limits and policies: who set each, when and why, and what it changed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QLocale

from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.limits import LimitsVersion
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time
from qwallet_desktop.ui.widgets.version_list import VersionText

V = TypeVar("V", LimitsVersion, PolicyVersion)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Versions", text)


def version_texts(
    versions: Sequence[V],
    changes: Callable[[V, V], Sequence[str]],
    identities: Identities,
    now: datetime,
) -> tuple[VersionText, ...]:
    """Say every version.

    Args:
        versions: All of them, the newest first.
        changes: Says what the second of two versions changed about the first.
        identities: Those held here, for their names.
        now: The time.
    """
    texts = []
    for place, version in enumerate(versions):
        before = versions[place + 1] if place + 1 < len(versions) else None
        changed = () if before is None else tuple(changes(before, version))
        texts.append(_text(version, changed, identities, now, in_force=place == 0))
    return tuple(texts)


def _text(
    version: V, changed: tuple[str, ...], identities: Identities, now: datetime, *, in_force: bool
) -> VersionText:
    number = _tr("Version {n}").format(n=QLocale().toString(version.version))
    title = _tr("{version}, in force").format(version=number) if in_force else number
    when = relative_time(version.at, now)
    if version.by is None:
        by = _tr("as it was made, {when}").format(when=when)
    else:
        by = _tr("by {name}, {when}").format(name=called(identities, version.by), when=when)
    return VersionText(title, by, absolute_time(version.at), plain(version.reason), changed)
