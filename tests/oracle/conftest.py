"""Leaves the comparison out where the extra `oracle` is not installed; `pytest -m oracle` then finds nothing."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("pyrevm") and find_spec("safe_eth") else ["test_against_safe.py"]
