"""The inbox's rows: what few changes move, that nothing else is touched, and that it ends where a new start would."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import PLAIN
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.state.item_actors import Section
from qwallet_desktop.state.items_known import MultiSig, learned
from qwallet_desktop.ui.models import inbox_model
from qwallet_desktop.ui.models.inbox_model import LINE_ROLE, Head, InboxModel, InboxRows
from qwallet_desktop.ui.models.inbox_order import Order, Wanted
from qwallet_desktop.ui.screens.inbox_table import HEAD_HEIGHT, ROW_HEIGHT, InboxTable
from qwallet_desktop.ui.theme import current_theme
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, INES, LEO, MARA, NOW, TOKENS

pytestmark = pytest.mark.usefixtures("qapp")
HELD = frozenset({ACME})


@dataclass
class Rows:
    """A model, looked after by Qt's own tester, and what it told its views."""

    model: InboxModel
    at: list[datetime]
    resets: int = 0
    removed: list[tuple[int, int]] = field(default_factory=list)
    inserted: list[tuple[int, int]] = field(default_factory=list)

    def show(self, items: MultiSig, *, held: frozenset[IdentityId] = HELD, only: IdentityId | None = None) -> None:
        self.model.set_rows(InboxRows(Wanted(items, held, only), EVERYONE, TOKENS))

    def listed(self) -> list[object]:
        rows = range(self.model.rowCount())
        return [self.model.item(row) or self.model.data(self.model.index(row, 0), LINE_ROLE) for row in rows]

    def told(self) -> tuple[int, list[tuple[int, int]], list[tuple[int, int]]]:
        """Return resets, rows taken out and rows put in since it was asked last."""
        found = self.resets, list(self.removed), list(self.inserted)
        self.resets = 0
        self.removed.clear()
        self.inserted.clear()
        return found


@pytest.fixture
def rows() -> Rows:
    at = [NOW]
    model = InboxModel(lambda: at[0], PLAIN)
    made = Rows(model, at)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    assert tester.model() is model

    def reset() -> None:
        made.resets += 1

    def removed(_parent: QModelIndex, first: int, last: int) -> None:
        made.removed.append((first, last))

    def inserted(_parent: QModelIndex, first: int, last: int) -> None:
        made.inserted.append((first, last))

    model.modelReset.connect(reset)
    model.rowsRemoved.connect(removed)
    model.rowsInserted.connect(inserted)
    return made


def signed(item: Item) -> Item:
    """Return the item with the signature of its approver, carried out with it."""
    votes = (*item.votes, told.vote(ACME, Choice.SIGN, 5, item.proposal.opened_at))
    return replace(item, votes=votes, closing=replace(told.MADE.closing, at=votes[-1].at))  # type: ignore[type-var]


MANY = tuple(told.item(number, hours=number / 10) for number in range(1, 30))
"""Items that wait for ACME, the last one the newest."""


def test_what_is_signed_moves_alone(rows: Rows) -> None:
    known = learned(MultiSig(), MANY)
    rows.show(known)
    assert rows.told()[0] == 1
    rows.show(learned(known, [signed(MANY[3])]))
    assert rows.told() == (0, [(26, 26)], [(29, 30)])
    assert rows.model.data(rows.model.index(29, 0), LINE_ROLE) == Head("Done", "1")


def test_the_head_of_what_is_left_by_all_goes_with_the_last(rows: Rows) -> None:
    known = learned(MultiSig(), MANY[:1])
    rows.show(known)
    rows.told()
    rows.show(learned(known, [signed(MANY[0])]))
    assert rows.told() == (0, [(0, 1)], [(0, 1)])


def test_what_is_new_comes_on_top_of_its_section(rows: Rows) -> None:
    known = learned(MultiSig(), MANY[:20])
    rows.show(known)
    rows.told()
    rows.show(learned(known, MANY[20:21]))
    assert rows.told() == (0, [], [(1, 1)])
    assert rows.model.item(1) == MANY[20]


