"""Amounts are exact, have one reading per locale, and every wrong one has its named refusal."""

from decimal import Context, Decimal
from operator import add, le, lt, sub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.money import (
    LARGEST_UNITS,
    MOST_DECIMALS,
    PLAIN,
    Amount,
    NumberStyle,
    format_amount,
    parse_amount,
)
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import TOKEN, amount, outcome, problem_of

ENGLISH = NumberStyle(".", ",")
GERMAN = NumberStyle(",", ".")
FRENCH = NumberStyle(",", "\u202f")
CZECH = NumberStyle(",", "\u00a0")
SWISS = NumberStyle(".", "\u2019")
STYLES = (PLAIN, ENGLISH, GERMAN, FRENCH, CZECH, SWISS, NumberStyle(",", ""), NumberStyle(".", " "))

ALL_STYLES = st.sampled_from(STYLES)
DECIMALS = st.integers(0, MOST_DECIMALS)
# Both ends of the range matter, so sizes are drawn before units.
UNITS = st.integers(1, 78).flatmap(lambda digits: st.integers(10 ** (digits - 1), 10**digits - 1))


@given(UNITS, DECIMALS, ALL_STYLES)
def test_reading_what_was_written_gives_the_same_amount(units: int, decimals: int, style: NumberStyle) -> None:
    written = format_amount(Amount(units, decimals, TOKEN), style)
    assert parse_amount(written, TOKEN, decimals, style) == Amount(units, decimals, TOKEN)


@given(UNITS, DECIMALS)
def test_what_is_written_has_the_value_of_the_units(units: int, decimals: int) -> None:
    written = Decimal(format_amount(Amount(units, decimals, TOKEN)))
    assert written.scaleb(decimals, Context(prec=200)) == units


@given(UNITS, DECIMALS, ALL_STYLES)
def test_a_negative_amount_is_written_with_a_minus_before_it(units: int, decimals: int, style: NumberStyle) -> None:
    written = format_amount(Amount(-units, decimals, TOKEN), style)
    assert written == "-" + format_amount(Amount(units, decimals, TOKEN), style)


@pytest.mark.parametrize(
    ("units", "decimals", "style", "written"),
    [
        (123_450, 2, PLAIN, "1234.50"),
        (123_450, 2, ENGLISH, "1,234.50"),
        (123_450, 2, GERMAN, "1.234,50"),
        (123_450, 2, FRENCH, "1\u202f234,50"),
        (123_450, 2, SWISS, "1\u2019234.50"),
        (-7, 2, ENGLISH, "-0.07"),
        (0, 2, ENGLISH, "0.00"),
        (0, 0, ENGLISH, "0"),
        (1_000, 0, ENGLISH, "1,000"),
        (1, 30, PLAIN, "0.000000000000000000000000000001"),
        (999, 0, ENGLISH, "999"),
        (100_000_000, 2, ENGLISH, "1,000,000.00"),
    ],
)
def test_amounts_are_written_as_the_locale_does(units: int, decimals: int, style: NumberStyle, written: str) -> None:
    assert format_amount(Amount(units, decimals, TOKEN), style) == written


@pytest.mark.parametrize(
    ("text", "style", "units"),
    [
        ("25", ENGLISH, 2_500),
        ("25.", ENGLISH, 2_500),
        (".5", ENGLISH, 50),
        ("0.01", ENGLISH, 1),
        ("+25", ENGLISH, 2_500),
        ("1,234.5", ENGLISH, 123_450),
        ("1234.5", ENGLISH, 123_450),
        ("1.234", GERMAN, 123_400),
        ("1,23", GERMAN, 123),
        ("1.5000", ENGLISH, 150),
        ("0005", ENGLISH, 500),
        ("1,234,567.89", ENGLISH, 123_456_789),
        # The keyboard has an ordinary space and apostrophe where the locale prints others.
        ("1 234,5", FRENCH, 123_450),
        ("1\u00a0234,5", FRENCH, 123_450),
        ("1 234 567", CZECH, 123_456_700),
        ("1'234.5", SWISS, 123_450),
    ],
)
def test_amounts_are_read_as_a_person_types_them(text: str, style: NumberStyle, units: int) -> None:
    assert parse_amount(text, TOKEN, 2, style) == amount(units)


@pytest.mark.parametrize("space", [" ", "\t", "\n", "\r\n", "\u00a0", "\u202f", "\u2003", "\u3000"])
def test_white_space_around_an_amount_is_dropped(space: str) -> None:
    assert parse_amount(f"{space}25{space}", TOKEN, 2, ENGLISH) == amount(2_500)


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0\u202f"])
def test_nothing_typed_is_an_empty_amount(text: str) -> None:
    assert problem_of(lambda: parse_amount(text, TOKEN, 2)) == Problem(Code.AMOUNT_EMPTY, {}, "amount")


