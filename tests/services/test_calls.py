"""Tests of how paths and queries are written."""

import httpx
import pytest

from qwallet_desktop.services.calls import target


def test_the_parts_of_a_path_are_joined_below_v1() -> None:
    assert target("identities", "did:key:z6Mk", "wallet") == "/v1/identities/did:key:z6Mk/wallet"


@pytest.mark.parametrize("part", ["a/b", "..", ".", "a?b=c", "a#b", "%2F", "é"])
def test_no_text_breaks_out_of_its_part(part: str) -> None:
    url = httpx.URL("http://node" + target("tokens", part, "mint"))

    assert url.raw_path.count(b"/") == 4
    assert url.path == f"/v1/tokens/{part}/mint"
    assert url.query == b""


def test_a_query_is_quoted() -> None:
    query = (("memo", "a b&c=d+é"), ("amount", "1"))

    written = target("x", query=query)

    assert written == "/v1/x?memo=a%20b%26c%3Dd%2B%C3%A9&amount=1"
    assert tuple(httpx.URL("http://node" + written).params.multi_items()) == query


def test_text_without_a_utf8_form_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        target("tokens", "\ud800")
