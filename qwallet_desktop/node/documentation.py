"""Completes the OpenAPI description: bodies, answers, examples and every problem of every route."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, TypeVar, get_args

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.signatures import IDEMPOTENCY_HEADER, TAG
from qwallet_desktop.node.problems import MEDIA_TYPE, problem_body
from qwallet_desktop.wire.requests import ProblemBody
from qwallet_desktop.wire.shapes import adapter

JSON = "application/json"
EVENT_STREAM = "text/event-stream"
SCHEMAS = "#/components/schemas/"
SECURITY = "requestSignature"

READ_CODES = (
    Code.MALFORMED,
    Code.SIGNATURE_MISSING,
    Code.SIGNATURE_INVALID,
    Code.SIGNATURE_EXPIRED,
    Code.SIGNATURE_REPLAYED,
    Code.WRONG_NODE,
    Code.GRANT_INVALID,
    Code.OVERLOADED,
    Code.DATABASE_LOCKED,
    Code.DATABASE_DAMAGED,
    Code.DATABASE_UNREACHABLE,
    Code.INTERNAL,
)
WRITE_CODES = (
    *(code for code in READ_CODES if code is not Code.GRANT_INVALID),
    Code.BODY_TOO_LARGE,
    Code.IDEMPOTENCY_KEY_MISSING,
    Code.IDEMPOTENCY_MISMATCH,
    Code.IDENTITY_UNKNOWN,
    Code.STORAGE_FULL,
    Code.STORAGE_READ_ONLY,
    Code.NODE_UNREACHABLE,
)
AMOUNT_CODES = (
    Code.AMOUNT_EMPTY,
    Code.AMOUNT_NOT_A_NUMBER,
    Code.AMOUNT_ZERO,
    Code.AMOUNT_NEGATIVE,
    Code.AMOUNT_TOO_PRECISE,
    Code.AMOUNT_TOO_LARGE,
)
RULING_CODES = (
    Code.SENDING_OFF,
    Code.TOKEN_NOT_ALLOWED,
    Code.COUNTERPARTY_NOT_ALLOWED,
    Code.OUTSIDE_HOURS,
    Code.EXTERNAL_OFF,
    Code.RECIPIENT_REFUSES,
    Code.ADDRESS_RESTRICTED,
    Code.LIMIT_EXCEEDED,
    Code.TOO_MANY_PER_HOUR,
    Code.CAP_MISSING,
    Code.AID_OTHER_TOKEN,
    Code.AID_CAP_REACHED,
)
"""Why rules refuse what somebody wants to send, to whomever."""

_OPEN = "An open route: it needs no signature."
_DESCRIPTION = (
    "The ledger node of Qwallet Desktop. Every request but the open ones carries one RFC 9421 "
    f"signature, label sig1, tag {TAG}, Ed25519, keyid a did:key, at most 60 s old. Reads cover "
    "@method, @path, @query and qwallet-node; writes also content-digest (sha-256) and "
    "idempotency-key. Problems are RFC 9457 with a stable code."
)
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Documented:
    """What a route's signature does not say: shapes of body and answer, and its own refusals."""

    answer: Any
    codes: tuple[Code, ...]
    body: type[object] | None
    status: int
    signed: bool
    media_type: str
    opens: bool = False


_documented: dict[str, Documented] = {}
_OPENED = Documented(Item, (), None, 202, signed=True, media_type=JSON)
"""What a route answers that lets something wait for others to agree."""


def documented(
    answer: Any,
    *codes: Code,
    body: type[object] | None = None,
    status: int = 200,
    signed: bool = True,
    media_type: str = JSON,
) -> Callable[[Endpoint], Endpoint]:
    """Say what an endpoint answers; used when somebody asks for `/openapi.json`, not before.

    Args:
        answer: The shape of a success; `… | Item` where others may have to agree first, which is answered 202.
        *codes: The refusals beyond those that every signed route has.
        body: The shape of the body; a route with one is a write.
        status: The status of a success.
        signed: Whether the route demands a signature.
        media_type: What a success is written as.
    """
    opens = isinstance(answer, UnionType) and Item in get_args(answer)
    done = get_args(answer)[0] if opens else answer

    def keep(endpoint: Endpoint) -> Endpoint:
        name: str = getattr(endpoint, "__name__", "")
        _documented[name] = Documented(done, codes, body, status, signed, media_type, opens)
        return endpoint

    return keep


