"""The model behind the table of operations: from any list to any other, and what its cells tell."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.operation import Operation, Waiting
from qwallet_desktop.ui.models.operations_model import Column, OperationRows, OperationsModel
from qwallet_desktop.ui.widgets.tables import CellRole
from tests.ui import operations as told
from tests.ui.builders import NOW
from tests.ui.operations import ACME, STRANGER, one, pay

MANY = tuple(one(number, Waiting(NOW), pay(ACME, "1.00"), ago=number) for number in range(60))
places = st.lists(st.integers(0, 59), unique=True, max_size=60)


def rows(*operations: Operation, hidden: bool = False) -> OperationRows:
    return OperationRows(operations, told.EVERYONE, told.TOKENS, hidden)


def model_of(shown: OperationRows) -> OperationsModel:
    model = OperationsModel(lambda: NOW, NumberStyle())
    model.set_rows(shown)
    return model


def listed(model: OperationsModel) -> list[str]:
    found = [model.operation(row) for row in range(model.rowCount())]
    return [operation.id for operation in found if operation is not None]


@given(st.lists(places, min_size=2, max_size=6), st.booleans())
def test_whatever_was_listed_before_exactly_what_is_wanted_is_listed(lists: list[list[int]], in_order: bool) -> None:
    model = model_of(rows())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for wanted in lists:
        chosen = [MANY[place] for place in (sorted(wanted) if in_order else wanted)]
        model.set_rows(rows(*chosen))
        assert listed(model) == [operation.id for operation in chosen]
        assert [model.row_of(operation.id) for operation in chosen] == list(range(len(chosen)))
    tester.deleteLater()


@given(st.lists(st.lists(st.integers(0, 11), unique=True).map(sorted), min_size=2, max_size=6))
def test_a_row_that_stays_keeps_what_points_at_it(lists: list[list[int]]) -> None:
    model = model_of(rows(*(MANY[place] for place in lists[0])))
    for before, after in pairwise(lists):
        marks = {place: QPersistentModelIndex(model.index(row, 0)) for row, place in enumerate(before)}
        model.set_rows(rows(*(MANY[place] for place in after)))
        for place, mark in marks.items():
            assert (mark.row() if mark.isValid() else -1) == model.row_of(MANY[place].id)


def test_a_tip_tells_whole_what_a_cell_cuts() -> None:
    model = model_of(rows(told.LARGE))
    tips = [str(model.index(0, column).data(Qt.ItemDataRole.ToolTipRole)) for column in Column]
    assert tips[Column.WHAT].splitlines()[1:] == ["Mara Lindqvist", "All of it"]
    assert tips[Column.AMOUNT].startswith("100,000,000,000,000,000,000,000,000,000")
    assert tips[Column.STAGE] == "Made"
    assert "2026" in tips[Column.WHEN]


def test_a_tip_tells_no_hidden_amount() -> None:
    model = model_of(rows(told.LARGE, hidden=True))
    assert model.index(0, Column.AMOUNT).data(Qt.ItemDataRole.ToolTipRole) is None


def test_an_identity_that_is_not_held_here_has_no_colour_and_is_shown_by_its_did() -> None:
    model = model_of(rows(one(1, Waiting(NOW), pay(ACME, "1.00"), who=STRANGER)))
    cell = model.index(0, Column.WHAT)
    assert cell.data(CellRole.COLOUR) is None
    assert str(cell.data(CellRole.SUBTITLE)).startswith("did:key:")


@pytest.mark.parametrize(("column", "title"), [(Column.WHAT, "Operation"), (Column.STAGE, "Stage")])
def test_each_column_has_a_title(column: Column, title: str) -> None:
    model = model_of(rows())
    assert model.headerData(column, Qt.Orientation.Horizontal) == title


def test_a_list_has_no_rows_below_its_rows() -> None:
    model = model_of(rows(told.MADE))
    assert model.rowCount(model.index(0, 0)) == 0


def test_no_token_known_is_no_error() -> None:
    model = model_of(OperationRows((told.LIST,), told.EVERYONE, Map()))
    assert model.index(0, Column.AMOUNT).data() == ""
