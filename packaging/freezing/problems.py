"""The one exception of the build: something that must not be in the program, or must and is not."""

from typing import NoReturn


class BuildError(Exception):
    """The build stops here; the words say is wrong."""


def stop(words: str) -> NoReturn:
    """End the build with a sentence.

    Raises:
        BuildError: Always.
    """
    raise BuildError(words)