def describe(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return what `app.openapi` should be: the completed description, made once."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_complete(app))
        return made

    return openapi


def all_codes(entry: Documented) -> tuple[Code, ...]:
    """List every code that a route may answer with."""
    if not entry.signed:
        return (Code.MALFORMED, Code.INTERNAL, *entry.codes)
    common = WRITE_CODES if entry.body else READ_CODES
    return tuple(dict.fromkeys((*common, *entry.codes)))


def _complete(app: FastAPI) -> dict[str, Any]:
    from qwallet_desktop.node.examples import example  # noqa: PLC0415 - only who asks needs them

    document = get_openapi(
        title="Qwallet node",
        version=app.version,
        description=_DESCRIPTION,
        openapi_version="3.1.0",
        routes=app.routes,
    )
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    for operation in operations:
        _complete_operation(operation, _documented[operation["operationId"]], example)
    components = document.setdefault("components", {})
    components["schemas"] = {**_own(components.get("schemas", {})), **_schemas()}
    components["securitySchemes"] = {
        SECURITY: {
            "type": "apiKey",
            "in": "header",
            "name": "Signature",
            "description": "RFC 9421; Signature-Input goes with it.",
        }
    }
    return document


def _complete_operation(operation: dict[str, Any], entry: Documented, example: Callable[[Any], Any]) -> None:
    operation["responses"] = {
        str(entry.status): _success(entry, example),
        **({"202": _success(_OPENED, example)} if entry.opens else {}),
        **_problems(all_codes(entry)),
    }
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
    operation["security"] = [{SECURITY: []}] if entry.signed else []
    if not entry.signed:
        operation["description"] = f"{operation.get('description', '')}\n\n{_OPEN}".strip()
    if entry.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {
                JSON: {"schema": _reference(entry.body), "example": example(entry.body)},
            },
        }
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_PARAMETER)


_IDEMPOTENCY_PARAMETER = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": True,
    "description": "The request id: a UUID in its canonical form, the same for every attempt.",
    "schema": {"type": "string", "format": "uuid"},
    "example": "6b1f3c1e-7a52-4c58-9d53-0c7f6b0a4f11",
}


def _own(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what FastAPI adds for problems of its own form, which no route here answers."""
    return {name: schema for name, schema in schemas.items() if "ValidationError" not in name}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Say of an optional parameter what it is when it is there: an address can't hold a null."""
    match schema:
        case {"anyOf": [form, {"type": "null"}], **rest}:
            return {**rest, **form}
        case _:
            return schema


def _success(entry: Documented, example: Callable[[Any], Any]) -> dict[str, Any]:
    if entry.media_type == EVENT_STREAM:
        shown: dict[str, Any] = {"schema": {"type": "string"}}
    else:
        shown = {"schema": _reference(entry.answer)}
    shown["example"] = example(entry.answer)
    return {"description": "What was asked for.", "content": {entry.media_type: shown}}


def _reference(form: Any) -> dict[str, Any]:
    items = getattr(form, "__args__", None)
    if items:
        return {"type": "array", "items": _reference(items[0])}
    return {"$ref": SCHEMAS + form.__name__}


def _problems(codes: Iterable[Code]) -> Mapping[str, Any]:
    by_status: dict[str, list[Code]] = {}
    for code in codes:
        by_status.setdefault(str(Problem(code).status), []).append(code)
    return {status: _problem_response(by_status[status]) for status in sorted(by_status)}


def _problem_response(codes: list[Code]) -> dict[str, Any]:
    bodies = {code.value: problem_body(Problem(code)) for code in codes}
    write = adapter(ProblemBody)
    examples = {name: {"value": write.dump_python(body, mode="json", by_alias=True)} for name, body in bodies.items()}
    described = ", ".join(bodies)
    content = {MEDIA_TYPE: {"schema": _reference(ProblemBody), "examples": examples}}
    return {"description": described, "content": content}


def _schemas() -> dict[str, Any]:
    """Describe every shape that a route names, and those within them."""
    forms: set[Any] = {ProblemBody, Item}
    for entry in _documented.values():
        forms.add(entry.answer.__args__[0] if hasattr(entry.answer, "__args__") else entry.answer)
        forms |= {entry.body} if entry.body is not None else set()
    ordered = sorted(forms, key=lambda form: str(form.__name__))
    _, document = TypeAdapter.json_schemas(
        [
            (form, "validation" if form.__name__.endswith("Request") else "serialization", adapter(form))
            for form in ordered
        ],
        by_alias=True,
        ref_template=SCHEMAS + "{model}",
    )
    schemas: dict[str, Any] = document["$defs"]
    return schemas
