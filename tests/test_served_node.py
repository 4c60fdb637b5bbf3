"""Which addresses of a served node are taken, and how a data folder remembers the node that it belongs to."""

import json
from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.settings.served_node import (
    FILE_NAME,
    NODE_FOLDER,
    ServedNode,
    chosen_node,
    has_vault,
    load_served,
    parse_node_url,
    save_served,
)
from tests.helpers.interpreter import modules_after

SERVED = ServedNode("https://node.example", NodeId("0f" * 16), "ab" * 32)


def keys_in(folder: Path) -> None:
    (folder / "vault").mkdir()
    (folder / "vault" / "vault").touch()


def ledger_in(folder: Path) -> None:
    (folder / NODE_FOLDER).mkdir(exist_ok=True)
    (folder / NODE_FOLDER / "ledger.sqlite").touch()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://node.example", "https://node.example"),
        (" https://node.example:8443/ ", "https://node.example:8443"),
        ("https://10.0.0.1", "https://10.0.0.1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.1.2.3", "http://127.1.2.3"),
        ("http://localhost:80", "http://localhost:80"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_addresses_of_nodes_are_taken(text: str, url: str) -> None:
    assert parse_node_url(text) == url


@pytest.mark.parametrize(
    "text", ["http://node.example", "http://10.0.0.1", "http://127.0.0.1.evil.example", "http://localhost.example"]
)
def test_to_another_computer_only_tls_leads(text: str) -> None:
    with pytest.raises(Refused, match=Code.NODE_URL_INSECURE):
        parse_node_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "node.example",
        "ftp://node.example",
        "https://",
        "https://node.example/path",
        "https://node.example?query",
        "https://node.example#part",
        "https://me:secret@node.example",
        "https://node.example:0",
        "https://node.example:port",
        "https://[::1",
        "https://node.exa\x00mple",
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    with pytest.raises(Refused, match=Code.NODE_URL_INVALID):
        parse_node_url(text)


def test_a_new_folder_belongs_to_no_served_node(tmp_path: Path) -> None:
    assert load_served(tmp_path) is None
    assert chosen_node(tmp_path, None) is None


def test_what_is_remembered_comes_back(tmp_path: Path) -> None:
    save_served(tmp_path, SERVED)
    assert load_served(tmp_path) == SERVED
    assert chosen_node(tmp_path, None) == SERVED


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", json.dumps({"url": 1, "nodeId": "", "nodeKey": ""}).encode()])
def test_a_damaged_file_is_one_without_an_address(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NODE_FOLDER).mkdir()
    (tmp_path / NODE_FOLDER / FILE_NAME).write_bytes(content)
    assert load_served(tmp_path) == ServedNode("")


def test_a_file_where_the_folder_should_be_remembers_nothing(tmp_path: Path) -> None:
    (tmp_path / NODE_FOLDER).touch()
    assert load_served(tmp_path) is None


def test_without_keys_any_node_may_be_chosen(tmp_path: Path) -> None:
    save_served(tmp_path, SERVED)
    assert not has_vault(tmp_path)
    assert chosen_node(tmp_path, "https://another.example") == ServedNode("https://another.example")


def test_keys_belong_to_the_node_that_they_are_known_at_wherever_it_is_now(tmp_path: Path) -> None:
    keys_in(tmp_path)
    save_served(tmp_path, SERVED)
    chosen = chosen_node(tmp_path, "https://moved.example")
    assert chosen == ServedNode("https://moved.example", SERVED.node_id, SERVED.node_key)


def test_keys_without_a_ledger_may_be_taken_to_a_node(tmp_path: Path) -> None:
    keys_in(tmp_path)
    assert chosen_node(tmp_path, "https://node.example") == ServedNode("https://node.example")


def test_keys_with_a_ledger_of_their_own_are_not_taken_elsewhere(tmp_path: Path) -> None:
    keys_in(tmp_path)
    ledger_in(tmp_path)
    with pytest.raises(Refused, match=Code.NODE_OTHER):
        chosen_node(tmp_path, "https://node.example")


def test_an_address_that_is_none_is_refused_before_anything_else(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=Code.NODE_URL_INSECURE):
        chosen_node(tmp_path, "http://node.example")


def test_following_a_served_node_loads_neither_its_server_nor_its_database() -> None:
    loaded = modules_after("import qwallet_desktop.effects.served_node, qwallet_desktop.effects.perform")
    assert loaded & {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic"} == set()
