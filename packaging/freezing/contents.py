"""Says what goes into the frozen program and what stays out, so that it is small and starts quickly."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import PurePath
from typing import Final, TypeAlias

from PyInstaller.depend.bindepend import get_imports
from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

Entry: TypeAlias = tuple[str, str, str]
"""One file as PyInstaller names it: where it goes, where it is, of which kind it is."""

EXCLUDED_MODULES: Final = [
    # Tools of developers, and what draws in other toolkits.
    *(
        "IPython",
        "_pytest",
        "hypothesis",
        "mypy",
        "pytest",
        "setuptools",
        "pip",
        "pkg_resources",
        "tkinter",
        "_tkinter",
    ),
    *("distutils", "doctest", "lib2to3", "pdb", "pydoc", "pydoc_data", "test", "unittest", "curses", "readline"),
    # The command line's help is plain text (entries/command.py).
    *("rich", "pygments", "markdown_it", "mdurl"),
    # A served node is installed by pip, with its database's driver.
    *("psycopg", "psycopg_binary", "psycopg_pool", "psycopg2", "MySQLdb", "pysqlite2"),
    *("sqlalchemy.testing", "sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle"),
    *("alembic.testing", "fastapi.testclient", "starlette.testclient"),
    *("pydantic.mypy", "pydantic.v1", "anyio._backends._trio"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtSql", "PySide6.QtDBus"),
]
"""Modules that some library could import, and that nothing here does."""

QT_PLUGINS: Final = {
    # The offscreen one is the self-test's, where there is no display.
    "platforms": {"xcb", "wayland", "windows", "cocoa", "offscreen"},
    "platformthemes": {"gtk3", "xdgdesktopportal"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "styles": {"modernwindowsstyle", "macstyle"},
    # A photograph or screenshot of QR codes is often one.
    "imageformats": {"jpeg"},
}
"""Qt's plugins by folder that a window of plain widgets uses; pictures are SVG drawn by QtSvg itself, PNG and JPEG."""

HOST_LIBRARIES: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libatk-1.0.so.0": "libgtk-3-0",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libc.so.6": "libc6",
    "libcairo-gobject.so.2": "libgtk-3-0",
    "libcairo.so.2": "libgtk-3-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdl.so.2": "libc6",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libgdk-3.so.0": "libgtk-3-0",
    "libgdk_pixbuf-2.0.so.0": "libgtk-3-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgtk-3.so.0": "libgtk-3-0",
    "libharfbuzz.so.0": "libgtk-3-0",
    "liblzma.so.5": "liblzma5",
    "libm.so.6": "libc6",
    "libpango-1.0.so.0": "libgtk-3-0",
    "libpangocairo-1.0.so.0": "libgtk-3-0",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6",
    "libuuid.so.1": "libuuid1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""Libraries of Linux that are the desktop's own, by the Debian package that has them.

Two copies of one in a process, ours and the desktop's, would quarrel; and its own gets its updates. A
desktop without GTK starts without Qt's GTK theme.
"""

LOOSE: Final = True
"""Modules are files of their own, not in an archive in each program: they load a little faster, and both share them."""

STRIP: Final = sys.platform.startswith("linux")
"""Leave out symbols, which nobody but a debugger reads: 30 MB of them come with some Pythons."""

RUNTIME_HOOKS: Final = set[str]() if sys.platform.startswith("linux") else {"pyi_rth_pyside6"}
"""PyInstaller's code that runs before ours. None is needed here; Qt's would lead what we start to our copy of Qt."""


def data_files() -> list[tuple[str, str]]:
    """Return our resources, our migrations (alembic loads them by path), and what our version is read from."""
    return [
        *collect_data_files("qwallet_desktop", excludes=["py.typed"]),
        *collect_data_files("qwallet_desktop.node.migrations", include_py_files=True),
        *copy_metadata("qwallet-desktop"),
    ]


def hidden_modules() -> list[str]:
    """Return modules that are imported by name only."""
    return [
        *collect_submodules("qwallet_desktop"),
        *collect_submodules("keyring.backends"),
        *("uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.on", "uvicorn.lifespan.off", "uvicorn.loops.asyncio"),
    ]


def scripts_of(scripts: Iterable[Entry], entry: str, entries: Iterable[str]) -> list[Entry]:
    """Return what one program runs: its own entry, and the hooks that are needed."""
    others = {name for name in entries if name != entry}
    return [one for one in scripts if one[0] not in others and _runs(one[0])]


def _runs(name: str) -> bool:
    return not name.startswith("pyi_rth_") or name in RUNTIME_HOOKS


def kept_data(data: Iterable[Entry]) -> list[Entry]:
    """Leave out Qt's translations, which we have none of our own to go with, and what libraries carry for builders."""
    return [entry for entry in data if not _is_ballast(PurePath(entry[0]))]


def _is_ballast(path: PurePath) -> bool:
    unused = {"translations"} if RUNTIME_HOOKS else {"translations", "_pyi_rth_utils"}
    return not unused.isdisjoint(path.parts) or path.suffix in {".pyi", ".typed", ".h", ".pxd", ".pyx"}


def kept_binaries(binaries: Iterable[Entry]) -> list[Entry]:
    """Leave out plugins that are not used, then libraries that nothing left needs or that are the host's."""
    entries = [entry for entry in binaries if _is_wanted(PurePath(entry[0]))]
    by_name = {PurePath(entry[0]).name: entry for entry in entries if entry[2] != "SYMLINK"}
    waiting = [entry for entry in entries if _is_root(entry)]
    reached = set[str]()
    while waiting:
        entry = waiting.pop()
        reached.add(PurePath(entry[0]).name)
        named = needed_libraries(entry[1]) & by_name.keys() - reached
        waiting.extend(by_name[name] for name in named)
    return [entry for entry in entries if PurePath(entry[0]).name in reached]


def _is_wanted(path: PurePath) -> bool:
    if "plugins" in path.parts and "PySide6" in path.parts:
        folder, name = path.parts[-2], path.stem.removeprefix("lib").removeprefix("q")
        return name in {one.removeprefix("q") for one in QT_PLUGINS.get(folder, set())}
    return not (sys.platform.startswith("linux") and path.name in HOST_LIBRARIES)


def _is_root(entry: Entry) -> bool:
    """Tell what Python or Qt loads by itself: extensions, plugins, the interpreter's library."""
    path = PurePath(entry[0])
    return (
        entry[2] == "EXTENSION" or "plugins" in path.parts or path.name.startswith(("libpython", "python3", "Python"))
    )


def needed_libraries(file: str) -> set[str]:
    """Name the libraries that a binary itself asks for, without those that they ask for in turn."""
    if not sys.platform.startswith("linux"):
        return {PurePath(found or name).name for name, found in get_imports(file)}
    listed = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return {words[1] for line in listed.stdout.splitlines() if (words := line.split())[:1] == ["NEEDED"]}
