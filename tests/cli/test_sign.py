"""`qwallet sign`: a request is told, checked and signed without the window, and never by a passphrase that shows."""

import asyncio
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qwallet_desktop.cli.program import app
from qwallet_desktop.domain import dossier
from qwallet_desktop.domain.code_parts import split
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.item_record import ItemRecord, LinkProof
from qwallet_desktop.domain.last_known import LastKnown
from qwallet_desktop.domain.messages import Link
from qwallet_desktop.domain.multisig import Choice, Vote, proposal_hash, verify_vote
from qwallet_desktop.domain.plain_message import read_message
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.state.taking import DIRECTORY
from qwallet_desktop.ui.widgets.qr import qr_matrix
from qwallet_desktop.wire.last_known import pack
from tests.domain.builders import NODE, did, key
from tests.helpers.interpreter import modules_after
from tests.keys.builders import PHRASE, make_lock
from tests.verify.records import DECLARED, OWNER, WARD, Said, holders_proposal, voted

NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Vault:
    """A data folder whose vault holds one key behind a passphrase, and a request that asks for its signature."""

    folder: Path
    did: IdentityId
    record: ItemRecord

    @property
    def phrase(self) -> str:
        """A file with the passphrase."""
        path = self.folder / "phrase"
        path.write_text(PHRASE + "\n", "utf-8")
        return str(path)

    def request(self, record: ItemRecord | None = None, name: str = "request.json") -> Path:
        """Return the request's file."""
        path = self.folder / name
        path.write_bytes(dossier.write_request(record or self.record, NODE))
        return path

    def run(self, *arguments: str | Path, stdin: str = "", told: bool = True) -> Result:
        """Run the command on this folder; its passphrase comes from a file where `told`."""
        phrase = ["--passphrase-file", self.phrase] if told else []
        given = [*map(str, arguments), "--folder", str(self.folder), *phrase]
        return CliRunner().invoke(app, ["sign", *given], input=stdin)

    def vote(self, path: Path) -> Vote:
        """Return the vote in a signature's file, whose other contents are as they must be."""
        signed = dossier.read_signature(path.read_bytes())
        proposal = self.record.item.proposal
        assert (signed.node_id, signed.item_id) == (NODE, proposal.item_id)
        assert signed.proposal_hash == proposal_hash(proposal, NODE)
        return Vote(signed.signer, signed.choice, NOW, signed.signature, signed.reason)


async def made(folder: Path) -> Vault:
    """Make a vault with one key, which owns whoever asks for a payment."""
    with closing(make_lock(folder / "vault", MemoryKeyStore())) as lock:
        await lock.create(PHRASE)
        owner = await lock.create_identity_key()
        link = Link(owner, did(WARD), NODE)
        tied = LinkProof(link, (await lock.sign(owner, link.message())).hex(), key(WARD).sign(link.message()).hex())
        await lock.seal(DIRECTORY, pack(LastKnown(NODE, NOW, Sequence(0))), passing=True)
    asked = replace(
        holders_proposal(WARD, OWNER), approvers=(owner,), opened_at=NOW, expires_at=NOW + timedelta(hours=72)
    )
    return Vault(folder, owner, ItemRecord(voted(asked, [Said(WARD)]), None, (tied,), (), (DECLARED,)))


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A vault and a request for it, in the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    return asyncio.run(made(tmp_path))  # noqa: TID251 - no window here whose loop it would have to be


