"""`qwallet node invite`: one line to give to somebody, also while the node serves, and a sentence for what is wrong."""

import contextlib
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qwallet_desktop.cli import ledgers
from qwallet_desktop.cli.program import app
from qwallet_desktop.domain.invitations import digest_of, parse_invitation
from qwallet_desktop.node import invitations
from qwallet_desktop.node.core import Node

pytestmark = pytest.mark.sqlite_only("the command names its database itself")


def invite(folder: Path, *more: str) -> str:
    """Make an invitation and return what was printed for whom it is for."""
    ran = CliRunner().invoke(app, ["node", "invite", "--folder", str(folder), *more])
    assert ran.exit_code == 0, ran.output
    assert re.fullmatch(r"until \d{4}-\d\d-\d\d \d\d:\d\d UTC, for one identity\n", ran.stderr)
    return ran.stdout.strip()


def kept(node: Node, text: str) -> tuple[bool, float]:
    """Return what the node knows of an invitation: whether one may issue by it, and its hours."""
    with node.read() as connection:
        found = invitations.find(connection, digest_of(parse_invitation(text)))
    assert found is not None
    return found.may_issue, round((found.expires_at - node.clock()).total_seconds() / 3600, 1)


def test_it_is_made_while_the_node_has_its_folder(tmp_path: Path) -> None:
    with contextlib.closing(Node.open(tmp_path)) as node:
        assert kept(node, invite(tmp_path)) == (False, 72)
        assert kept(node, invite(tmp_path, "--may-issue", "--hours", "5")) == (True, 5)


def test_it_may_come_before_the_node(tmp_path: Path) -> None:
    text = invite(tmp_path)
    with contextlib.closing(Node.open(tmp_path)) as node:
        assert kept(node, text) == (False, 72)


def test_what_is_printed_is_nowhere_in_the_folder(tmp_path: Path) -> None:
    text = invite(tmp_path)
    wanted = (text.encode(), parse_invitation(text), parse_invitation(text).hex().encode())
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 1
    assert not any(one in content for one in wanted for content in files)


@pytest.mark.parametrize("hours", ["0", "-1", "100000", "soon"])
def test_hours_that_are_none_are_refused(tmp_path: Path, hours: str) -> None:
    ran = CliRunner().invoke(app, ["node", "invite", "--folder", str(tmp_path), "--hours", hours])
    assert (ran.exit_code, ran.stdout) == (2, "")


def test_a_damaged_folder_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    invite(tmp_path)
    (tmp_path / "node.key").write_text("not a key")
    ran = CliRunner().invoke(app, ["node", "invite", "--folder", str(tmp_path)])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "node.key" in ran.stderr


def test_a_database_that_is_none_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["node", "invite", "--folder", str(tmp_path), "--database", "mysql://host/name"])
    assert (ran.exit_code, ran.stderr) == (2, f"{ledgers.NO_URL}\n")
