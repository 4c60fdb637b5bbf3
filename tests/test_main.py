"""`python -m qwallet_desktop`: what it does with the command line, and what counts as a display."""

import os
import socket
import sys
from pathlib import Path

import pytest

from qwallet_desktop import __main__, __version__, app
from qwallet_desktop.app import Options
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.node import launcher
from qwallet_desktop.settings.served_node import ServedNode, save_served

NO_ADDRESS = ("NODE_URL_INVALID", "NODE_URL_INSECURE")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_display")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
class TestDisplay:
    """What counts as a display on Linux."""

    @pytest.mark.parametrize("display", ["", "rubbish", ":", ":x", ":4711", "unix:4711", "127.0.0.1:4711"])
    def test_a_display_that_nobody_serves_is_none(self, display: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DISPLAY", display)
        assert not __main__.has_display()

    @pytest.mark.parametrize("name", ["WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
    def test_wayland_or_a_platform_that_was_chosen_is_one(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(name, "offscreen")
        assert __main__.has_display()

    def test_other_systems_have_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "darwin")
        assert __main__.has_display()

    def test_a_display_on_a_host_is_asked_at_its_port(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.getsockname()[1] - 6000}.0")
            assert __main__.has_display()

    def test_a_display_on_this_computer_is_asked_at_its_socket(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(f"\0/tmp/.X11-unix/X{os.getpid()}")
            server.listen()
            monkeypatch.setenv("DISPLAY", f":{os.getpid()}")
            assert __main__.has_display()

    def test_without_one_the_program_says_so_and_ends(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert __main__.main([]) == __main__.EXIT_NO_DISPLAY
        assert capsys.readouterr().err == __main__.NO_DISPLAY + "\n"


def test_the_command_line_is_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Options] = []

    def run(options: Options) -> int:
        started.append(options)
        return 7

    monkeypatch.setattr(app, "run", run)
    assert __main__.main(["--folder", str(tmp_path)]) == 7
    assert started == [Options(tmp_path)]


def test_the_address_of_a_served_node_is_handed_on_and_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Options] = []
    monkeypatch.setattr(app, "run", started.append)
    served = ServedNode("https://node.example", NodeId("0f" * 16), "07" * 32)
    __main__.main(["--folder", str(tmp_path), "--node-url", "https://node.example/"])
    save_served(tmp_path, served)
    __main__.main(["--folder", str(tmp_path)])
    assert started == [Options(tmp_path, served=ServedNode("https://node.example")), Options(tmp_path, served=served)]


@pytest.mark.parametrize("url", ["node.example", "http://node.example"])
def test_an_address_that_is_not_taken_is_one_sentence_and_exit_code_2(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main(["--folder", str(tmp_path), "--node-url", url]) == 2
    assert capsys.readouterr().err in {f"{__main__.NO_SUCH_NODE[each]}\n" for each in NO_ADDRESS}


def test_a_folder_with_a_ledger_of_its_own_is_not_taken_to_another_node(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("vault/vault", "node/ledger.sqlite"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    assert __main__.main(["--folder", str(tmp_path), "--node-url", "https://node.example"]) == 2
    assert "--folder" in capsys.readouterr().err


def test_a_memory_of_the_node_that_can_not_be_read_is_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "node" / "served.json").mkdir(parents=True)
    assert __main__.main(["--folder", str(tmp_path)]) == 2
    assert "served.json" in capsys.readouterr().err


def test_sample_data_and_another_node_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        __main__.main(["--demo", "--node-url", "https://node.example"])
    assert (ended.value.code, "not allowed with" in capsys.readouterr().err) == (2, True)


def test_the_node_is_asked_for_by_the_launchers_own_flag() -> None:
    assert __main__.NODE_CHILD == launcher.CHILD_FLAG


def test_it_says_its_version_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        __main__.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"qwallet-desktop {__version__}\n")
