"""Says the version of what is frozen, in the form that Windows wants in a program's file."""

import os
from pathlib import Path
from typing import Final

import qwallet_desktop

_DESCRIPTIONS: Final = {"qwallet-desktop": "Qwallet", "qwallet": "Qwallet on the command line"}
_TEMPLATE: Final = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable('040904B0', [{strings}])]),
    VarFileInfo([VarStruct('Translation', [0x409, 1200])]),
  ],
)
"""


def version() -> str:
    """Return the version of the installed package, its only source."""
    return qwallet_desktop.__version__


def windows_resource(program: str, folder: Path) -> str | None:
    """Write the version resource of one program; returns its path, None where there is no such thing."""
    if os.name != "nt":
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{program}.version.txt"
    path.write_text(_resource(program), "utf-8")
    return str(path)


def _resource(program: str) -> str:
    strings = {
        "CompanyName": "Qwallet Desktop contributors",
        "FileDescription": _DESCRIPTIONS[program],
        "FileVersion": version(),
        "InternalName": program,
        "LegalCopyright": "MIT License",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "Qwallet",
        "ProductVersion": version(),
    }
    pairs = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return _TEMPLATE.format(numbers=_numbers(version()), strings=pairs)


def _numbers(text: str) -> tuple[int, int, int, int]:
    """Read `1.2.3`, with whatever follows, as the four numbers of Windows."""
    parts = [int(part) for part in text.split(".")[:3] if part.isdigit()]
    first, second, third = [*parts, 0, 0, 0][:3]
    return first, second, third, 0
