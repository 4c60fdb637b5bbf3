"""Rules of the house that neither import-linter nor ruff can hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import qwallet_desktop
from tests.helpers.interpreter import modules_after

PACKAGE = Path(qwallet_desktop.__file__).resolve().parent
ROOT = PACKAGE.parent
LONGEST_FILE = 300
RUN = "pip install -c packaging/constraints.txt . && qwallet-desktop"
TEST = "pip install -c packaging/constraints.txt -e '.[dev]' && pytest"

STATIC_DIALOGS = {
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
    "QFileDialog": {
        "getExistingDirectory",
        "getExistingDirectoryUrl",
        "getOpenFileContent",
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
    },
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}
QT = {"PySide6", "shiboken6", "qasync"}
CRYPTOGRAPHY = {"cryptography", "rfc8785"}
SIGNING_ROOMS = {"did", "messages", "signatures", "merkle", "audit"}
CLOCKS = {"now", "utcnow", "today", "uuid1", "uuid4"}


def modules(folder: str = "") -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))


def blocking_dialogs(tree: Iterator[ast.AST]) -> list[str]:
    """Find calls that wait inside Qt for a person's answer."""
    found = []
    for node in tree:
        match node:
            case ast.Call(func=ast.Attribute(attr="exec" | "exec_" as attribute)):
                found.append(f"line {node.lineno}: {attribute}()")
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=attribute) if (
                attribute in STATIC_DIALOGS.get(owner, ())
            ):
                found.append(f"line {node.lineno}: {owner}.{attribute}")
    return found


def started_tasks(tree: Iterator[ast.AST]) -> list[str]:
    """Find tasks that nobody owns; those of an `asyncio.TaskGroup` end with their block."""
    found = []
    for node in tree:
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="create_task" | "ensure_future" as attribute)) if (
                not ast.unparse(owner).endswith("group")
            ):
                found.append(f"line {node.lineno}: {ast.unparse(owner)}.{attribute}")
            case ast.ImportFrom(module="asyncio", names=names):
                taken = {alias.name for alias in names} & {"create_task", "ensure_future"}
                found.extend(f"line {node.lineno}: asyncio.{one}" for one in sorted(taken))
    return found


def imported(tree: Iterator[ast.AST]) -> set[str]:
    """Name the top-level packages that a module imports anywhere, also inside functions."""
    found = set()
    for node in tree:
        match node:
            case ast.Import(names=names):
                found |= {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module)):
                found.add(module.partition(".")[0])
    return found


def clocks_asked(tree: Iterator[ast.AST]) -> list[str]:
    """Find calls whose answer depends on when they are made."""
    return [
        f"line {node.lineno}: {node.func.attr}()"
        for node in tree
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]


def test_nothing_waits_inside_qt_for_an_answer() -> None:
    found = {name(path): lines for path in modules() if (lines := blocking_dialogs(nodes(path)))}
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "dialog.exec()",
        "self.dialog.exec_()",
        "QMessageBox.question(self, 'a', 'b')",
        "QtWidgets.QFileDialog.getOpenFileName(self)",
        "ask = QInputDialog.getText",
    ],
)
def test_a_call_that_waits_inside_qt_is_found(source: str) -> None:
    assert len(blocking_dialogs(ast.walk(ast.parse(source)))) == 1


def test_only_the_store_starts_tasks() -> None:
    found = {name(path): lines for path in modules() if (lines := started_tasks(nodes(path)))}
    assert found.keys() <= {"state/store.py"}


@pytest.mark.parametrize(
    "source",
    [
        "asyncio.create_task(work())",
        "loop.create_task(work())",
        "asyncio.get_running_loop().create_task(work())",
        "from asyncio import ensure_future",
    ],
)
def test_a_started_task_is_found(source: str) -> None:
    assert len(started_tasks(ast.walk(ast.parse(source)))) == 1


def test_only_ui_and_the_files_above_it_import_qt() -> None:
    found = {name(path) for path in modules() if imported(nodes(path)) & QT}
    above = {"idle_watch.py", "recovery.py", "app.py", "self_test.py", "__main__.py"}
    assert {one for one in found if not one.startswith("ui/")} <= above


def test_only_keys_import_keyring() -> None:
    found = {name(path) for path in modules() if "keyring" in imported(nodes(path))}
    assert {one for one in found if not one.startswith("keys/")} == set()


def test_only_the_signing_rooms_of_the_domain_use_cryptography() -> None:
    found = {path.stem for path in modules("domain") if imported(nodes(path)) & CRYPTOGRAPHY}
    assert found <= SIGNING_ROOMS


def test_the_domain_asks_no_clock() -> None:
    found = {name(path): one for path in modules("domain") if (one := clocks_asked(nodes(path)))}
    assert found == {}


def test_a_question_to_a_clock_is_found() -> None:
    assert len(clocks_asked(ast.walk(ast.parse("datetime.now(UTC)")))) == 1


def test_the_launcher_does_not_load_what_the_node_needs() -> None:
    if not (PACKAGE / "node" / "launcher.py").exists():
        return
    loaded = modules_after("import qwallet_desktop.node.launcher")
    assert loaded & {"fastapi", "sqlalchemy"} == set()


def test_no_module_is_too_long_to_read() -> None:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {one: length for one, length in lengths.items() if length > LONGEST_FILE} == {}


@pytest.mark.parametrize("command", [RUN, TEST])
def test_the_readme_gives_the_command(command: str) -> None:
    assert command in (ROOT / "README.md").read_text("utf-8").splitlines()


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if pin.count("==") != 1 or {" ", "/", "@"} & set(pin)] == []
