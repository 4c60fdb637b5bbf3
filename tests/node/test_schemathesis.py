"""Whatever fits or breaks `/openapi.json` is answered as it says: schemathesis, signed requests, all checks."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import requests
import schemathesis
from http_message_signatures import HTTPMessageSigner
from http_message_signatures.algorithms import ED25519
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, CheckFunction, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from qwallet_desktop.cli.serve import SECRET_NAME
from qwallet_desktop.domain.ids import NodeId, RequestId
from qwallet_desktop.domain.registration import launch_proof
from qwallet_desktop.domain.signatures import (
    IDEMPOTENCY_HEADER,
    LAUNCH_PROOF_HEADER,
    NODE_HEADER,
    READ_COMPONENTS,
    TAG,
    WRITE_COMPONENTS,
)
from qwallet_desktop.node.documentation import _documented
from qwallet_desktop.node.server import ROUTERS
from tests.node.http_builders import Attempt, Person, taken

pytestmark = pytest.mark.slow

ALICE = Person("Alice")
EXAMPLES = 25
# No description of forms says which sizes the log has had, nor that an amount has all the decimals that it names.
EXCLUDED: dict[str, list[CheckFunction]] = {
    "read_consistency": [positive_data_acceptance],
    "set_limits": [positive_data_acceptance],
    "found_group": [positive_data_acceptance],
    "change_charter": [positive_data_acceptance],
}
# The stream never ends. A supposition is JSON within an address: no description says its form, and one that is too long
# is too long for the server, which hangs up. tests/node/test_stream.py and test_routes_explanations.py are for them.
UNDESCRIBED = {"read_events", "read_what_if"}
assert ROUTERS, "importing the routes is what documents them"
CONFIG = SchemathesisConfig.from_dict(
    {
        # 422 is the domain's own refusal of what has the right form (problems.py).
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"]},
            # 413: what is too much for its form may be too large to be read at all.
            "negative_data_rejection": {
                "expected-statuses": [
                    "400",
                    "401",
                    "403",
                    "404",
                    "405",
                    "406",
                    "409",
                    "413",
                    "415",
                    "422",
                    "428",
                    "429",
                ]
            },
        },
        "request-timeout": 10,
    }
)


class Signature(requests.auth.AuthBase):
    """Signs what is about to be sent, as it is."""

    def __init__(self, node_id: NodeId) -> None:
        self._node_id = node_id
        self._signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=ALICE)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if "signature" not in request.headers:
            # Left out on purpose, to see what happens without one.
            return request
        request.headers[NODE_HEADER] = self._node_id
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else body
        assert isinstance(content, bytes)
        is_write = IDEMPOTENCY_HEADER in request.headers
        self._signer.sign(
            request,
            key_id=ALICE.did,
            created=datetime.now(UTC),
            nonce=secrets.token_hex(16),
            label="sig1",
            tag=TAG,
            covered_component_ids=WRITE_COMPONENTS if is_write else READ_COMPONENTS,
            body=content if is_write else None,
        )
        return request


@pytest.fixture(scope="module")
def node_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("node")
    command = [sys.executable, "-m", "qwallet_desktop.cli", "node", "serve"]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--folder", str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url, node_id = (process.stdout.readline().split()[-1] for _ in range(2))
        register(url, NodeId(node_id), folder)
        yield url
        process.terminate()


def register(url: str, node_id: NodeId, folder: Path) -> None:
    request_id = RequestId(str(uuid4()))
    secret = bytes.fromhex((folder / SECRET_NAME).read_text().strip())
    attempt = Attempt(
        "POST",
        "/identities",
        node_id,
        datetime.now(UTC),
        json={"type": "ROOT", "name": "Alice"},
        request_id=request_id,
        headers={LAUNCH_PROOF_HEADER: launch_proof(secret, node_id, ALICE.did, request_id)},
        origin=url,
    )
    with httpx.Client(trust_env=False) as client:
        taken(client.send(attempt.signed_by(ALICE)))


@pytest.fixture(scope="module")
def described(node_url: str) -> OpenApiSchema:
    # The event stream never ends; tests/node/test_stream.py is for it.
    whole = schemathesis.openapi.from_url(f"{node_url}/openapi.json", config=CONFIG)
    finite = whole.exclude(path="/v1/events")
    assert isinstance(finite, OpenApiSchema)
    return finite


@pytest.fixture(scope="module")
def signature(node_url: str) -> Signature:
    with httpx.Client(trust_env=False) as client:
        return Signature(NodeId(taken(client.get(f"{node_url}/v1/node"))["nodeId"]))


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", sorted(_documented.keys() - UNDESCRIBED))
def test_the_node_answers_as_it_describes(
    described: OpenApiSchema, signature: Signature, name: str, mode: GenerationMode
) -> None:
    operation = described.find_operation_by_id(name)

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(operation.as_strategy(generation_mode=mode))
    def answers(case: Case[Any]) -> None:
        case.call_and_validate(auth=signature, excluded_checks=EXCLUDED.get(name, []))

    try:
        answers()
    except Unsatisfiable:
        pytest.skip("nothing about this operation can be wrong")
