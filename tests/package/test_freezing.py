"""What the build of the packaged program decides by itself: which licences pass, how icons and versions are written."""

import importlib
import struct
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def freezing(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> ModuleType:
    """Import one of the build's modules, which lie outside of every package."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    return importlib.import_module(f"freezing.{request.param}")


@pytest.mark.parametrize("freezing", ["licences"], indirect=True)
@pytest.mark.parametrize(
    "licence",
    ["MIT", "MIT License", "Apache-2.0 OR BSD-3-Clause", "(MIT AND BSD-3-Clause)", "GPL-2.0-only OR LGPL-3.0-only"],
)
def test_a_licence_that_leaves_us_free_passes(freezing: ModuleType, licence: str) -> None:
    assert freezing.allowed(licence)


@pytest.mark.parametrize("freezing", ["licences"], indirect=True)
@pytest.mark.parametrize("licence", ["", "GPL-3.0-only", "MIT AND GPL-2.0-only", "AGPL-3.0-only OR SSPL-1.0", "Free"])
def test_a_licence_that_binds_us_or_that_nobody_knows_does_not(freezing: ModuleType, licence: str) -> None:
    assert not freezing.allowed(licence)


@pytest.mark.parametrize("freezing", ["icons"], indirect=True)
def test_an_icon_of_windows_leads_to_each_of_its_pictures(freezing: ModuleType) -> None:
    file = freezing.ico([(16, b"small"), (256, b"biggest")])
    entries = [struct.unpack_from("<BBBBHHII", file, 6 + 16 * at) for at in range(2)]
    assert [(entry[0], file[entry[7] : entry[7] + entry[6]]) for entry in entries] == [(16, b"small"), (0, b"biggest")]


@pytest.mark.parametrize("freezing", ["icons"], indirect=True)
def test_an_icon_of_macos_says_how_long_it_is(freezing: ModuleType) -> None:
    file = freezing.icns([(b"icp4", b"small"), (b"ic09", b"biggest")])
    assert (file[:4], struct.unpack(">I", file[4:8])[0]) == (b"icns", len(file))


@pytest.mark.parametrize("freezing", ["versions"], indirect=True)
@pytest.mark.parametrize(
    ("text", "numbers"), [("1.2.3", (1, 2, 3, 0)), ("0.10", (0, 10, 0, 0)), ("2.0.0rc1", (2, 0, 0, 0))]
)
def test_a_version_is_four_numbers_to_windows(
    freezing: ModuleType, text: str, numbers: tuple[int, int, int, int]
) -> None:
    assert freezing._numbers(text) == numbers
