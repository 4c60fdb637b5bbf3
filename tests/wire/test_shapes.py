"""What travels comes back as it was, says each thing in one way, and lets nothing strange in."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from qwallet_desktop.domain import audit, events, tokens, transfers, wallets
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.money import LARGEST_UNITS, Amount, format_amount
from qwallet_desktop.wire import requests, rule_requests, shapes
from qwallet_desktop.wire.shapes import adapter, dump
from tests.domain.builders import ALICE, BOB, NOW, TOKEN, amount, identity, transfer
from tests.wire import builders
from tests.wire.builders import AMOUNTS, MOMENTS
from tests.wire.group_builders import GROUP_SHAPES
from tests.wire.item_builders import ITEM_SHAPES
from tests.wire.limit_builders import LIMIT_SHAPES

SHAPES = {**builders.SHAPES, **GROUP_SHAPES, **ITEM_SHAPES, **LIMIT_SHAPES}
FORMS = sorted(SHAPES, key=lambda form: form.__name__)
ANY_SHAPE = st.sampled_from(FORMS).flatmap(lambda form: st.tuples(st.just(form), SHAPES[form]))
# Few values each, for there are many shapes; the property over all shapes draws more.
few = settings(max_examples=10)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Walk through every JSON object in a value, but for the free maps of facts."""
    if isinstance(value, dict):
        yield value
        for name, inner in value.items():
            if name != "facts":
                yield from objects(inner)
    if isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def test_every_shape_of_the_wire_is_tested_here() -> None:
    of_requests = {
        form
        for module in (requests, rule_requests)
        for form in vars(module).values()
        if dataclasses.is_dataclass(form) and form.__module__ == module.__name__
    }
    assert set(FORMS) == {Amount, *shapes._DOMAIN, *of_requests}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@few
@given(st.data())
def test_every_shape_comes_back_as_it_was(form: type[Any], data: st.DataObject) -> None:
    value = data.draw(SHAPES[form])
    assert adapter(form).validate_json(dump(value), strict=True) == value


@given(ANY_SHAPE)
def test_names_are_in_camel_case(drawn: tuple[type[Any], Any]) -> None:
    names = {name for part in objects(json.loads(dump(drawn[1]))) for name in part}
    assert all(name.isascii() and name.isalnum() and name[0].islower() for name in names)


@given(ANY_SHAPE, st.data())
def test_an_unknown_field_at_any_depth_is_refused(drawn: tuple[type[Any], Any], data: st.DataObject) -> None:
    form, value = drawn
    body = json.loads(dump(value))
    data.draw(st.sampled_from(list(objects(body))))["surprise"] = 1
    with pytest.raises(ValidationError, match="surprise"):
        adapter(form).validate_json(json.dumps(body))


@given(ANY_SHAPE, st.data())
def test_a_field_under_its_python_name_is_refused(drawn: tuple[type[Any], Any], data: st.DataObject) -> None:
    form, value = drawn
    body = json.loads(dump(value))
    part = data.draw(st.sampled_from(list(objects(body))))
    mixed = [name for name in part if not name.islower()]
    if mixed:
        name = data.draw(st.sampled_from(mixed))
        part["".join("_" + c.lower() if c.isupper() else c for c in name)] = part.pop(name)
        with pytest.raises(ValidationError):
            adapter(form).validate_json(json.dumps(body))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("body", ["", "{}}", "[]", "null", "1", '"text"', "{", "\ud800".encode(errors="surrogatepass")])
def test_what_is_no_object_is_refused(form: type[Any], body: str | bytes) -> None:
    with pytest.raises(ValidationError):
        adapter(form).validate_json(body)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_every_shape_can_be_described_in_openapi(form: type[Any], mode: Any) -> None:
    described = adapter(form).json_schema(mode=mode)
    assert (described["type"], described["additionalProperties"]) == ("object", False)


