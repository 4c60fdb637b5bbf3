"""Lists of payments as text: what spreadsheets and people write is read, and what is written can be read back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.batch_lines import HEADINGS, read_lines, write_lines
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.spreadsheet import visible

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), max_size=12) | st.sampled_from(
    ["=1+1", "'=1+1", "''@x", "-5", "+5", "'", '"', 'a"b', "a,b", "a;b", "two\nlines", "'quoted"]
)


def read(text: str) -> list[tuple[str, str, str, str]]:
    return [(line.recipient, line.amount, line.token, line.memo) for line in read_lines(text, 99).lines]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_are_divided_by_commas_semicolons_or_tabs(sign: str) -> None:
    assert read(sign.join(["did:a", "1.50", "QTK", "rent"])) == [("did:a", "1.50", "QTK", "rent")]


def test_a_decimal_comma_stands_beside_semicolons_as_it_was_written() -> None:
    assert read("did:a;1,50;QTK;rent, in March") == [("did:a", "1,50", "QTK", "rent, in March")]


def test_the_memo_may_be_left_out() -> None:
    assert read("did:a,1,QTK") == [("did:a", "1", "QTK", "")]


def test_a_first_line_that_names_the_columns_gives_their_order() -> None:
    text = "Memo;Amount;Department;Token;Recipient\nrent;1;Sales;QTK;did:a"

    assert read(text) == [("did:a", "1", "QTK", "rent")]


@pytest.mark.parametrize("heading", ["to,amount,symbol,note", "DID, Amount, token_id, Reference", "recipient,amount"])
def test_columns_have_more_names_than_one(heading: str) -> None:
    assert read(f"{heading}\ndid:a,1")[0][:2] == ("did:a", "1")


def test_a_first_line_that_names_no_amount_is_a_payment() -> None:
    assert read("recipient,1,QTK") == [("recipient", "1", "QTK", "")]


def test_a_byte_order_mark_and_empty_lines_count_for_nothing() -> None:
    text = "\ufeff\n\ndid:a,1,QTK\r\n , \r\ndid:b,2,QTK\n"

    assert read(text) == [("did:a", "1", "QTK", ""), ("did:b", "2", "QTK", "")]


def test_lines_have_the_numbers_that_an_editor_shows() -> None:
    text = 'recipient,amount,token,memo\n\ndid:a,1,QTK,"two\nlines"\ndid:b,2,QTK'

    assert [line.number for line in read_lines(text, 9).lines] == [3, 5]


def test_quoted_parts_may_hold_the_dividing_sign_and_quotation_marks() -> None:
    assert read('"did:a", "1",QTK,"rent, ""March"""') == [("did:a", "1", "QTK", 'rent, "March"')]


@pytest.mark.parametrize(("text", "columns"), [("did:a", "1"), ("a,b,c,d,e", "5"), ("a,b,c,d,,f", "6")])
def test_another_number_of_columns_is_a_problem_of_the_line(text: str, columns: str) -> None:
    (line,) = read_lines(text, 9).lines

    assert line.problem is not None
    assert (line.problem.code, line.problem.facts["columns"]) == (Code.MALFORMED, columns)


def test_empty_columns_at_the_end_are_none() -> None:
    assert read("did:a,1,QTK,rent,,,") == [("did:a", "1", "QTK", "rent")]


def test_a_quotation_that_is_not_closed_ends_the_list_at_its_line() -> None:
    *before, last = read_lines('did:a,1,QTK\ndid:b,2,QTK,"rent\ndid:c,3,QTK', 9).lines

    assert [line.recipient for line in before] == ["did:a"]
    assert last.problem is not None
    assert (last.number, last.problem.facts["reason"]) == (2, "quotation")


def test_a_broken_first_line_is_a_problem_and_names_no_columns() -> None:
    (line,) = read_lines('"recipient,amount\ndid:a,1', 9).lines

    assert (line.number, line.problem and line.problem.facts) == (1, {"reason": "quotation"})


def test_lines_past_the_most_are_only_counted() -> None:
    reading = read_lines("did:a,1,QTK\n" * 10_000, 3)

    assert (len(reading.lines), reading.count) == (3, 10_000)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS).filter(any), min_size=1, max_size=5))
def test_what_is_written_is_read_back_as_it_was(rows: list[tuple[str, str, str, str]]) -> None:
    assert read(write_lines(rows)) == rows


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=3))
def test_no_cell_that_is_written_begins_like_a_formula(rows: list[tuple[str, str, str, str]]) -> None:
    cells = [cell for row in csv.reader(io.StringIO(write_lines(rows), newline="")) for cell in row]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_column_of_problems_is_passed_over_when_the_list_comes_back() -> None:
    text = write_lines([("did:a", "1", "QTK", "rent", "too much")], (*HEADINGS, "problem"))

    assert read(text) == [("did:a", "1", "QTK", "rent")]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    reading = read_lines(text, 9)

    assert len(reading.lines) == min(reading.count, 9)
    assert all(line.number >= 1 for line in reading.lines)


def test_signs_that_turn_a_line_round_are_taken_out_and_line_breaks_stay() -> None:
    assert visible("a\u202eb\tc\n\u200bd\0") == "ab\tc\nd"
