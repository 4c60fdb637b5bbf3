"""Exports: a CSV file that is whole or not there, and that no spreadsheet runs."""

import asyncio
import csv
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.effects import exports
from qwallet_desktop.effects.exports import HEADINGS, harmless
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.exports import (
    ExportAdvanced,
    Exported,
    ExportEnded,
    ExportHistory,
    NotExported,
    StopExport,
    WriteExport,
)
from qwallet_desktop.state.root import Action
from tests.effects.desks import Place, new_id

pytestmark = pytest.mark.asyncio

PAYMENTS = 3


@dataclass
class Scene:
    """Ada has paid Ben three times; her history goes to `file`."""

    place: Place
    ada: Identity
    ben: Identity
    token_id: TokenId
    file: Path

    def effect(self, **changed: object) -> WriteExport:
        command = ExportHistory(new_id(), self.ada.id, HistoryQuery(), self.file, PAYMENTS + 1)
        return WriteExport(replace(command, **changed))  # type: ignore[arg-type]  # a test names its fields

    async def ended(self, effect: WriteExport) -> Exported | NotExported:
        told = await self.place.answer(effect)
        assert isinstance(told[-1], ExportEnded)
        assert told[-1].request_id == effect.command.request_id
        return told[-1].result

    def cells(self) -> list[dict[str, str]]:
        with self.file.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def files(self) -> list[str]:
        return sorted(path.name for path in self.file.parent.iterdir())


@pytest_asyncio.fixture
async def scene(place: Place, tmp_path: Path) -> AsyncIterator[Scene]:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    for memo in ('=HYPERLINK("http://evil")', 'with "quotes", and a comma', "Miete für März"):
        await place.payment(ada.id, ben.id, token_id, memo)
    (tmp_path / "out").mkdir()
    yield Scene(place, ada, ben, token_id, tmp_path / "out" / "history.csv")


async def test_the_whole_history_is_in_the_file(scene: Scene) -> None:
    assert await scene.ended(scene.effect()) == Exported(scene.file, PAYMENTS + 1)
    cells = scene.cells()
    assert [row["amount"] for row in cells] == ["1000.00", "-25.00", "-25.00", "-25.00"]
    assert [row["balance_after"] for row in cells] == ["1000.00", "975.00", "950.00", "925.00"]
    assert [row["direction"] for row in cells] == ["IN", "OUT", "OUT", "OUT"]
    assert [row["counterparty"] for row in cells] == ["", *[scene.ben.id] * PAYMENTS]


async def test_every_row_says_which_token_and_which_transfer(scene: Scene) -> None:
    await scene.ended(scene.effect())
    cells = scene.cells()
    assert tuple(cells[0]) == HEADINGS
    assert {(row["token"], row["token_id"]) for row in cells} == {("QTK", scene.token_id)}
    assert len({row["transfer_id"] for row in cells}) == PAYMENTS + 1
    assert {row["kind"] for row in cells} == {"MINT", "TRANSFER"}


async def test_memos_come_through_whatever_they_hold_and_run_nothing(scene: Scene) -> None:
    await scene.ended(scene.effect())
    assert [row["memo"] for row in scene.cells()[1:]] == [
        '\'=HYPERLINK("http://evil")',
        'with "quotes", and a comma',
        "Miete für März",
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
async def test_text_that_a_spreadsheet_would_run_is_quoted(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "rent", "1-1", "'=1", "Ärger"])
async def test_text_that_is_harmless_stays(text: str) -> None:
    assert harmless(text) == text


async def test_a_query_narrows_the_export(scene: Scene) -> None:
    await scene.ended(scene.effect(query=HistoryQuery(direction=Direction.IN)))
    assert [row["kind"] for row in scene.cells()] == ["MINT"]


