"""`qwallet verify` says of a file whether it holds, in words and by its exit code, with no network at all."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from qwallet_desktop.cli.program import app
from qwallet_desktop.domain.dossier import LARGEST
from tests.domain.audit_log import NODE_KEY
from tests.domain.builders import NODE, did, public
from tests.helpers.interpreter import modules_after
from tests.verify.records import FIRST, group
from tests.verify.vectors import FOLDER

PAYMENT = FOLDER / "evidence" / "payment.json"
ANCHORS = ("--group", group().id, "--node", NODE)


def verify(file: Path | str, *more: str, stdin: bytes = b"") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["verify", str(file), *more], input=stdin)
    return result.exit_code, result.output


def test_evidence_with_its_anchors_is_established() -> None:
    code, said = verify(PAYMENT, *ANCHORS, "--node-key", public(NODE_KEY).hex())
    assert code == 0
    assert said.startswith("Evidence of a decision: it holds, and its signers are established.")


def test_it_says_what_by_whom_when_and_under_which_rules() -> None:
    _, said = verify(PAYMENT, *ANCHORS)
    told = dict(line.split(maxsplit=1) for line in said.splitlines() if line[:1].isalpha() and " " in line)
    assert told["Payment"] == "25.00 QTK, memo “Rent, März”"
    assert told["When"].startswith("2026-03-04T05:09:07.089Z (audit log")
    assert told["Rules"] == "charter version 1, policy version 3"
    assert said.count("the signature holds") == 3


def test_without_the_logs_key_it_says_that_it_is_the_files_own_word() -> None:
    code, said = verify(PAYMENT, *ANCHORS)
    assert code == 0
    assert "the audit proof is consistent, but its key is the file's own word" in said


@pytest.mark.parametrize("anchors", [(), ANCHORS[:2], ANCHORS[2:]])
def test_without_an_anchor_signers_are_not_established(anchors: tuple[str, ...]) -> None:
    code, said = verify(PAYMENT, *anchors)
    assert code == 3
    assert "internally consistent; signers NOT established" in said


@pytest.mark.parametrize(
    ("anchors", "check"),
    [
        (("--group", did(FIRST), "--node", NODE), "IDENTITY"),
        (("--group", group().id, "--node", "01" * 16), "NODE_ID"),
        ((*ANCHORS, "--node-key", "01" * 32), "LOG_KEY"),
    ],
)
def test_another_ones_evidence_does_not_hold(anchors: tuple[str, ...], check: str) -> None:
    code, said = verify(PAYMENT, *anchors)
    assert code == 1
    assert said.startswith("This does NOT hold.")
    assert f"FAILS       {check}:" in said


def test_nothing_is_repeated_of_what_does_not_hold() -> None:
    _, said = verify(FOLDER / "bad" / "forged-group.json", *ANCHORS)
    assert "Bakery" not in said
    assert "25.00" not in said


def test_a_message_is_established_by_its_signer_and_node() -> None:
    hello = FOLDER / "messages" / "hello.json"
    code, said = verify(hello, "--group", did(FIRST), "--node", NODE)
    assert code == 0
    assert "  Hello\n  Zürich\n" in said
    assert verify(hello)[0] == 3
    assert verify(hello, "--group", group().id)[0] == 1


def test_the_anchors_may_be_in_capitals() -> None:
    assert verify(PAYMENT, *ANCHORS[:2], "--node", NODE.upper(), "--node-key", public(NODE_KEY).hex().upper())[0] == 0


def test_a_file_may_come_from_stdin() -> None:
    assert verify("-", *ANCHORS, stdin=PAYMENT.read_bytes())[0] == 0


@pytest.mark.parametrize("name", ["requests/payment.json", "signatures/sign.json", "index.json", "README.md"])
def test_what_is_neither_evidence_nor_a_message_is_refused_in_a_sentence(name: str) -> None:
    code, said = verify(FOLDER / name, *ANCHORS)
    assert code == 1
    assert len(said.splitlines()) == 2


def test_what_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(LARGEST + 10**9)
    code, said = verify(large)
    assert code == 1
    assert "EVIDENCE_TOO_LARGE" in said


@pytest.mark.parametrize("anchors", [("--group", "Bakery"), ("--node", "here"), ("--node-key", "abc"), ("--nobody",)])
def test_a_wrong_command_is_none(anchors: tuple[str, ...]) -> None:
    code, said = verify(PAYMENT, *anchors)
    assert code == 2
    assert anchors[0] in said


def test_a_file_that_is_not_there_can_not_be_opened(tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    code, said = verify(missing)
    assert (code, str(missing) in said) == (2, True)


def test_the_help_tells_the_exit_codes() -> None:
    said = " ".join(verify("--help")[1].split())
    assert "Exit code 0" in said
    assert "signers NOT established" in said


def test_it_imports_nothing_that_could_ask_anybody() -> None:
    loaded = modules_after("import qwallet_desktop.cli.verify, qwallet_desktop.verify.report")
    assert not {"httpx", "fastapi", "pydantic", "sqlalchemy", "keyring", "asyncio", "socket"} & loaded
