import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.words import (
    check_answers,
    completions,
    entropy_of,
    parse_words,
    positions_to_ask,
    seed_of,
    unknown_positions,
    words_of,
)
from tests.keys.builders import ENTROPY, WORDS, refused
from tests.keys.fakes import CountedRandom

# The 24-word English vectors published with BIP-39's reference implementation (vectors.json):
# entropy, words, and the first 16 bytes and last 16 bytes of the seed with passphrase TREZOR.
VECTORS = [
    (
        "00" * 32,
        "abandon " * 23 + "art",
        (
            "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd30971"
            "70af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8"
        ),
    ),
    (
        "7f" * 32,
        "legal winner thank year wave sausage worth useful " * 2 + "legal winner thank year wave sausage worth title",
        (
            "bc09fca1804f7e69da93c2f2028eb238c227f2e9dda30cd63699232578480a40"
            "21b146ad717fbb7e451ce9eb835f43620bf5c514db0f8add49f5d121449d3e87"
        ),
    ),
    (
        "80" * 32,
        "letter advice cage absurd amount doctor acoustic avoid " * 2
        + "letter advice cage absurd amount doctor acoustic bless",
        (
            "c0c519bd0e91a2ed54357d9d1ebef6f5af218a153624cf4f2da911a0ed8f7a09"
            "e2ef61af0aca007096df430022f7a2b6fb91661a9589097069720d015e4e982f"
        ),
    ),
    (
        "ff" * 32,
        "zoo " * 23 + "vote",
        (
            "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e16"
            "13912f0a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad"
        ),
    ),
    (
        ENTROPY.hex(),
        WORDS,
        (
            "64c87cde7e12ecf6704ab95bb1408bef047c22db4cc7491c4271d170a1b213d2"
            "0b385bc1588d9c7b38f1b39d415665b8a9030c9ec653d75e65f847d8fc1fc440"
        ),
    ),
    (
        "9f6a2878b2520799a44ef18bc7df394e7061a224d2c33cd015b157d746869863",
        (
            "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich "
            "alcohol speed nation flash devote level hobby quick inner drive ghost inside"
        ),
        (
            "72be8e052fc4919d2adf28d5306b5474b0069df35b02303de8c1729c9538dbb6"
            "fc2d731d5f832193cd9fb6aeecbc469594a70e3dd50811b5067f3b88b28c3e8d"
        ),
    ),
]
published = pytest.mark.parametrize(("entropy", "words", "seed"), VECTORS)


@published
def test_entropy_gives_the_published_words(entropy: str, words: str, seed: str) -> None:
    assert words_of(Secret.copy_of(bytes.fromhex(entropy))) == tuple(words.split())


@published
def test_words_give_the_published_entropy(entropy: str, words: str, seed: str) -> None:
    assert entropy_of(words.split()).buffer == bytes.fromhex(entropy)


@published
def test_words_give_the_published_seed(entropy: str, words: str, seed: str) -> None:
    found = seed_of(Secret.copy_of(bytes.fromhex(entropy)), passphrase=b"TREZOR")
    assert found.buffer == bytes.fromhex(seed)


@given(entropy=st.binary(min_size=32, max_size=32))
def test_words_are_those_of_the_reference_implementation(entropy: bytes) -> None:
    expected = Mnemonic("english").to_mnemonic(entropy)
    assert " ".join(words_of(Secret.copy_of(entropy))) == expected


@given(entropy=st.binary(min_size=32, max_size=32))
def test_words_and_entropy_are_inverse(entropy: bytes) -> None:
    assert entropy_of(words_of(Secret.copy_of(entropy))).buffer == entropy


def test_case_and_white_space_do_not_matter() -> None:
    typed = "  " + WORDS.upper().replace(" ", "\n\t ") + " "
    assert parse_words(typed) == tuple(WORDS.split())


@pytest.mark.parametrize("count", [0, 12, 23, 25])
def test_another_count_is_refused_with_the_count(count: int) -> None:
    with refused(Code.WORDS_COUNT) as problems:
        parse_words("abandon " * count)
    assert problems[0].facts == {"count": str(count), "expected": "24"}


def test_an_unknown_word_is_named_by_its_position_only() -> None:
    words = WORDS.split()
    words[6] = "privete"
    with refused(Code.WORD_UNKNOWN) as problems:
        parse_words(" ".join(words))
    assert problems[0].facts == {"position": "7"}


def test_an_empty_word_is_unknown() -> None:
    with refused(Code.WORD_UNKNOWN) as problems:
        entropy_of([*WORDS.split()[:23], ""])
    assert problems[0].facts == {"position": "24"}


def test_one_wrong_word_of_the_list_fails_the_checksum() -> None:
    with refused(Code.WORDS_CHECKSUM):
        parse_words(WORDS.replace("hamster", "hammer"))


def test_a_wrong_order_fails_the_checksum() -> None:
    words = WORDS.split()
    words[0], words[1] = words[1], words[0]
    with refused(Code.WORDS_CHECKSUM):
        parse_words(" ".join(words))


def test_unknown_positions_skip_what_is_not_typed_yet() -> None:
    assert unknown_positions(["abandon", "", "nonsense", "Zoo ", "zooo"]) == (3, 5)


def test_completions_are_the_words_with_that_beginning() -> None:
    assert completions("ZO") == ("zone", "zoo")


def test_completions_are_no_more_than_asked_for() -> None:
    assert len(completions("a", most=5)) == 5


@pytest.mark.parametrize("prefix", ["", " ", "qx"])
def test_no_completion_without_a_known_beginning(prefix: str) -> None:
    assert completions(prefix) == ()


@given(seed=st.text())
def test_three_different_positions_are_asked(seed: str) -> None:
    positions = positions_to_ask(CountedRandom(seed))
    assert len(set(positions) & set(range(1, 25))) == 3


def test_a_value_that_would_favour_early_positions_is_drawn_again() -> None:
    draws = iter([240, 255, 239, 0, 1])
    assert positions_to_ask(lambda _length: bytes([next(draws)])) == (1, 2, 24)


def test_right_answers_pass() -> None:
    entropy = Secret.copy_of(ENTROPY)
    check_answers(entropy, {1: "hamster", 2: " Diagram", 24: "length"})
    assert entropy.buffer == ENTROPY


def test_the_first_wrong_answer_is_named_by_its_position() -> None:
    with refused(Code.WORDS_DIFFER) as problems:
        check_answers(Secret.copy_of(ENTROPY), {24: "width", 2: "diagrams", 1: "hamster"})
    assert problems[0].facts == {"position": "2"}


def test_fewer_than_three_answers_prove_nothing() -> None:
    with refused(Code.WORDS_DIFFER):
        check_answers(Secret.copy_of(ENTROPY), {1: "hamster", 2: "diagram"})


def test_a_position_that_does_not_exist_is_wrong() -> None:
    with refused(Code.WORDS_DIFFER):
        check_answers(Secret.copy_of(ENTROPY), {1: "hamster", 2: "diagram", 25: "length"})
