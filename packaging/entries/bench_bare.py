"""The bare window of tests/bench, frozen."""

from tests.bench.bare_window import main

main()
