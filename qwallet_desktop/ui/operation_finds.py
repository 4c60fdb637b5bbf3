"""The operations that Ctrl+K finds by words or by id, the newest first."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import HasOperations, hold_up
from qwallet_desktop.ui.operation_rows import Row, Terms, Wanted, Which, findable, row_of, wanted_of
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.command_palette import PaletteItem

MOST_FOUND: Final = 8
SHORTEST: Final = 2
"""Letters from which on it is worth looking: one letter finds nearly all of them."""


def finds(
    has: HasOperations, terms: Terms, query: str, *, hidden: bool, group: str
) -> tuple[tuple[PaletteItem, RequestId], ...]:
    """Return what a query finds as lines of the palette, each with the operation that it stands for.

    Args:
        has: What holds all of them.
        terms: Names, tokens, and how numbers are written.
        query: What was typed.
        hidden: Whether amounts are shown as dots.
        group: The head that the lines stand under.
    """
    if len(query.strip()) < SHORTEST:
        return ()

    def words(operation: Operation) -> str:
        return findable(operation, terms)

    def found() -> Iterator[Operation]:
        for request_id in reversed(has.operations.order):
            yield from wanted_of((has.operations.known[request_id],), Wanted(Which.ALL, search=query), words)

    def item(operation: Operation) -> PaletteItem:
        row = row_of(operation, hold_up(has, operation), terms)
        return PaletteItem(
            f"operation {operation.id}",
            _title(row, hidden=hidden),
            group,
            f"{row.subtitle} · {row.mark.words}",
            icon="operations",
            found_by=words(operation),
        )

    return tuple((item(operation), operation.id) for operation in islice(found(), MOST_FOUND))


def _title(row: Row, *, hidden: bool) -> str:
    amount = HIDDEN_AMOUNT if hidden else row.amount
    return f"{row.title} · {amount} {row.symbol}" if row.amount else row.title
