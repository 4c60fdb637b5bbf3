"""The Operations page in all of its states."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.frame import look

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.health import Down, Health, Up
from qwallet_desktop.state.navigation import Navigation, Page
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operation_line import Disk
from qwallet_desktop.ui.main_window import build
from qwallet_desktop.ui.operation_rows import Wanted, Which
from qwallet_desktop.ui.rooms import all_rooms
from qwallet_desktop.ui.screens.operations import OperationsScreen, View
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.ui.builders import NOW, FakeStore, bench, state
from tests.ui.operations import (
    AGAIN,
    CALLED_OFF,
    COMMANDS,
    DOWN,
    EARLIER,
    EVERYONE,
    FREEZES,
    ISSUES,
    LARGE,
    LIST,
    MADE,
    MARA,
    NOT_KEPT,
    OLD,
    PARTLY,
    REFUSED,
    SAVING,
    SENDS,
    SILENT,
    STOPPING,
    TOKENS,
    TOLD,
    WAITS,
    known,
)

BASE = View(
    operations=known(*TOLD),
    active=MARA,
    identities=EVERYONE,
    tokens=TOKENS,
    health=Health(node=Up(NodeId("0f" * 16)), live=True),
)
OFFLINE = replace(BASE, operations=known(*TOLD, node=False), health=Health(node=Down(NOW - timedelta(minutes=5), DOWN)))


def shown(
    view: View, wanted: Wanted | None = None, then: Callable[[OperationsScreen], object] | None = None
) -> QWidget:
    """Return a page with the screen; `then` runs once it is seen."""
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    screen = OperationsScreen(bench(lambda _action: None))
    column(root).addWidget(screen)
    screen.draw(view)
    if wanted is not None:
        screen.filters.set_wanted(wanted)
        screen.filters.wanted_changed.emit(wanted)
    if then is not None:
        QTimer.singleShot(0, lambda: then(screen))
    return root


def opened(operation: Operation, view: View = BASE) -> QWidget:
    """Return the page with an operation's details."""
    return shown(replace(view, opened=operation.id), Wanted(Which.ALL))


def window(page: Page, *, old: bool = False) -> QWidget:
    """Return the window, with the node down and things that wait."""
    held = state(*(EVERYONE.known[each] for each in EVERYONE.order), tokens=tuple(TOKENS.values()))
    seen = replace(
        held,
        health=OFFLINE.health,
        navigation=Navigation(page),
        operations=known(WAITS, SILENT, *((OLD,) if old else (LIST,)), node=False),
        preferences=look(),
    )
    shell = Shell()
    build(shell, FakeStore(seen), bench(lambda _action: None), all_rooms(Path("/home/mara"), "0.1.0"))
    return shell


@scene("operations-window")
def in_window() -> QWidget:
    """The page in the window."""
    return window(Page.OPERATIONS)


@scene("operations-notices")
def notices() -> QWidget:
    """What waits, said over another page."""
    return window(Page.SETTINGS, old=True)


@scene("operations", 1020, 730)
def operations() -> QWidget:
    """All operations."""
    return shown(BASE, Wanted(Which.ALL))


@scene("operations-open", 1020, 730)
def still_open() -> QWidget:
    """What is open, while the node is down."""
    return shown(OFFLINE)


@scene("operations-small", 740, 530)
def small() -> QWidget:
    """A small window."""
    return shown(BASE, Wanted(Which.ALL))


@scene("operations-wide", 1500, 900)
def wide() -> QWidget:
    """A large window, with details."""
    return opened(SILENT)


@scene("operations-waits", 1020, 730)
def waits() -> QWidget:
    """A payment that waits for the node."""
    return opened(WAITS, OFFLINE)


@scene("operations-waits-small", 740, 530)
def waits_small() -> QWidget:
    """A payment that waits for the node, in a small window."""
    return opened(WAITS, OFFLINE)


@scene("operations-waits-for-earlier", 1020, 730)
def waits_for_earlier() -> QWidget:
    """A payment that waits for an earlier one."""
    return opened(EARLIER)