@pytest.mark.parametrize(
    "text",
    [
        *("abc", "1e3", "0x10", "1_000", "NaN", "inf", "Infinity", "1/2", "$5", "5 QTK", "5%", "1 2", "1\n2"),
        *(".", "-", "+", "-.", "1.2.3", "1..2", "1.-2"),
        *("--5", "+-5", "-+5", "++5", "- 5", "5-", "5+", "\u2212-5"),
        *("\u0661\u0662", "\uff11\uff12", "\u00b2", "\u00bd", "\u2167", "\u0967", "1\u0660", "1.\u0665"),
        *("1\u200b2", "\u202e52", "5\u2069", "\ufeff5", "5\x00"),
        "0" * 400,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert problem_of(lambda: parse_amount(text, TOKEN, 2)) == Problem(Code.AMOUNT_NOT_A_NUMBER, {}, "amount")


@pytest.mark.parametrize(
    ("text", "style"),
    [
        *(
            (text, ENGLISH)
            for text in ("1,23", "1234,567", ",123", "1,,234", "1,234,", "12,34,567", "1,2345", "1.234,5")
        ),
        *((text, ENGLISH) for text in ("1.2,345", "0,5", "1 234", "1'234", "1\u00a0234")),
        *((text, GERMAN) for text in ("1.23", "1234.567", "1,234.5", "0.5")),
        *((text, FRENCH) for text in ("1 23", "1  234", "1.5", "1 2345")),
        *((text, PLAIN) for text in ("1,234", "1 234", "1'234")),
    ],
)
def test_wrong_grouping_is_never_guessed_at(text: str, style: NumberStyle) -> None:
    assert problem_of(lambda: parse_amount(text, TOKEN, 2, style)).code is Code.AMOUNT_NOT_A_NUMBER


@pytest.mark.parametrize("text", ["0", "0.00", "000", "-0", "+0", ".0", "0.0000000"])
def test_zero_is_refused_as_zero(text: str) -> None:
    assert problem_of(lambda: parse_amount(text, TOKEN, 2)) == Problem(Code.AMOUNT_ZERO, {}, "amount")


@pytest.mark.parametrize("text", ["-1", "\u22121", "-0.01", "-1.234", " -5 ", "-1" + "0" * 80])
def test_a_negative_amount_is_refused_as_negative(text: str) -> None:
    assert problem_of(lambda: parse_amount(text, TOKEN, 2)) == Problem(Code.AMOUNT_NEGATIVE, {}, "amount")


@pytest.mark.parametrize(("text", "decimals"), [("1.234", 2), ("0.001", 2), ("1.5", 0), ("0." + "0" * 30 + "1", 30)])
def test_more_decimals_than_the_token_has_are_refused(text: str, decimals: int) -> None:
    problem = problem_of(lambda: parse_amount(text, TOKEN, decimals))
    assert problem == Problem(Code.AMOUNT_TOO_PRECISE, {"decimals": str(decimals)}, "amount")


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("1" + "0" * 80, 0), ("1" + "0" * 80, 2), ("1" + "0" * 78, 0), ("1" + "0" * 48, 30), ("9" * 300, 0)],
)
def test_more_than_78_digits_are_refused(text: str, decimals: int) -> None:
    problem = problem_of(lambda: parse_amount(text, TOKEN, decimals))
    assert problem == Problem(Code.AMOUNT_TOO_LARGE, {"digits": "78"}, "amount")


@pytest.mark.parametrize(("text", "decimals"), [("9" * 78, 0), ("9" * 76 + ".99", 2), ("9" * 48 + "." + "9" * 30, 30)])
def test_78_digits_are_still_an_amount(text: str, decimals: int) -> None:
    assert parse_amount(text, TOKEN, decimals).units == LARGEST_UNITS


def test_the_refusal_names_the_input() -> None:
    assert problem_of(lambda: parse_amount("x", TOKEN, 2, at="limit")).field == "limit"


@given(st.text("0123456789.,-+' \u00a0\u202f\u2019\u2212e\u0663", max_size=40), DECIMALS, ALL_STYLES)
def test_any_text_is_an_exact_amount_or_a_refusal(text: str, decimals: int, style: NumberStyle) -> None:
    read = outcome(lambda: parse_amount(text, TOKEN, decimals, style))
    if isinstance(read, Code):
        return
    ungrouped = "".join(c for c in text if c in "0123456789" + style.decimal).replace(style.decimal, ".")
    assert Decimal(ungrouped).scaleb(decimals, Context(prec=200)) == read.units > 0


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    read = outcome(lambda: parse_amount(text, TOKEN, 2, FRENCH))
    if isinstance(read, Code):
        assert read.startswith("AMOUNT_")
    else:
        assert 0 < read.units <= LARGEST_UNITS


@given(st.integers(), st.integers())
def test_sums_and_order_are_those_of_the_units(one: int, other: int) -> None:
    left, right = amount(one), amount(other)
    assert (left + right, left - right, -left) == (amount(one + other), amount(one - other), amount(-one))
    assert (left < right, left <= right, left > right, left >= right) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
    )


@pytest.mark.parametrize("operation", [add, sub, lt, le])
@pytest.mark.parametrize("other", [amount(1, token_id=TokenId("qtk1" + "cd" * 32)), amount(1, decimals=3)])
def test_amounts_of_different_tokens_never_mix(operation: type, other: Amount) -> None:
    with pytest.raises(ValueError, match="different tokens"):
        operation(amount(1), other)


def test_of_keeps_the_token() -> None:
    assert Amount(5, 6, TOKEN).of(9) == Amount(9, 6, TOKEN)