BALANCE_TEXT = (
    f'{{"settled":{{"tokenId":"{TOKEN}","decimals":2,"value":"25.00"}},'
    f'"held":{{"tokenId":"{TOKEN}","decimals":2,"value":"0.07"}},"sequence":9}}'
)
IDENTITY_TEXT = (
    f'{{"id":"{ALICE}","type":"ROOT","name":"Someone","status":"ACTIVE","owner":"{BOB}","canIssue":false,'
    '"createdAt":"2026-03-04T05:06:07.089000Z","frozenBy":null,"reason":"",'
    '"guardian":null,"tokenId":null,"successor":null}'
)
QTK = tokens.Token(TOKEN, "QTK", "Quick", 2, ALICE, "00", NOW)
EVENT_TEXT = (
    f'{{"sequence":9,"previous":8,"identityId":"{BOB}","fact":{{"token":{{"id":"{TOKEN}","symbol":"QTK",'
    f'"name":"Quick","decimals":2,"issuer":"{ALICE}","salt":"00","createdAt":"2026-03-04T05:06:07.089000Z"}},'
    '"kind":"TOKEN_ISSUED"}}'
)


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (wallets.Balance(amount(2_500), amount(7), Sequence(9)), BALANCE_TEXT),
        (identity(ALICE, owner=BOB), IDENTITY_TEXT),
        (events.Event(Sequence(9), Sequence(8), BOB, events.TokenIssued(QTK)), EVENT_TEXT),
    ],
    ids=["balance", "identity", "event"],
)
def test_answers_look_as_the_contract_says(value: Any, body: str) -> None:
    assert dump(value).decode() == body


def test_several_values_are_written_by_the_form_that_is_named() -> None:
    several = (amount(1), amount(2))
    assert adapter(tuple[Amount, ...]).validate_json(dump(several, tuple[Amount, ...])) == several


def test_an_adapter_is_built_once() -> None:
    assert adapter(wallets.Balance) is adapter(wallets.Balance)


@given(AMOUNTS)
def test_amounts_travel_as_decimal_text(value: Amount) -> None:
    assert json.loads(dump(value)) == {
        "tokenId": value.token_id,
        "decimals": value.decimals,
        "value": format_amount(value),
    }


def amount_body(value: object, decimals: object = 2) -> str:
    return json.dumps({"tokenId": TOKEN, "decimals": decimals, "value": value})


@pytest.mark.parametrize(
    ("value", "decimals", "units"),
    [
        ("0.00", 2, 0),
        ("-0.01", 2, -1),
        ("0", 0, 0),
        ("25.00", 2, 2_500),
        ("9" * 78, 0, LARGEST_UNITS),
        ("-" + "9" * 76 + ".99", 2, -LARGEST_UNITS),
    ],
)
def test_amounts_are_read_exactly(value: str, decimals: int, units: int) -> None:
    assert adapter(Amount).validate_json(amount_body(value, decimals)) == Amount(units, decimals, TOKEN)


@pytest.mark.parametrize(
    "value",
    [
        *("", ".", "-", "0", "1", "1.5", "1.500", "01.00", "-0.00", "+1.00", " 1.00", "1.00 ", "1.00\n", "1,000.00"),
        *("1e3", "1.0e1", "\u0661.00", "1.0\u0660", "--1.00", "-.50", ".50", "1.", "1.0.0", "NaN", "Infinity", "0x10"),
        *("1_0.00", "\u22121.00", "0.0.0", "...", "abc", "9" * 77 + ".00", "9" * 200),
        *(1, 1.0, 2_500, None, True, ["1.00"], {"value": "1.00"}),
    ],
    ids=repr,
)
def test_bad_amounts_are_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        adapter(Amount).validate_json(amount_body(value))


@pytest.mark.parametrize("decimals", [-1, 31, 10**80, True, "2", 2.0, None], ids=repr)
def test_bad_decimals_are_refused(decimals: object) -> None:
    with pytest.raises(ValidationError):
        adapter(Amount).validate_json(amount_body("0.00", decimals))


@given(st.text(max_size=20) | st.text("0123456789.-", max_size=8), st.integers(0, 3))
def test_an_amount_has_one_text_only(value: str, decimals: int) -> None:
    try:
        read = adapter(Amount).validate_python({"tokenId": TOKEN, "decimals": decimals, "value": value})
    except ValidationError:
        return
    assert format_amount(read) == value