@scene("operations-old", 1020, 730)
def old() -> QWidget:
    """A payment that asks again."""
    return opened(OLD)


@scene("operations-sending", 1020, 730)
def sending() -> QWidget:
    """A payment that is under way."""
    return opened(SENDS)


@scene("operations-refused", 1020, 730)
def refused() -> QWidget:
    """A payment that was refused twice."""
    return opened(AGAIN)


@scene("operations-repeated", 1020, 860)
def repeated() -> QWidget:
    """A refused payment that was repeated."""
    return opened(REFUSED)


@scene("operations-made", 1020, 730)
def made() -> QWidget:
    """A payment that was made."""
    return opened(MADE)


@scene("operations-list", 1020, 900)
def a_list() -> QWidget:
    """A list that waits."""
    return opened(LIST, OFFLINE)


@scene("operations-list-partly", 1020, 730)
def partly() -> QWidget:
    """A list of which some payments were refused."""
    return opened(PARTLY)


@scene("operations-cancelled", 1020, 730)
def cancelled() -> QWidget:
    """A payment that was called off."""
    return opened(CALLED_OFF)


@scene("operations-not-kept", 1020, 730)
def not_kept() -> QWidget:
    """A payment that could not be saved."""
    return opened(NOT_KEPT)


@scene("operations-vast", 1020, 730)
def vast() -> QWidget:
    """An amount of 78 digits to somebody with a long name."""
    return opened(LARGE)


@scene("operations-saving", 1020, 730)
def saving() -> QWidget:
    """What is being saved, and what is being called off."""
    return opened(SAVING, replace(BASE, operations=known(STOPPING, SAVING)))


@scene("operations-hidden", 1020, 730)
def hidden() -> QWidget:
    """Amounts hidden."""
    return opened(AGAIN, replace(BASE, hide_amounts=True))


@scene("operations-found", 1020, 730)
def found() -> QWidget:
    """A search among one identity's operations."""
    return shown(BASE, Wanted(Which.ALL, MARA, "boat"))


@scene("operations-no-match", 1020, 730)
def no_match() -> QWidget:
    """A search that finds nothing."""
    return shown(BASE, Wanted(Which.OPEN, MARA, "lighthouse"))


@scene("operations-none-open", 1020, 730)
def none_open() -> QWidget:
    """Nothing is open."""
    return shown(replace(BASE, operations=known(MADE)), Wanted(Which.OPEN))


@scene("operations-empty", 1020, 730)
def empty() -> QWidget:
    """Nothing was asked for yet."""
    return shown(replace(BASE, operations=known()))


@scene("operations-loading", 1020, 730)
def loading() -> QWidget:
    """What earlier runs left is being read."""
    return shown(replace(BASE, operations=known(disk=Disk(is_reading=True))))


@scene("operations-failed", 1020, 730)
def failed() -> QWidget:
    """What earlier runs left can't be read."""
    problem = Problem(Code.FILE_NOT_READ, {"file": "operations.sealed", "reason": "Input/output error"})
    return shown(replace(BASE, operations=known(disk=Disk(problem=problem))))


@scene("operations-disk-full", 1020, 730)
def disk_full() -> QWidget:
    """The disk does not take what has changed."""
    disk = Disk(is_read=True, problem=Problem(Code.STORAGE_FULL))
    return shown(replace(BASE, operations=known(*TOLD, disk=disk)))


def _commands(opened_one: Operation | None = None) -> View:
    return replace(OFFLINE, operations=known(*COMMANDS, node=False), opened=opened_one.id if opened_one else None)


@scene("operations-commands", 1020, 730)
def operations_commands() -> QWidget:
    """What issuers and owners asked for."""
    return shown(_commands(), Wanted(Which.ALL))


@scene("operations-freeze", 1020, 900)
def operations_freeze() -> QWidget:
    """A freeze that waits."""
    return shown(_commands(FREEZES), Wanted(Which.ALL))


@scene("operations-issue", 1020, 900)
def operations_issue() -> QWidget:
    """A new token that waits."""
    return shown(_commands(ISSUES), Wanted(Which.ALL))
