"""The one place where foreign errors become `ServiceError`s: transport faults, broken answers, problems."""

from datetime import datetime
from typing import TypeVar

import httpx
from pydantic import ValidationError

from qwallet_desktop.domain.problems import SERVER_FAULT, Code, Problem
from qwallet_desktop.services.calls import Answer
from qwallet_desktop.wire.requests import ProblemBody
from qwallet_desktop.wire.shapes import adapter

T = TypeVar("T")

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
GATEWAY_STATUSES = frozenset({502, 503, 504})
"""What a proxy in front of a node that is away answers with a page of its own."""

LONGEST_FACT = 100
_OF_THIS_DESKTOP = ("WORD_", "WORDS_", "PASSPHRASE", "VAULT_", "KEYRING_", "KEY_", "CIRCUIT_")
_NOT_REMEMBERED = frozenset({401, 429})
_NO_ANSWER = frozenset({Code.NODE_UNREACHABLE, Code.NODE_TIMEOUT})
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""There was no connection yet that a request could have gone out on."""


class ServiceError(Exception):
    """A service could not give what was asked for; `problem` says why.

    Attributes:
        problem: The node's refusal, or what happened on the way.
        retry_after: Seconds after which the node wants to be asked again, if it said so.
        node_time: The node's clock, where this desktop's seems to be off.
        sent: False if nothing has left this desktop.
        status: The HTTP status of the answer that says so; None where there was no such answer.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        retry_after: float | None = None,
        node_time: datetime | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(problem.code.value)
        self.problem = problem
        self.retry_after = retry_after
        self.node_time = node_time
        self.sent = sent
        self.status: int | None = None

    @property
    def undecided(self) -> bool:
        """Whether the node's decision on a write is not known.

        It is then right to send the same request id again; any other problem is the remembered
        decision, and asking anew takes a new request id (contract §2). Where the id stands for another body, as an
        earlier version of this program may have written it, something was decided, but not said what.
        """
        status, is_another = self.problem.status, self.problem.code is Code.IDEMPOTENCY_MISMATCH
        return self.sent and (status in _NOT_REMEMBERED or self.problem.is_fault or is_another)

    @property
    def is_fault(self) -> bool:
        """Whether the service failed: no way to it, no answer in time, or a status of 5xx.

        Any other answer is one, be it a refusal or nonsense.
        """
        if self.status is not None:
            return self.status >= SERVER_FAULT
        return self.problem.code in _NO_ANSWER


def transport_error(error: Exception) -> ServiceError:
    """Name what httpx, or a time limit of ours, has raised."""
    sent = not isinstance(error, _BEFORE_SENDING)
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return ServiceError(Problem(Code.NODE_TIMEOUT), sent=sent)
    if isinstance(error, httpx.TransportError):
        return ServiceError(Problem(Code.NODE_UNREACHABLE), sent=sent)
    return answer_invalid()


def answer_invalid(**facts: str) -> ServiceError:
    """Build the error for an answer that is not what this protocol says."""
    short = {name: value[:LONGEST_FACT] for name, value in facts.items()}
    return ServiceError(Problem(Code.NODE_ANSWER_INVALID, short))


def ensure(condition: bool, about: str) -> None:  # noqa: FBT001 - it reads as the sentence it is
    """Refuse an answer that is about something else than what was asked.

    Raises:
        ServiceError: NODE_ANSWER_INVALID with the fact `about`.
    """
    if not condition:
        raise answer_invalid(about=about)


def opened(answer: Answer, form: type[T]) -> T:
    """Read the value that an answer of success carries.

    Raises:
        ServiceError: NODE_ANSWER_INVALID for anything but this form.
    """
    if answer.media_type != JSON:
        raise answer_invalid(mediaType=answer.media_type)
    return _read(answer.body, form)


def refusal(answer: Answer) -> ServiceError:
    """Name what an answer without success says."""
    error = _named(answer)
    error.status = answer.status
    return error


def _named(answer: Answer) -> ServiceError:
    if answer.media_type != PROBLEM_JSON:
        if answer.status in GATEWAY_STATUSES:
            return ServiceError(Problem(Code.NODE_UNREACHABLE), retry_after=answer.retry_after)
        return answer_invalid(status=str(answer.status))
    try:
        body = _read(answer.body, ProblemBody)
    except ServiceError as error:
        return error
    if body.code not in Code.__members__ or body.code.startswith(_OF_THIS_DESKTOP):
        return answer_invalid(code=body.code)
    return ServiceError(
        Problem(Code(body.code), body.facts, body.field),
        retry_after=answer.retry_after,
        node_time=body.node_time,
    )


def _read(body: bytes, form: type[T]) -> T:
    try:
        return adapter(form).validate_json(body)
    except ValidationError:
        # Its text quotes the answer, which may hold what nobody should find in a log.
        raise answer_invalid() from None
