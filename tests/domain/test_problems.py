"""Every refusal has a stable name and a status that HTTP clients understand."""

import pytest

from qwallet_desktop.domain.problem_status import STATUS
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse


@pytest.mark.parametrize("code", Code)
def test_every_code_has_the_status_of_a_refusal(code: Code) -> None:
    assert 400 <= Problem(code).status <= 599


@pytest.mark.parametrize("code", Code)
def test_every_code_is_called_what_it_says(code: Code) -> None:
    assert code.value == code.name == str(code)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (Code.MALFORMED, 400),
        (Code.SIGNATURE_INVALID, 401),
        (Code.SIGNATURE_REPLAYED, 401),
        (Code.NOT_PERMITTED, 403),
        (Code.IDENTITY_UNKNOWN, 404),
        (Code.TRANSFER_UNKNOWN, 404),
        (Code.IDEMPOTENCY_MISMATCH, 409),
        (Code.BODY_TOO_LARGE, 413),
        (Code.INSUFFICIENT_FUNDS, 422),
        (Code.AMOUNT_ZERO, 422),
        (Code.OVERLOADED, 429),
        (Code.INTERNAL, 500),
        (Code.NODE_UNREACHABLE, 503),
        (Code.STORAGE_FULL, 507),
    ],
)
def test_statuses_are_those_of_the_contract(code: Code, status: int) -> None:
    assert Problem(code).status == status


def test_every_status_is_of_a_code() -> None:
    assert STATUS.keys() <= {code.value for code in Code}


def test_a_refusal_carries_its_problem() -> None:
    refused = refuse(Code.NAME_INVALID, at="name", longest="60")
    assert refused.problem == Problem(Code.NAME_INVALID, {"longest": "60"}, "name")


def test_a_refusal_prints_its_code_and_no_facts() -> None:
    assert str(Refused(Problem(Code.NAME_INVALID, {"typed": "private"}))) == "NAME_INVALID"


@pytest.mark.parametrize("code", [Code.NODE_UNREACHABLE, Code.NODE_ANSWER_INVALID, Code.STORAGE_FULL, Code.INTERNAL])
def test_what_lies_with_the_node_is_a_fault(code: Code) -> None:
    assert Problem(code).is_fault


@pytest.mark.parametrize("code", [Code.INSUFFICIENT_FUNDS, Code.IDENTITY_UNKNOWN, Code.OVERLOADED])
def test_what_lies_with_what_was_asked_is_none(code: Code) -> None:
    assert not Problem(code).is_fault
