"""A burst of events, from the line to the window: nothing is lost or applied twice while it is looked at and used."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.bench.burst_program import Burst
from tests.bench.burst_window import Endured, work
from tests.flow.window import on_qt


@pytest.mark.parametrize("cut", [0, 0.2])
def test_a_burst_is_applied_whole_also_over_a_line_that_is_cut(qapp: QApplication, tmp_path: Path, cut: float) -> None:
    burst = Burst(events=2_000, rate=4_000, people=6, cut=cut)
    found: list[Endured] = []

    async def endure() -> None:
        found.append(await work(qapp, tmp_path / "data", burst))

    on_qt(qapp, endure)
    assert [(endured.applied, endured.differ) for endured in found] == [(burst.events, 0)]