def test_what_is_forgotten_goes(rows: Rows) -> None:
    known = learned(MultiSig(), MANY[:5])
    rows.show(known)
    rows.told()
    gone = MANY[2].proposal.item_id
    rows.show(replace(known, known=known.known.delete(gone), waits=known.waits.delete(gone)))
    assert (rows.told(), rows.model.row_of(gone)) == ((0, [(3, 3)], []), -1)


def test_more_than_a_few_are_sorted_anew_at_once(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_model, "MOST_MOVED", 3)
    known = learned(MultiSig(), MANY[:10])
    rows.show(known)
    rows.told()
    rows.show(learned(known, MANY[10:14]))
    assert rows.told() == (1, [], [])
    rows.show(learned(known, MANY[10:14]))
    assert rows.told() == (0, [], [])


@pytest.mark.parametrize("change", [{"held": frozenset({MARA})}, {"only": LEO}])
def test_other_keys_or_another_identity_sort_all_anew(rows: Rows, change: dict[str, object]) -> None:
    rows.show(told.known(*told.ALL))
    rows.told()
    rows.show(told.known(*told.ALL), **change)  # type: ignore[arg-type]  # names of arguments
    assert rows.told()[0] == 1


def test_only_what_concerns_an_identity_is_listed(rows: Rows) -> None:
    other = told.item(50, whose=INES, approvers=(LEO,))
    rows.show(told.known(told.MINE, other), only=LEO)
    assert rows.listed()[1:] == [other]


def test_what_expires_is_done_when_it_is_looked_at_next(rows: Rows) -> None:
    soon = told.item(60, hours=1)
    rows.show(told.known(soon, told.MINE))
    assert rows.model.section_rows(Section.DONE) == range(4, 4)
    rows.at[0] = soon.proposal.expires_at
    rows.told()
    rows.model.touch()
    assert (rows.told()[0], rows.model.item(rows.model.section_rows(Section.DONE)[0])) == (1, soon)
    rows.model.touch()
    assert rows.told()[0] == 0


def test_nothing_to_say_anew_where_nothing_is_listed(rows: Rows) -> None:
    rows.show(MultiSig())
    rows.model.touch()
    assert rows.model.rowCount() == 0
    assert rows.model.data(rows.model.index(0, 0)) is None


@pytest.mark.parametrize("seed", range(12))
def test_whatever_changes_it_ends_where_a_new_start_would(rows: Rows, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  (a test's dice)
    pool = {item.proposal.item_id: item for item in MANY}
    known = MultiSig()
    for _ in range(40):
        some = chance.sample(sorted(pool), chance.randint(1, 4))
        for item_id in some:
            item = pool[item_id]
            if chance.random() < 0.4 and item.closing is None:
                pool[item_id] = signed(item)
        known = learned(known, [pool[item_id] for item_id in some])
        if chance.random() < 0.2:
            gone = chance.choice(sorted(known.known))
            waits = known.waits.delete(gone) if gone in known.waits else known.waits
            known = replace(known, known=known.known.delete(gone), waits=waits)
        rows.at[0] += timedelta(minutes=chance.randint(0, 20))
        rows.show(known)
        fresh = Order()
        fresh.set_all(Wanted(known, HELD), rows.at[0])
        shown = [rows.model.row_of(item_id) for item_id in sorted(known.known)]
        assert shown == [fresh.row_of(item_id) for item_id in sorted(known.known)]
        assert rows.model.rowCount() == len(fresh)


def test_there_is_no_row_after_the_last() -> None:
    with pytest.raises(IndexError):
        Order().at(0)


def test_heads_are_lower_than_items_wherever_they_come_to_stand(qapp: QApplication, rows: Rows) -> None:
    table = InboxTable(rows.model)
    known = learned(MultiSig(), MANY[:6])
    rows.show(known)
    for step in (known, learned(known, [signed(MANY[3])]), learned(known, [signed(one) for one in MANY[:6]])):
        rows.show(step)
        heights = [table.rowHeight(row) for row in range(rows.model.rowCount())]
        heads = [rows.model.item(row) is None for row in range(rows.model.rowCount())]
        wanted = [current_theme().scaled(HEAD_HEIGHT if is_head else ROW_HEIGHT) for is_head in heads]
        assert heights == wanted
    table.deleteLater()
