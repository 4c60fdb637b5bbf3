"""How long each kind of answer counts as fresh."""

import pytest

from qwallet_desktop.services.lifetimes import FOR_EVER, NEVER, USUAL, lifetime

ME = "/v1/identities/did:key:ada"


@pytest.mark.parametrize(
    "target",
    [
        "/v1/identities",
        ME,
        f"{ME}/wallet",
        f"{ME}/balances",
        f"{ME}/balances/qtk1/daily?days=30",
        f"{ME}/transactions?offset=0&limit=100",
        f"{ME}/transactions?search=asOf%3D7&offset=0",
        f"{ME}/transactions?notasOf=7",
        f"{ME}/notifications?limit=50",
        f"{ME}/limits/versions?scope=IDENTITY",
        f"{ME}/policy",
        "/v1/tokens",
        "/v1/transfers/tr_1",
        "/v1/identities/proof/wallet",
    ],
)
def test_what_changes_is_fresh_for_half_a_minute(target: str) -> None:
    assert lifetime(target) == USUAL


@pytest.mark.parametrize(
    "target",
    [
        f"{ME}/transactions?offset=0&limit=100&asOf=7",
        f"{ME}/transactions?asOf=7",
        "/v1/transfers/tr_1/proof",
        "/v1/audit/consistency?first=1&second=2",
    ],
)
def test_what_stands_still_is_fresh_for_ever(target: str) -> None:
    assert lifetime(target) == FOR_EVER


@pytest.mark.parametrize(
    "target",
    [
        f"{ME}/payments/preview?amount=1",
        f"{ME}/transactions/export?cursor=&limit=250",
        f"{ME}/transactions/export?asOf=7",
        f"{ME}/what-if?supposition=%7B%7D",
        f"{ME}/limits",
        f"{ME}/decisions",
        f"{ME}/decisions?limit=50",
        "/v1/audit/checkpoint",
        "/v1/items/ms_1",
        "/v1/items/ms_1/record",
        "/v1/items?open=true&limit=250",
    ],
)
def test_what_is_asked_for_its_newest_state_is_never_kept(target: str) -> None:
    assert lifetime(target) == NEVER
