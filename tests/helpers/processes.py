"""What Linux tells of other processes."""

from pathlib import Path


def children(pid: int) -> list[int]:
    """Return the processes that a process's first thread has started; none of one that ended."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def lives(pid: int) -> bool:
    """Tell whether a process runs; one that ended and only waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
