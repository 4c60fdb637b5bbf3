"""`/openapi.json` describes every route whole: body, answer, examples, and every problem by its code."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jsonschema_rs import Draft202012Validator

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.wire.shapes import dump
from tests.node.groups import found, freeze, unfreeze
from tests.node.http_builders import Person, Web, open_web, taken

ALICE, BOB, CAROL = Person("Alice"), Person("Bob"), Person("Carol")
COMMON_READ = {Code.SIGNATURE_MISSING, Code.SIGNATURE_EXPIRED, Code.SIGNATURE_REPLAYED, Code.WRONG_NODE}
COMMON_WRITE = {*COMMON_READ, Code.BODY_TOO_LARGE, Code.IDEMPOTENCY_MISMATCH, Code.STORAGE_FULL}
OPEN = {"/v1/node", "/v1/health"}


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def document(web: Web) -> dict[str, Any]:
    answer = await web.client.get("http://node/openapi.json")
    described: dict[str, Any] = taken(answer)
    return described


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def named_codes(operation: dict[str, Any]) -> set[Code]:
    """Collect the codes that an operation's problem responses show, each under its status."""
    codes = set()
    for status, response in operation["responses"].items():
        for shown in response["content"].get("application/problem+json", {}).get("examples", {}).values():
            code = Code(shown["value"]["code"])
            assert str(Problem(code).status) == status == str(shown["value"]["status"])
            codes.add(code)
    return codes


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for item in value.values():
                yield from references(item)
        case list():
            for item in value:
                yield from references(item)
        case _:
            return


def conforms(document: dict[str, Any], schema: dict[str, Any], example: Any) -> bool:
    whole = {**schema, "components": document["components"]}
    return Draft202012Validator(whole).is_valid(example)


@pytest.mark.asyncio
async def test_it_is_the_same_whenever_it_is_asked_for(web: Web, document: dict[str, Any]) -> None:
    assert taken(await web.client.get("http://node/openapi.json")) == document


@pytest.mark.asyncio
async def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")


@pytest.mark.asyncio
async def test_every_route_of_the_contract_is_there(document: dict[str, Any]) -> None:
    described = {f"{method.upper()} {path}" for path, method, _ in operations(document)}
    assert described == {
        "GET /v1/node",
        "GET /v1/health",
        "POST /v1/grants",
        "POST /v1/identities",
        "GET /v1/identities",
        "GET /v1/identities/{identity_id}",
        "PATCH /v1/identities/{identity_id}",
        "POST /v1/identities/{identity_id}/status",
        "GET /v1/identities/{identity_id}/wallet",
        "GET /v1/identities/{identity_id}/balances",
        "GET /v1/identities/{identity_id}/balances/{token_id}/daily",
        "GET /v1/identities/{identity_id}/transactions",
        "GET /v1/identities/{identity_id}/transactions/export",
        "GET /v1/identities/{identity_id}/payments/preview",
        "GET /v1/identities/{identity_id}/notifications",
        "POST /v1/identities/{identity_id}/notifications/read",
        "POST /v1/transfers",
        "POST /v1/transfers:batch",
        "GET /v1/transfers/{transfer_id}",
        "GET /v1/transfers/{transfer_id}/proof",
        "POST /v1/tokens",
        "GET /v1/tokens",
        "GET /v1/tokens/{token_id}",
        "POST /v1/tokens/{token_id}/mint",
        "POST /v1/tokens/{token_id}/burn",
        "POST /v1/identities/{identity_id}/close",
        "POST /v1/identities/{identity_id}/successor",
        "POST /v1/groups",
        "GET /v1/identities/{identity_id}/group",
        "POST /v1/identities/{identity_id}/charter",
        "GET /v1/identities/{identity_id}/signing",
        "POST /v1/identities/{identity_id}/transfers",
        "POST /v1/identities/{identity_id}/transfers:batch",
        "GET /v1/identities/{identity_id}/policy",
        "GET /v1/identities/{identity_id}/policy/versions",
        "PUT /v1/identities/{identity_id}/policy",
        "GET /v1/identities/{identity_id}/limits",
        "GET /v1/identities/{identity_id}/limits/versions",
        "PUT /v1/identities/{identity_id}/limits",
        "GET /v1/identities/{identity_id}/what-if",
        "GET /v1/identities/{identity_id}/decisions",
        "GET /v1/transfers/{transfer_id}/decision",
        "GET /v1/items",
        "GET /v1/items/{item_id}",
        "GET /v1/items/{item_id}/record",
        "POST /v1/items/{item_id}/signatures",
        "POST /v1/items/{item_id}/execute",
        "GET /v1/identities/{identity_id}/contacts",
        "POST /v1/identities/{identity_id}/contacts",
        "POST /v1/identities/{identity_id}/contacts/{contact_id}/approval",
        "POST /v1/identities/{identity_id}/contacts/{contact_id}/removal",
        "GET /v1/audit/checkpoint",
        "GET /v1/audit/consistency",
        "GET /v1/events",
    }