async def test_progress_is_told_by_rows(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.services.wallet.EXPORT_PAGE", 2)
    effect = scene.effect()
    told = await scene.place.answer(effect)
    assert told[:-1] == [ExportAdvanced(effect.command.request_id, count) for count in (2, 4)]


async def test_an_empty_history_is_a_file_of_headings(scene: Scene) -> None:
    eve = await scene.place.person("Eve")
    assert await scene.ended(scene.effect(identity_id=eve.id)) == Exported(scene.file, 0)
    assert scene.file.read_text().strip() == ",".join(HEADINGS)


async def test_a_file_that_was_there_is_replaced_by_the_whole_one(scene: Scene) -> None:
    scene.file.write_text("old")
    await scene.ended(scene.effect())
    assert len(scene.cells()) == PAYMENTS + 1
    assert scene.files() == ["history.csv"]


async def test_a_node_that_goes_away_half_way_leaves_no_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.services.wallet.EXPORT_PAGE", 2)

    def cut(action: Action) -> None:
        scene.place.told.append(action)
        scene.place.line.is_cut = True

    await exports.write_export(scene.place.desk, scene.effect(), cut)
    ended = scene.place.told[-1]
    assert isinstance(ended, ExportEnded)
    assert isinstance(ended.result, NotExported)
    assert ended.result.problem is not None
    assert ended.result.problem.code is Code.NODE_UNREACHABLE
    assert scene.files() == []


async def test_a_failed_export_leaves_the_old_file_as_it_was(scene: Scene) -> None:
    scene.file.write_text("old")
    scene.place.line.is_cut = True
    await scene.ended(scene.effect())
    assert (scene.files(), scene.file.read_text()) == (["history.csv"], "old")


async def test_a_stranger_history_is_refused_and_leaves_no_file(scene: Scene) -> None:
    ended = await scene.ended(scene.effect(identity_id=did_from_key(bytes(32))))
    assert isinstance(ended, NotExported)
    assert ended.problem is not None
    assert scene.files() == []


async def test_a_folder_that_is_not_there_is_said_by_the_file_name_alone(scene: Scene) -> None:
    ended = await scene.ended(scene.effect(path=scene.file.parent / "gone" / "history.csv"))
    assert isinstance(ended, NotExported)
    assert ended.problem is not None
    assert ended.problem.code is Code.FILE_NOT_WRITTEN
    assert ended.problem.facts == {"reason": "No such file or directory", "file": "history.csv"}


async def test_a_full_disk_leaves_no_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qwallet_desktop.effects.exports.os.fsync", full_disk)
    ended = await scene.ended(scene.effect())
    monkeypatch.undo()
    assert isinstance(ended, NotExported)
    assert ended.problem is not None
    assert ended.problem.facts["reason"] == "No space left on device"
    assert scene.files() == []


async def test_a_name_that_is_a_folders_leaves_that_folder_alone(scene: Scene) -> None:
    scene.file.mkdir()
    ended = await scene.ended(scene.effect())
    assert isinstance(ended, NotExported)
    assert scene.files() == ["history.csv"]
    assert scene.file.is_dir()


async def test_an_error_without_a_reason_is_told_without_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr("qwallet_desktop.effects.exports.os.replace", fail)
    ended = await scene.ended(scene.effect())
    assert isinstance(ended, NotExported)
    assert ended.problem is not None
    assert ended.problem.facts["reason"] == ""


async def test_cancelling_half_way_leaves_no_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.services.wallet.EXPORT_PAGE", 1)
    advanced = asyncio.Event()

    async def cancelled() -> None:
        await exports.write_export(scene.place.desk, scene.effect(), lambda _: advanced.set())

    async with asyncio.TaskGroup() as group:
        task = group.create_task(cancelled())
        await advanced.wait()
        assert scene.files() == [".history.csv.part"]
        task.cancel()
    assert task.cancelled()
    assert scene.files() == []


async def test_stopping_answers_nothing_for_taking_the_place_is_all(scene: Scene) -> None:
    stop: Effect = StopExport(new_id())
    assert await scene.place.answer(stop) == []
    assert stop.exclusive == scene.effect().exclusive
