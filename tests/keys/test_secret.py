import copy
import pickle

import pytest

from qwallet_desktop.keys.secret import Secret, overwrite


def test_a_secret_is_zeros_after_with() -> None:
    with Secret.copy_of(b"private") as secret:
        buffer = secret.buffer
    assert buffer == bytes(7)


def test_a_secret_is_wiped_when_an_error_leaves_with() -> None:
    secret = Secret.copy_of(b"private")
    buffer = secret.buffer
    with pytest.raises(RuntimeError), secret:
        raise RuntimeError
    assert buffer == bytes(7)


def test_a_wiped_secret_is_never_used_as_zeros() -> None:
    secret = Secret.copy_of(b"private")
    secret.wipe()
    with pytest.raises(ValueError, match="wiped"):
        _ = secret.buffer


@pytest.mark.parametrize("show", [repr, str, "{}".format, ascii])
def test_a_secret_shows_nothing_of_its_content(show: object) -> None:
    assert callable(show)
    assert show(Secret.copy_of(b"private")) == "<Secret of 7 bytes>"


@pytest.mark.parametrize("keep", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_cannot_be_pickled_or_copied(keep: object) -> None:
    assert callable(keep)
    with pytest.raises(TypeError, match="pickled"):
        keep(Secret.copy_of(b"private"))


def test_taking_a_library_result_overwrites_it() -> None:
    result = bytes(bytearray(b"from a library"))
    secret = Secret.taken_from(result)
    assert (result, secret.buffer) == (bytes(14), bytearray(b"from a library"))


@pytest.mark.parametrize("shared", [b"", b"x"])
def test_bytes_that_the_interpreter_shares_are_left_alone(shared: bytes) -> None:
    before = list(shared)
    overwrite(shared)
    assert list(shared) == before