@pytest.mark.parametrize("missing", ["tokenId", "decimals", "value"])
def test_an_amount_is_never_without_its_token(missing: str) -> None:
    whole = json.loads(amount_body("1.00"))
    del whole[missing]
    with pytest.raises(ValidationError, match=missing):
        adapter(Amount).validate_json(json.dumps(whole))


def test_an_amount_in_python_is_taken_as_it_is() -> None:
    assert adapter(Amount).validate_python(amount(5)) == amount(5)


def with_field(value: Any, name: str, changed: object) -> bytes:
    return json.dumps({**json.loads(dump(value)), name: changed}).encode()


TRANSFER = transfer(ALICE, BOB)
LEAF = audit.AuditEntry(1, Sequence(2), NOW, "system", "STARTED", "00")
QUERY = transfers.HistoryQuery(since=NOW)


@pytest.mark.parametrize(
    ("value", "name"),
    [(TRANSFER, "sequence"), (LEAF, "index"), (requests.IssueRequest("QTK", "", 2, "00"), "decimals")],
    ids=["sequence", "index", "decimals"],
)
@pytest.mark.parametrize("wrong", [True, "7", 7.0, 7.5, None, [7]], ids=repr)
def test_what_is_no_whole_number_is_not_made_one(value: Any, name: str, wrong: object) -> None:
    with pytest.raises(ValidationError):
        adapter(type(value)).validate_json(with_field(value, name, wrong))


@pytest.mark.parametrize("wrong", [1, 0, "true", "yes", None], ids=repr)
def test_what_is_not_true_or_false_is_not_made_so(wrong: object) -> None:
    with pytest.raises(ValidationError):
        adapter(wallets.WalletPermissions).validate_json(
            with_field(wallets.WalletPermissions(True, True, True), "canSend", wrong)
        )


@pytest.mark.parametrize(
    ("value", "name"),
    [(TRANSFER, "at"), (LEAF, "at"), (QUERY, "since"), (requests.SignedGrant(ALICE, BOB, NOW, "00" * 64), "expiresAt")],
    ids=["transfer", "leaf", "query", "grant"],
)
@pytest.mark.parametrize("wrong", ["2026-03-04T05:06:07", "9999-12-31T23:59:59-01:00", "", "soon", []], ids=repr)
def test_a_time_that_is_no_moment_is_refused(value: Any, name: str, wrong: object) -> None:
    with pytest.raises(ValidationError):
        adapter(type(value)).validate_json(with_field(value, name, wrong))


@given(MOMENTS, st.integers(-720, 720))
def test_a_time_of_any_zone_is_read_in_utc(at: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    if not datetime(2, 1, 1, tzinfo=UTC) < at < datetime(9998, 1, 1, tzinfo=UTC):
        return
    read = adapter(transfers.HistoryQuery).validate_json(with_field(QUERY, "since", at.astimezone(zone).isoformat()))
    assert (read.since, read.since and read.since.tzinfo) == (at, UTC)


@pytest.mark.parametrize("signature", ["", "00" * 63, "00" * 65, "zz" * 64, "AA" * 64, "00" * 64 + "\n"], ids=repr)
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    with pytest.raises(ValidationError):
        adapter(requests.SignedLink).validate_json(
            json.dumps({"parent": ALICE, "parentSignature": signature, "childSignature": "00" * 64})
        )


@pytest.mark.parametrize("count", [0, 1_001])
def test_a_batch_of_grants_is_bounded(count: int) -> None:
    grant = json.loads(dump(requests.SignedGrant(ALICE, BOB, NOW, "00" * 64)))
    with pytest.raises(ValidationError):
        adapter(requests.GrantsRequest).validate_json(json.dumps({"grants": [grant] * count}))


@pytest.mark.parametrize("length", [2_000, 2_001])
def test_typed_text_is_bounded(length: int) -> None:
    body = json.dumps({"name": "x" * length})
    if length == 2_000:
        assert adapter(requests.RenameRequest).validate_json(body).name == "x" * length
    else:
        with pytest.raises(ValidationError):
            adapter(requests.RenameRequest).validate_json(body)
