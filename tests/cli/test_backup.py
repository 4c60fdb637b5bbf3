"""`qwallet backup`: a file is made, checked and restored without the window, and never by a passphrase that shows."""

import os
import shutil
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from qwallet_desktop.cli import backup
from qwallet_desktop.cli.backup import _describe
from qwallet_desktop.cli.program import app
from qwallet_desktop.domain.backups import Manifest, Member
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.effects import restoring
from qwallet_desktop.effects.restoring import NODE_NAME, VAULT_NAME
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node.core import Node
from qwallet_desktop.settings.served_node import ServedNode, load_served, save_served
from qwallet_desktop.settings.unfinished import is_unfinished
from tests.domain.test_backups import MANIFEST
from tests.effects.backups import BACKUP_PHRASE, NOTES, fill, run
from tests.helpers.interpreter import modules_after
from tests.keys.builders import PHRASE

pytestmark = pytest.mark.sqlite_only("the embedded node's file is what is copied")

NEW_PHRASE = "quite another phrase"


class Desk:
    """A data folder with a wallet behind a passphrase, and what is typed into files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.file = folder / "a.qbackup"
        self.held: tuple[IdentityId, ...] = run(fill(self.data, MemoryKeyStore(), transactions=20))

    def typed(self, text: str) -> str:
        path = self.folder / f"typed-{text.partition(' ')[0]}"
        path.write_text(text + "\n", "utf-8")
        return str(path)

    def run(self, *arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, ["backup", *arguments], input=stdin)

    def make(self) -> Result:
        phrases = ["--passphrase-file", self.typed(BACKUP_PHRASE), "--vault-passphrase-file", self.typed(PHRASE)]
        return self.run("make", str(self.file), "--folder", str(self.data), *phrases)

    def restore(self, folder: Path, *more: str, stdin: str = "") -> Result:
        phrases = ["--passphrase-file", self.typed(BACKUP_PHRASE), "--vault-passphrase-file", self.typed(NEW_PHRASE)]
        return self.run("restore", str(self.file), "--folder", str(folder), *phrases, *more, stdin=stdin)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def open_vault(folder: Path, passphrase: str) -> tuple[tuple[IdentityId, ...], bytes | None]:
    with closing(Qlock(folder / VAULT_NAME, MemoryKeyStore(), random=os.urandom)) as lock:
        await lock.unlock(passphrase)
        return lock.held(), await lock.unseal("notes")


def test_a_backup_is_made_checked_and_restored_on_another_machine(desk: Desk, tmp_path: Path) -> None:
    made = desk.make()
    assert made.exit_code == 0, made.output
    assert "3 identities" in made.stdout
    checked = desk.run("check", str(desk.file), "--passphrase-file", "-", stdin=BACKUP_PHRASE + "\n")
    assert checked.exit_code == 0, checked.output
    assert "whole and unchanged" in checked.stdout
    elsewhere = tmp_path / "elsewhere"
    restored = desk.restore(elsewhere)
    assert restored.exit_code == 0, restored.output
    assert run(open_vault(elsewhere, NEW_PHRASE)) == (desk.held, NOTES)
    Node.open(elsewhere / NODE_NAME).close()
    assert sorted(path.name for path in elsewhere.iterdir()) == [NODE_NAME, VAULT_NAME]


def test_restoring_over_a_wallet_says_what_it_does_and_keeps_the_old(desk: Desk) -> None:
    desk.make()
    asked = desk.restore(desk.data, stdin="n\n")
    assert asked.exit_code == 1
    assert "moved aside and kept" in asked.stdout
    assert run(open_vault(desk.data, PHRASE)) == (desk.held, NOTES)
    replaced = desk.restore(desk.data, "--yes")
    assert replaced.exit_code == 0, replaced.output
    (aside,) = desk.data.glob("replaced-*")
    assert str(aside) in replaced.stdout
    assert run(open_vault(aside, PHRASE)) == (desk.held, NOTES)
    assert run(open_vault(desk.data, NEW_PHRASE)) == (desk.held, NOTES)


def test_a_wrong_passphrase_is_one_sentence(desk: Desk) -> None:
    desk.make()
    refused = desk.run("check", str(desk.file), "--passphrase-file", desk.typed("not this"))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "That is not the passphrase.\n"


def test_a_file_that_is_there_is_left(desk: Desk) -> None:
    desk.file.write_bytes(b"holiday")
    refused = desk.make()
    assert (refused.exit_code, desk.file.read_bytes()) == (2, b"holiday")
    assert "a file of this name already" in refused.stderr


def test_a_running_qwallet_is_said_to_have_the_folder(desk: Desk) -> None:
    with closing(Node.open(desk.data / NODE_NAME)):
        refused = desk.make()
        assert (refused.exit_code, desk.file.exists()) == (2, False)
        assert "Another process has the ledger open." in refused.stderr


def test_a_folder_without_a_wallet_has_nothing_to_back_up(desk: Desk, tmp_path: Path) -> None:
    phrase = ["--passphrase-file", desk.typed(BACKUP_PHRASE)]
    refused = desk.run("make", str(desk.file), "--folder", str(tmp_path / "empty"), *phrase)
    assert refused.exit_code == 2
    assert "no keys in this folder" in refused.stderr


@pytest.mark.parametrize("command", ["make", "check", "restore"])
def test_a_passphrase_file_that_is_missing_is_named(desk: Desk, command: str) -> None:
    refused = desk.run(command, str(desk.file), "--passphrase-file", "/nowhere/at/all")
    assert refused.exit_code == 2
    assert "/nowhere/at/all" in refused.stderr


def test_a_passphrase_file_that_is_no_text_is_named(desk: Desk) -> None:
    odd = desk.folder / "odd"
    odd.write_bytes(b"\xff\xfe\xff")
    refused = desk.run("check", str(desk.file), "--passphrase-file", str(odd))
    assert (refused.exit_code, refused.stderr) == (2, f"The passphrase must be in UTF-8: {odd}\n")


def test_what_hinders_a_backup_is_said_before_a_passphrase_is_asked_for(desk: Desk) -> None:
    desk.file.write_bytes(b"holiday")
    refused = desk.run("make", str(desk.file), "--folder", str(desk.data))
    assert refused.exit_code == 2
    assert "Passphrase" not in refused.output


def test_of_a_folder_whose_node_others_run_the_keys_are_backed_up_and_restored(desk: Desk, tmp_path: Path) -> None:
    served = ServedNode("https://node.example", NodeId("0f" * 16), "07" * 32)
    shutil.rmtree(desk.data / NODE_NAME)
    save_served(desk.data, served)
    made = desk.make()
    assert made.exit_code == 0, made.output
    assert "which keeps the ledger: it is not in this file\n3 identities:" in made.stdout
    restored = desk.restore(tmp_path / "other")
    assert restored.exit_code == 0, restored.output
    assert load_served(tmp_path / "other") == served
    assert run(open_vault(tmp_path / "other", NEW_PHRASE)) == (desk.held, NOTES)


def test_a_node_that_begins_meanwhile_keeps_what_it_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.make()
    begun: list[Node] = []
    stage = restoring.stage_restore

    def stage_and_begin(*arguments: Any) -> Manifest:
        manifest = stage(*arguments)
        begun.append(Node.open(desk.data / NODE_NAME))
        return manifest

    monkeypatch.setattr(backup, "_alone", lambda _folder: nullcontext())
    monkeypatch.setattr(restoring, "stage_restore", stage_and_begin)
    refused = desk.restore(desk.data, "--yes")
    begun[0].close()
    assert refused.exit_code == 2
    assert "Another process has the ledger open." in refused.stderr
    assert not is_unfinished(desk.data)
    assert run(open_vault(desk.data, PHRASE)) == (desk.held, NOTES)


def test_what_a_terminal_would_obey_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    member = Member(IdentityId("did:key:z1"), "Eve\x1b[2J\u202e", "ROOT")
    _describe(replace(MANIFEST, program="1\x1b]0;x\x07", ledger=replace(MANIFEST.ledger, members=(member,))))
    said = capsys.readouterr().out
    assert "Eve" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


def test_a_passphrase_is_asked_for_on_the_terminal_without_showing_it(desk: Desk) -> None:
    desk.make()
    asked = desk.run("check", str(desk.file), stdin=BACKUP_PHRASE + "\n")
    assert asked.exit_code == 0, asked.output
    assert BACKUP_PHRASE not in asked.output


def test_a_long_list_of_identities_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    members = tuple(Member(IdentityId(f"did:key:z{number}"), f"P{number}", "ROOT") for number in range(25))
    _describe(replace(MANIFEST, ledger=replace(MANIFEST.ledger, members=members)))
    said = capsys.readouterr().out
    assert ("P19" in said, "P20" in said) == (True, False)
    assert "and 5 more" in said
    assert "without its key" in said


def test_help_loads_neither_sqlite_nor_cryptography() -> None:
    loaded = modules_after("import qwallet_desktop.cli.backup")
    assert not {"sqlite3", "cryptography", "sqlalchemy"} & loaded