def test_a_request_is_told_and_signed(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "signature.json"
    ran = vault.run(vault.request(), "--out", out, "--yes")
    assert ran.exit_code == 0, ran.output
    vote = vault.vote(out)
    assert (vote.signer, vote.choice) == (vault.did, Choice.SIGN)
    assert verify_vote(vault.record.item, vote, NODE)


def test_what_is_signed_is_said_in_words_with_its_hash_and_every_check(vault: Vault, tmp_path: Path) -> None:
    ran = vault.run(vault.request(), "--out", tmp_path / "s.json", "--yes")
    assert "25.00 QTK" in ran.stderr
    assert proposal_hash(vault.record.item.proposal, NODE) in ran.stderr
    assert "VOTES_SIGNED" in ran.stderr
    assert "Compare with what you know from elsewhere" in ran.stderr


def test_a_rejection_carries_its_reason(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "signature.json"
    ran = vault.run(vault.request(), "--choice", "reject", "--reason", "not  due", "--out", out, "--yes")
    assert ran.exit_code == 0, ran.output
    vote = vault.vote(out)
    assert (vote.choice, vote.reason) == (Choice.REJECT, "not due")
    assert verify_vote(vault.record.item, vote, NODE)


def test_a_rejection_needs_a_reason(vault: Vault) -> None:
    assert vault.run(vault.request(), "--choice", "reject", "--yes").exit_code == 2


def test_one_is_asked_before_anything_is_signed(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "signature.json"
    ran = vault.run(vault.request(), "--out", out, stdin="n\n")
    assert (ran.exit_code, out.exists()) == (1, False)
    assert "Nothing was signed." in ran.stderr


def test_whoever_says_yes_signs(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "signature.json"
    assert vault.run(vault.request(), "--out", out, stdin="y\n").exit_code == 0
    assert out.exists()


def test_the_passphrase_is_asked_for_and_not_shown(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "signature.json"
    ran = vault.run(vault.request(), "--out", out, "--yes", stdin=PHRASE + "\n", told=False)
    assert ran.exit_code == 0, ran.output
    assert PHRASE not in ran.output


def test_a_wrong_passphrase_is_one_sentence(vault: Vault, tmp_path: Path) -> None:
    ran = vault.run(vault.request(), "--out", tmp_path / "s.json", "--yes", stdin="wrong phrase\n", told=False)
    assert ran.exit_code == 2
    assert ran.stderr.endswith("That is not the passphrase.\n")


def test_the_signature_can_go_to_stdout_alone(vault: Vault) -> None:
    ran = vault.run(vault.request(), "--out", "-", "--yes")
    assert dossier.read_signature(ran.stdout.strip().encode()).signer == vault.did


def test_a_file_that_is_there_is_left_as_it_is(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "signature.json"
    out.write_text("holiday")
    assert vault.run(vault.request(), "--out", out, "--yes").exit_code == 2
    assert out.read_text() == "holiday"


def test_a_signature_has_a_name_of_its_own(vault: Vault, tmp_path: Path) -> None:
    assert vault.run(vault.request(), "--yes").exit_code == 0
    assert (tmp_path / "signature-1.json").exists()


def picture(path: Path, codes: tuple[str, ...]) -> Path:
    """Write a picture of codes."""
    from tests.ui.pictures import save  # noqa: PLC0415 - Qt only where a picture is drawn

    return save(path, [qr_matrix(code) for code in codes])


def test_a_picture_of_its_codes_will_do(vault: Vault, tmp_path: Path) -> None:
    codes = split(vault.request().read_text())
    ran = vault.run(picture(tmp_path / "all.png", codes), "--out", "-", "--yes")
    assert ran.exit_code == 0, ran.output


def test_so_will_several_pictures(vault: Vault, tmp_path: Path) -> None:
    codes = split(vault.request().read_text())
    pictures = [picture(tmp_path / f"{number}.png", (code,)) for number, code in enumerate(codes)]
    assert len(pictures) > 1
    assert vault.run(*pictures, "--out", "-", "--yes").exit_code == 0


def test_a_picture_too_few_is_said(vault: Vault, tmp_path: Path) -> None:
    codes = split(vault.request().read_text())
    ran = vault.run(picture(tmp_path / "one.png", codes[:1]), "--yes")
    assert ran.exit_code == 2
    assert f"1 of {len(codes)} codes" in ran.stderr


def test_a_request_can_come_from_stdin(vault: Vault) -> None:
    ran = vault.run("-", "--out", "-", "--yes", stdin=vault.request().read_text())
    assert ran.exit_code == 0, ran.output


def test_a_request_that_does_not_hold_is_not_signed_and_its_words_are_not_repeated(
    vault: Vault, tmp_path: Path
) -> None:
    proposal = replace(vault.record.item.proposal, reason="Forged")
    forged = replace(vault.record, item=replace(vault.record.item, proposal=proposal))
    out = tmp_path / "s.json"
    ran = vault.run(vault.request(forged), "--out", out, "--yes")
    assert (ran.exit_code, out.exists()) == (1, False)
    assert "This does NOT hold." in ran.stderr
    assert "Forged" not in ran.stderr


def test_a_request_of_another_node_than_the_one_that_was_named_is_not_signed(vault: Vault) -> None:
    ran = vault.run(vault.request(), "--node", "ab" * 16, "--yes")
    assert ran.exit_code == 1
    assert "FAILS" in ran.stderr


def test_where_node_and_group_are_named_less_is_on_its_word(vault: Vault) -> None:
    given = ["--node", NODE, "--group", did(WARD)]
    ran = vault.run(vault.request(), *given, "--out", "-", "--yes")
    assert ran.exit_code == 0
    assert "No node was named" not in ran.stderr


def test_a_file_of_something_else_is_refused(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}")
    assert vault.run(path, "--yes").exit_code == 2


def test_a_file_that_is_not_there_is_said(vault: Vault, tmp_path: Path) -> None:
    ran = vault.run(tmp_path / "gone.json", "--yes")
    assert ran.exit_code == 2
    assert "gone.json" in ran.stderr


def test_stdin_that_is_no_text_is_refused(vault: Vault) -> None:
    given = ["sign", "-", "--folder", str(vault.folder)]
    assert CliRunner().invoke(app, given, input=b"\xff\xfe").exit_code == 2


def test_a_key_that_is_not_here_is_said(vault: Vault) -> None:
    ran = vault.run(vault.request(), "--identity", did(OWNER), "--yes")
    assert ran.exit_code == 2
    assert "key" in ran.stderr.splitlines()[-1]


def test_who_may_sign_may_be_named(vault: Vault) -> None:
    assert vault.run(vault.request(), "--identity", vault.did, "--out", "-", "--yes").exit_code == 0


def test_where_no_key_may_sign_it_is_said(vault: Vault) -> None:
    late = replace(
        vault.record.item.proposal,
        approvers=(vault.did,),
        opened_at=NOW - timedelta(hours=80),
        expires_at=NOW - timedelta(hours=8),
    )
    expired = replace(vault.record, item=voted(late, [Said(WARD)]))
    ran = vault.run(vault.request(expired), "--yes")
    assert ran.exit_code == 2
    assert "None of the keys" in ran.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "not both"),
        (["a.json", "--message", "b.txt"], "not both"),
        (["a.json", "--identity", "Mara"], "--identity is not the DID"),
        (["a.json", "--group", "Acme"], "--group is not the DID"),
        (["a.json", "--node", "here"], "--node is not the id"),
    ],
)
def test_a_wrong_command_is_one_sentence(given: list[str], said: str) -> None:
    ran = CliRunner().invoke(app, ["sign", *given])
    assert ran.exit_code == 2
    assert said in ran.stderr


def text(vault: Vault, words: str = "It is me.\n") -> Path:
    """Return a file with a text."""
    path = vault.folder / "text.txt"
    path.write_text(words, "utf-8")
    return path


def test_a_text_is_signed_as_a_message_at_the_node_that_was_known_last(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "message.json"
    ran = vault.run("--message", text(vault), "--out", out, "--yes")
    assert ran.exit_code == 0, ran.output
    message = read_message(out.read_text("utf-8"))
    assert (message.text, message.signer, message.node_id, message.holds) == ("It is me.", vault.did, NODE, True)


def test_the_signed_message_is_verified(vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "message.json"
    vault.run("--message", text(vault), "--out", out, "--yes")
    given = ["verify", str(out), "--group", vault.did, "--node", NODE]
    assert CliRunner().invoke(app, given).exit_code == 0


def test_a_message_is_signed_at_the_node_that_was_named(vault: Vault) -> None:
    ran = vault.run("--message", "-", "--node", "AB" * 16, "--out", "-", "--yes", stdin="It is me.")
    assert read_message(ran.stdout.strip()).node_id == "ab" * 16


def test_without_a_node_that_is_known_one_must_be_named(vault: Vault) -> None:
    (sealed,) = (vault.folder / "vault").rglob("*.passing")
    sealed.unlink()
    ran = vault.run("--message", text(vault), "--yes")
    assert ran.exit_code == 2
    assert "--node" in ran.stderr


def test_what_was_known_last_may_be_damaged(vault: Vault) -> None:
    async def spoil() -> None:
        with closing(make_lock(vault.folder / "vault", MemoryKeyStore())) as lock:
            await lock.unlock(PHRASE)
            await lock.seal(DIRECTORY, b"?", passing=True)

    asyncio.run(spoil())  # noqa: TID251 - as above
    assert vault.run("--message", text(vault), "--yes").exit_code == 2


def test_of_several_keys_one_must_be_named(vault: Vault) -> None:
    async def another() -> IdentityId:
        with closing(make_lock(vault.folder / "vault", MemoryKeyStore())) as lock:
            await lock.unlock(PHRASE)
            return await lock.create_identity_key()

    second = asyncio.run(another())  # noqa: TID251 - as above
    ran = vault.run("--message", text(vault), "--yes")
    assert ran.exit_code == 2
    assert second in ran.stderr


def test_nothing_is_signed_of_an_empty_text(vault: Vault) -> None:
    assert vault.run("--message", text(vault, " \n"), "--yes").exit_code == 2


def test_a_message_that_is_not_there_is_said(vault: Vault, tmp_path: Path) -> None:
    ran = vault.run("--message", tmp_path / "gone.txt", "--yes")
    assert ran.exit_code == 2
    assert "gone.txt" in ran.stderr


def test_a_folder_without_a_vault_is_said(vault: Vault, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    given = ["sign", str(vault.request()), "--folder", str(empty), "--yes"]
    ran = CliRunner().invoke(app, given)
    assert ran.exit_code == 2
    assert "no keys" in ran.stderr


def test_help_needs_neither_keys_nor_qt() -> None:
    loaded = modules_after("import qwallet_desktop.cli.sign")
    assert not {name for name in loaded if name.startswith(("PySide6", "cryptography", "qwallet_desktop.keys"))}


def test_signing_knows_no_way_to_a_network() -> None:
    loaded = modules_after(
        "import qwallet_desktop.cli.signing, qwallet_desktop.effects.sources, qwallet_desktop.ui.pictures"
    )
    assert not {name for name in loaded if name.partition(".")[0] in {"httpx", "httpcore", "uvicorn", "fastapi"}}
