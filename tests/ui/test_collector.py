"""The collector: cycles are found on Qt's thread, when they are due, and Python takes over at the end."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.ui.collector import Collector, collect_if_due


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()
    made.deleteLater()


class Ring:
    def __init__(self) -> None:
        self.me = self


def test_nothing_is_collected_behind_its_back(collector: Collector) -> None:
    assert not gc.isenabled()


def test_cycles_are_found_once_there_are_many(collector: Collector) -> None:
    gc.collect()
    for _ in range(gc.get_threshold()[0] + 100):
        Ring()
    assert collect_if_due() > gc.get_threshold()[0]
    assert collect_if_due() == 0


def test_what_was_loaded_in_bulk_is_set_aside_unseen(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.ui.collector.LOADED", 1_000)
    collect_if_due()
    loaded, before = [Ring() for _ in range(1_100)], gc.get_freeze_count()
    assert collect_if_due() == 0
    assert gc.get_freeze_count() - before >= len(loaded)


def test_at_its_end_python_collects_again(qapp: QApplication) -> None:
    made = Collector()
    made.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
