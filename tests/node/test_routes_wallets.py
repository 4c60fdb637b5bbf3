"""Balances, history, payments, tokens and proofs through HTTP: the whole way to the database and back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.audit import InclusionProof, opened_note
from qwallet_desktop.domain.merkle import consistency_holds
from qwallet_desktop.wire.shapes import adapter
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ALICE, BOB, CAROL = Person("Alice"), Person("Bob"), Person("Carol")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ALICE, BOB, CAROL):
            taken(await opened.register(person))
        yield opened


@pytest_asyncio.fixture
async def token(web: Web) -> str:
    return await web.issue(ALICE)


async def test_a_payment_answers_transfer_and_balance(web: Web, token: str) -> None:
    answer = await web.pay(ALICE, BOB, token, memo="rent")
    receipt = taken(answer)
    assert answer.status_code == 201
    assert receipt["transfer"]["amount"] == {"tokenId": token, "decimals": 2, "value": "25.00"}
    assert receipt["balance"]["settled"]["value"] == "975.00"


async def test_a_wallet_holds_what_was_paid(web: Web, token: str) -> None:
    taken(await web.pay(ALICE, BOB, token))
    wallet = taken(await web.read(BOB, f"/identities/{BOB.did}/wallet"))
    assert wallet["identityId"] == BOB.did
    assert [one["settled"]["value"] for one in wallet["balances"]] == ["25.00"]


async def test_daily_balances_end_today(web: Web, token: str) -> None:
    taken(await web.pay(ALICE, BOB, token))
    daily = taken(await web.read(BOB, f"/identities/{BOB.did}/balances/{token}/daily", days="7"))
    assert (len(daily), daily[-1]["day"]) == (7, web.clock.now.date().isoformat())
    assert daily[-1]["settled"]["value"] == "25.00"


async def test_history_is_paged_by_rank_at_a_fixed_position(web: Web, token: str) -> None:
    path = f"/identities/{BOB.did}/transactions"
    for amount in ("1.00", "2.00", "3.00"):
        taken(await web.pay(ALICE, BOB, token, amount))
    first = taken(await web.read(BOB, path, limit="2"))
    taken(await web.pay(ALICE, BOB, token, "4.00"))
    rest = taken(await web.read(BOB, path, offset="2", limit="2", asOf=str(first["asOf"])))
    shown = [one["transfer"]["amount"]["value"] for one in first["entries"] + rest["entries"]]
    assert (shown, rest["total"]) == (["3.00", "2.00", "1.00"], 3)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"search": "re"}, {"rent"}),
        ({"direction": "OUT"}, {"change"}),
        ({"direction": "IN"}, {"rent", "gift"}),
        ({"counterparty": CAROL.did}, {"gift"}),
        ({"since": "2030-01-01T00:00:00.000Z"}, set()),
        ({"until": "2030-01-01T00:00:00.000Z", "kind": "TRANSFER"}, {"rent", "gift", "change"}),
        ({"kind": "MINT"}, set()),
        ({"tokenId": "qtk1" + "0" * 64}, set()),
    ],
)
async def test_history_and_export_are_filtered_alike(
    web: Web, token: str, params: dict[str, str], expected: set[str]
) -> None:
    taken(await web.pay(ALICE, BOB, token, "5.00", memo="rent"))
    taken(await web.pay(ALICE, CAROL, token, "5.00", memo="elsewhere"))
    taken(await web.pay(CAROL, BOB, token, "2.00", memo="gift"))
    taken(await web.pay(BOB, ALICE, token, "1.00", memo="change"))
    path = f"/identities/{BOB.did}/transactions"
    for suffix in ("", "/export"):
        found = taken(await web.read(BOB, path + suffix, **params))["entries"]
        assert {one["transfer"]["memo"] for one in found} == expected


async def test_an_export_goes_on_at_its_cursor(web: Web, token: str) -> None:
    path = f"/identities/{BOB.did}/transactions/export"
    for amount in ("1.00", "2.00", "3.00"):
        taken(await web.pay(ALICE, BOB, token, amount))
    cursor, shown = "", []
    while True:
        page = taken(await web.read(BOB, path, cursor=cursor, limit="2"))
        shown += [one["transfer"]["amount"]["value"] for one in page["entries"]]
        if not (cursor := page["next"]):
            break
    assert shown == ["1.00", "2.00", "3.00"]


async def test_a_cursor_of_ones_own_making_is_refused(web: Web) -> None:
    answer = await web.read(BOB, f"/identities/{BOB.did}/transactions/export", cursor="mine")
    assert (code(answer), answer.json()["field"]) == ("MALFORMED", "cursor")


async def test_a_preview_says_what_a_payment_would_come_to_and_writes_nothing(web: Web, token: str) -> None:
    path = f"/identities/{ALICE.did}/payments/preview"
    asked = {"recipient": BOB.did, "tokenId": token, "amount": "25.00"}
    decision = taken(await web.read(ALICE, path, **asked))
    assert (decision["outcome"], decision["remaining"]["value"]) == ("ALLOW", "975.00")
    assert await web.balance(ALICE) == {token: "1000.00"}


BAD_PAYMENTS = [
    ({"amount": ""}, "AMOUNT_EMPTY"),
    ({"amount": "abc"}, "AMOUNT_NOT_A_NUMBER"),
    ({"amount": "0"}, "AMOUNT_ZERO"),
    ({"amount": "-1"}, "AMOUNT_NEGATIVE"),
    ({"amount": "1.001"}, "AMOUNT_TOO_PRECISE"),
    ({"amount": "1" + "0" * 80}, "AMOUNT_TOO_LARGE"),
    ({"amount": "1000.01"}, "INSUFFICIENT_FUNDS"),
    ({"tokenId": "qtk1" + "0" * 64}, "TOKEN_UNKNOWN"),
    ({"recipient": ""}, "RECIPIENT_EMPTY"),
    ({"recipient": "Bob"}, "NOT_A_DID"),
    ({"recipient": Person("Nobody").did}, "RECIPIENT_UNKNOWN"),
    ({"recipient": ALICE.did}, "SELF_TRANSFER"),
    ({"memo": "x" * 281}, "MEMO_INVALID"),
]


@pytest.mark.parametrize(("wrong", "expected"), BAD_PAYMENTS)
async def test_a_bad_payment_is_refused_by_name_and_moves_nothing(
    web: Web, token: str, wrong: dict[str, str], expected: str
) -> None:
    body = {"recipient": BOB.did, "tokenId": token, "amount": "25.00", "memo": "", **wrong}
    answer = await web.write(ALICE, "/transfers", body)
    assert code(answer) == expected
    assert await web.balance(ALICE) == {token: "1000.00"}


@pytest.mark.parametrize(("wrong", "expected"), [row for row in BAD_PAYMENTS if row[1] != "TOKEN_UNKNOWN"])
async def test_a_preview_refuses_what_a_payment_would_be_refused_for(
    web: Web, token: str, wrong: dict[str, str], expected: str
) -> None:
    asked = {"recipient": BOB.did, "tokenId": token, "amount": "25.00", "memo": "", **wrong}
    decision = taken(await web.read(ALICE, f"/identities/{ALICE.did}/payments/preview", **asked))
    assert (decision["outcome"], decision["problem"]["code"]) == ("DENY", expected)


async def test_the_issuer_mints_and_burns(web: Web, token: str) -> None:
    taken(await web.write(ALICE, f"/tokens/{token}/mint", {"amount": "10.00", "memo": "more"}))
    taken(await web.write(ALICE, f"/tokens/{token}/burn", {"amount": "1.00"}))
    assert await web.balance(ALICE) == {token: "1009.00"}


@pytest.mark.parametrize("change", ["mint", "burn"])
async def test_nobody_else_mints_or_burns(web: Web, token: str, change: str) -> None:
    taken(await web.pay(ALICE, BOB, token))
    answer = await web.write(BOB, f"/tokens/{token}/{change}", {"amount": "1.00"})
    assert code(answer) == "NOT_THE_ISSUER"
    assert await web.balance(BOB) == {token: "25.00"}


async def test_whoever_may_not_issue_is_told_so(web: Web) -> None:
    body = {"symbol": "NEW", "name": "", "decimals": 2, "salt": "0" * 32, "amount": ""}
    assert code(await web.write(BOB, "/tokens", body)) == "NOT_PERMITTED"


async def test_a_token_is_shown_to_those_who_hold_it(web: Web, token: str) -> None:
    taken(await web.pay(ALICE, BOB, token))
    assert [one["id"] for one in taken(await web.read(BOB, "/tokens"))] == [token]
    assert taken(await web.read(BOB, f"/tokens/{token}"))["symbol"] == "QTK"


async def test_a_token_is_not_there_for_those_who_never_held_it(web: Web, token: str) -> None:
    assert taken(await web.read(CAROL, "/tokens")) == []
    assert code(await web.read(CAROL, f"/tokens/{token}")) == "TOKEN_UNKNOWN"


async def test_a_proof_holds_under_the_nodes_key(web: Web, token: str) -> None:
    paid = taken(await web.pay(ALICE, BOB, token))["transfer"]["id"]
    answer = await web.read(BOB, f"/transfers/{paid}/proof")
    proof = adapter(InclusionProof).validate_json(answer.content)
    assert proof.holds()
    assert (proof.transfer_id, proof.node_key) == (paid, web.node.public_key.hex())


async def test_checkpoints_grow_consistently(web: Web, token: str) -> None:
    notes = [taken(await web.read(ALICE, "/audit/checkpoint"))["note"]]
    taken(await web.pay(ALICE, BOB, token))
    notes.append(taken(await web.read(ALICE, "/audit/checkpoint"))["note"])
    old, new = (opened_note(note, web.node.public_key) for note in notes)
    assert old is not None
    assert new is not None
    sizes = {"first": str(old.size), "second": str(new.size)}
    path = taken(await web.read(ALICE, "/audit/consistency", **sizes))["path"]
    steps = [bytes.fromhex(step) for step in path]
    assert consistency_holds(old.size, old.root, new.size, new.root, steps)


async def test_a_proof_between_sizes_that_never_were_is_refused(web: Web) -> None:
    answer = await web.read(ALICE, "/audit/consistency", first="1", second="999999")
    assert code(answer) == "MALFORMED"