@pytest.mark.asyncio
async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    prefix = "#/components/schemas/"
    wanted = {reference.removeprefix(prefix) for reference in references(document)}
    assert wanted - document["components"]["schemas"].keys() == set()


@pytest.mark.asyncio
async def test_every_answer_and_body_has_an_example_that_conforms(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        contents = [
            content
            for response in [*operation["responses"].values(), operation.get("requestBody", {})]
            for kind, content in response.get("content", {}).items()
            if kind == "application/json"
        ]
        for content in contents:
            assert conforms(document, content["schema"], content["example"]), (method, path)


@pytest.mark.asyncio
async def test_every_problem_has_an_example_that_conforms(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        for response in operation["responses"].values():
            content = response["content"].get("application/problem+json", {"examples": {}})
            for shown in content["examples"].values():
                assert conforms(document, content["schema"], shown["value"]), shown


@pytest.mark.asyncio
async def test_every_signed_route_names_the_problems_of_signing(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        common = COMMON_READ if method == "get" else COMMON_WRITE
        missing = (set() if path in OPEN else common) - named_codes(operation)
        assert missing == set(), (method, path)


@pytest.mark.asyncio
async def test_every_write_asks_for_an_idempotency_key(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        names = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
        assert ("idempotency-key" in names) == (method != "get"), path


@pytest.mark.asyncio
async def test_what_is_open_says_so(document: dict[str, Any]) -> None:
    unsigned = {path for path, _, operation in operations(document) if not operation["security"]}
    assert unsigned == OPEN


@pytest.mark.asyncio
async def test_real_answers_conform(web: Web, document: dict[str, Any]) -> None:
    taken(await web.register(ALICE))
    taken(await web.register(BOB))
    taken(await web.register(CAROL))
    token = await web.issue(ALICE)
    paid = taken(await web.pay(ALICE, BOB, token))
    group = await found(web, ALICE, {ALICE: "SA", BOB: "A", CAROL: "A"})
    taken(await freeze(web, ALICE, group))
    item = taken(await unfreeze(web, ALICE, group))
    values = {
        "identity_id": ALICE.did,
        "token_id": token,
        "transfer_id": paid["transfer"]["id"],
        "item_id": item["proposal"]["itemId"],
    }
    of_the_group = {"/v1/identities/{identity_id}/group", "/v1/identities/{identity_id}/contacts"}
    queries = {
        "/v1/identities/{identity_id}/payments/preview": {"tokenId": token, "amount": "1"},
        "/v1/audit/consistency": {"first": "1", "second": "2"},
        "/v1/identities/{identity_id}/limits/versions": {"scope": "IDENTITY"},
        "/v1/identities/{identity_id}/what-if": {"supposition": dump(Supposition(ConsentPolicy())).decode()},
    }
    for path, method, operation in operations(document):
        if method != "get" or path == "/v1/events":
            continue
        whose = {"identity_id": group} if path in of_the_group else {}
        there = path.format(**(values | whose)).removeprefix("/v1")
        answer = await web.read(ALICE, there, **queries.get(path, {}))
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert conforms(document, schema, taken(answer)), path
