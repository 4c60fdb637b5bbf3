"""A text is read from a file, the clipboard or the screen, also where it comes in several codes."""

import hashlib
from pathlib import Path

import pytest

from qwallet_desktop.domain.code_parts import Parts, split
from qwallet_desktop.domain.dossier import LARGEST
from qwallet_desktop.domain.pictures import Picture
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.effects.codes import codes_in
from qwallet_desktop.effects.sight import Blind
from qwallet_desktop.effects.sources import text_from
from qwallet_desktop.state.papers import FromClipboard, FromFile, FromScreen, Source
from tests.effects.desks import make_desk
from tests.helpers.codes import Eyes, picture_of

TEXT = hashlib.shake_256(b"qwallet").hexdigest(900)
CODES = split(TEXT)
OTHERS = split(TEXT[1:])
EMPTY = Parts()


async def read(folder: Path, source: Source, eyes: Eyes | Blind, parts: Parts = EMPTY) -> str | Parts:
    """Return what a source holds for those eyes."""
    desk = make_desk(folder / "desk")
    desk.sight = eyes
    try:
        return await text_from(desk, source, parts)
    finally:
        desk.qlock.close()


async def refusal(folder: Path, source: Source, eyes: Eyes | Blind, parts: Parts = EMPTY) -> Problem:
    """Return why a source holds nothing."""
    with pytest.raises(Refused) as refused:
        await read(folder, source, eyes, parts)
    return refused.value.problem


def test_there_are_no_codes_in_a_picture_without_any() -> None:
    assert codes_in(Picture(2, 2, b"\xff" * 4)) == ()


def test_a_picture_of_nothing_is_none() -> None:
    assert codes_in(Picture(0, 0, b"")) == ()


@pytest.mark.parametrize("module", [2, 3, 4])
def test_every_code_in_a_picture_is_read(module: int) -> None:
    assert set(codes_in(picture_of(CODES, module))) == set(CODES)


def test_the_same_code_twice_is_one() -> None:
    assert codes_in(picture_of((CODES[0], CODES[0]))) == (CODES[0],)


@pytest.mark.asyncio
async def test_a_file_of_text_is_read_without_the_line_end_that_an_editor_adds(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text('{"a":1}\n')
    assert await read(tmp_path, FromFile(path), Blind()) == '{"a":1}'


@pytest.mark.asyncio
async def test_a_file_of_codes_as_text_is_put_together(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text("\n".join(CODES))
    assert await read(tmp_path, FromFile(path), Blind()) == TEXT


@pytest.mark.asyncio
async def test_a_picture_in_a_file_is_looked_at_for_codes(tmp_path: Path) -> None:
    eyes = Eyes(files={"codes.png": picture_of(CODES)})
    assert await read(tmp_path, FromFile(tmp_path / "codes.png"), eyes) == TEXT


@pytest.mark.asyncio
async def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    problem = await refusal(tmp_path, FromFile(tmp_path / "gone.json"), Blind())
    assert (problem.code, problem.facts["file"]) == (Code.FILE_NOT_READ, "gone.json")


@pytest.mark.asyncio
async def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\xff\xfe\x00")
    assert (await refusal(tmp_path, FromFile(path), Blind())).facts["reason"] == "encoding"


@pytest.mark.asyncio
async def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert (await refusal(tmp_path, FromFile(path), Blind())).facts["reason"] == "size"


@pytest.mark.asyncio
async def test_copied_text_is_read(tmp_path: Path) -> None:
    assert await read(tmp_path, FromClipboard(), Eyes(" {} \n")) == "{}"


@pytest.mark.asyncio
async def test_a_copied_picture_is_looked_at_for_codes(tmp_path: Path) -> None:
    assert await read(tmp_path, FromClipboard(), Eyes(picture_of(CODES))) == TEXT


@pytest.mark.asyncio
async def test_nothing_copied_is_said(tmp_path: Path) -> None:
    assert (await refusal(tmp_path, FromClipboard(), Blind())).code is Code.CLIPBOARD_EMPTY


@pytest.mark.asyncio
async def test_all_screens_are_looked_at(tmp_path: Path) -> None:
    eyes = Eyes(screens=(picture_of(CODES[:2]), picture_of(CODES[1:])))
    assert await read(tmp_path, FromScreen(), eyes) == TEXT


@pytest.mark.asyncio
async def test_a_system_that_lets_nobody_look_is_said(tmp_path: Path) -> None:
    assert (await refusal(tmp_path, FromScreen(), Blind())).code is Code.SCREEN_NOT_SEEN


@pytest.mark.asyncio
async def test_codes_come_one_after_another(tmp_path: Path) -> None:
    first = await read(tmp_path, FromScreen(), Eyes(screens=(picture_of(CODES[:1]),)))
    assert isinstance(first, Parts)
    assert first.missing == (2, 3)
    assert await read(tmp_path, FromClipboard(), Eyes("\n".join(CODES[1:])), first) == TEXT


@pytest.mark.asyncio
async def test_codes_of_another_text_are_not_mixed_with_them(tmp_path: Path) -> None:
    eyes = Eyes(screens=(picture_of((CODES[0], OTHERS[1])),))
    assert (await refusal(tmp_path, FromScreen(), eyes)).code is Code.CODES_MIXED


@pytest.mark.asyncio
async def test_a_code_of_something_else_on_the_screen_is_passed_over(tmp_path: Path) -> None:
    eyes = Eyes(screens=(picture_of(("https://example.org", *CODES)),))
    assert await read(tmp_path, FromScreen(), eyes) == TEXT


@pytest.mark.asyncio
async def test_the_only_code_there_is_may_be_the_text_itself(tmp_path: Path) -> None:
    assert await read(tmp_path, FromScreen(), Eyes(screens=(picture_of(("hello",)),))) == "hello"


@pytest.mark.asyncio
async def test_of_several_that_are_no_parts_none_is_chosen(tmp_path: Path) -> None:
    eyes = Eyes(screens=(picture_of(("hello", "there")),))
    assert (await refusal(tmp_path, FromScreen(), eyes)).code is Code.CODE_NOT_FOUND


@pytest.mark.asyncio
async def test_a_screen_without_codes_is_said(tmp_path: Path) -> None:
    eyes = Eyes(screens=(Picture(3, 3, b"\xff" * 9),))
    assert (await refusal(tmp_path, FromScreen(), eyes)).code is Code.CODE_NOT_FOUND


def test_who_is_blind_sees_no_picture_in_a_file(tmp_path: Path) -> None:
    assert Blind().open_picture(tmp_path) is None
