from qwallet_desktop.domain.signatures import signed_by
from qwallet_desktop.keys.session import SessionKey
from tests.keys.fakes import CountedRandom


def test_a_session_key_signs_for_its_id() -> None:
    key = SessionKey(CountedRandom())
    assert signed_by(key.session_id, b"message", key.sign(b"message"))


def test_each_session_has_another_key() -> None:
    random = CountedRandom()
    assert SessionKey(random).session_id != SessionKey(random).session_id
