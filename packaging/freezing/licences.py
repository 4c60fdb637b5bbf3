"""Gathers the licence of everything that ends up in the frozen program, and refuses what has none or a wrong one."""

import re
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

from freezing.owners import Owners, debian_copyright
from freezing.problems import stop

if TYPE_CHECKING:
    from freezing.contents import Entry

ALLOWED: Final = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0"}
)
"""SPDX names of what may be passed on together with a program under the MIT licence; LGPL and MPL: unchanged."""

OTHER_NAMES: Final = {
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What distributions without an SPDX name call their licence."""

QT_TEXTS: Final = ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt")
WITHOUT_TEXT: Final[Mapping[str, tuple[str, ...]]] = {"PySide6_Essentials": QT_TEXTS, "shiboken6": QT_TEXTS}
"""Distributions that carry no licence text, with ours in packaging/licences."""

_NAMES: Final = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the program that others made: its licence's name, and its texts by file name."""

    name: str
    version: str
    licence: str
    texts: Mapping[str, bytes] = field(repr=False)


def gather(files: "Iterable[Entry]", texts: Path, root: Path) -> list[Component]:
    """Find what the files belong to, and the licences of that.

    Args:
        files: Everything that was frozen.
        texts: The folder of licence texts that distributions lack.
        root: The repository; what lies there is our own.

    Returns:
        The components, ours first, then by name.

    Raises:
        BuildError: A file belongs to nothing that is known, or a licence is missing or not allowed.
    """
    owners = Owners(root)
    real = [(place, path) for place, path, kind in files if kind != "SYMLINK"]
    found = {owner for place, path in real if (owner := owners.of(place, path)) is not None}
    # PyInstaller's loader is in every program, and in none of the lists.
    found |= {("distribution", "pyinstaller"), ("python", "Python")}
    components = [_component(kind, name, texts) for kind, name in sorted(found)]
    own = Component("Qwallet Desktop", distribution("qwallet-desktop").version, "MIT", _texts_of("qwallet-desktop"))
    return [own, _inter(root), *sorted(components, key=lambda one: one.name.lower())]


def _component(kind: str, name: str, texts: Path) -> Component:
    match kind:
        case "python":
            return Component("Python", sys.version.partition(" ")[0], "PSF-2.0", {"LICENSE.txt": _python_text()})
        case "debian":
            return Component(name, "of the system it was built on", "see the text", debian_copyright(name))
        case _:
            return _of_distribution(distribution(name), texts)


def _of_distribution(part: Distribution, texts: Path) -> Component:
    name, version = part.metadata["Name"], part.version
    if name == "pyinstaller":
        # Only its loader is inside, whose licence has an exception for that.
        return Component(name, version, "GPL-2.0-or-later WITH Bootloader-exception", _texts_of(name))
    licence = licence_of(part)
    if not allowed(licence):
        stop(f"{name} {version} is under {licence or 'no licence that it names'}")
    carried = _texts_of(name) or {one: (texts / one).read_bytes() for one in WITHOUT_TEXT.get(name, ())}
    if not carried:
        stop(f"{name} {version} ({licence}) carries no licence text")
    return Component(name, version, licence, carried)


def licence_of(part: Distribution) -> str:
    """Return what a distribution calls its licence, in SPDX names where that can be told."""
    said = _told(part, "License-Expression")
    if not said:
        classifiers = part.metadata.get_all("Classifier") or []
        named = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: OSI Approved :: ")]
        words = _told(part, "License").strip()
        said = words if words and "\n" not in words else " AND ".join(named)
    return OTHER_NAMES.get(said, said)


def _told(part: Distribution, name: str) -> str:
    values = part.metadata.get_all(name) or [""]
    return str(values[0])


def allowed(licence: str) -> bool:
    """Tell whether one of the choices (`OR`) of a licence, with all its parts (`AND`), may be passed on with ours."""
    choices = re.split(r"\s+OR\s+", licence, flags=re.IGNORECASE)
    return any(all(_plain(part) in ALLOWED for part in re.split(r"\s+AND\s+", one)) for one in choices)


def _plain(part: str) -> str:
    bare = part.strip().strip("()").strip()
    return OTHER_NAMES.get(bare, bare)


def _texts_of(name: str) -> dict[str, bytes]:
    """Return the licence files that a distribution brings, by name."""
    part = distribution(name)
    paths = [path for path in part.files or () if ".dist-info" in str(path.parent) and _NAMES.search(path.name)]
    return {path.name: Path(str(path.locate())).read_bytes() for path in paths}


def _python_text() -> bytes:
    places = [Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)]
    for path in [place / name for place in places for name in ("LICENSE.txt", "LICENSE")]:
        if path.is_file():
            return path.read_bytes()
    texts = debian_copyright(f"python3.{sys.version_info.minor}")
    return texts["copyright"]


def _inter(root: Path) -> Component:
    text = (root / "resources" / "fonts" / "OFL.txt").read_bytes()
    return Component("Inter (the typeface)", "4", "OFL-1.1", {"OFL.txt": text})


def write(components: Iterable[Component], folder: Path) -> None:
    """Write the texts, a folder a component, and README.txt that lists them."""
    listed = []
    for one in components:
        place = folder / re.sub(r"[^A-Za-z0-9._-]+", "-", one.name).strip("-")
        place.mkdir(parents=True, exist_ok=True)
        for name, text in one.texts.items():
            (place / name).write_bytes(text)
        listed.append(f"{one.name:<28} {one.version:<30} {one.licence}")
    head = "What this program is made of, and under which licence; the texts are in the folders beside this file."
    (folder / "README.txt").write_text("\n".join([head, "", *listed]) + "\n", "utf-8")
