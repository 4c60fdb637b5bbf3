"""Sentences about changes of rules that were refused."""

import re

import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.rule_checks import WayOut
from qwallet_desktop.ui.rule_problem_sentences import RuleProblemSentences
from qwallet_desktop.ui.wording import placeholders, sentence


@pytest.mark.parametrize("way_out", WayOut)
def test_whoever_would_be_locked_out_is_told_the_way_out(way_out: WayOut) -> None:
    said = sentence(Problem(Code.POLICY_LOCKS_OUT, {"wayOut": way_out}, "policy.canSign"))
    assert said == str(RuleProblemSentences.BY_PART[Code.POLICY_LOCKS_OUT, way_out])


def test_the_moment_from_which_a_limit_fits_is_written_for_people() -> None:
    facts = {"used": "50.00", "limit": "10.00", "fitsAt": "2026-03-03T13:00:00.031Z"}
    said = sentence(Problem(Code.LIMIT_BELOW_USE, facts))
    assert "50.00" in said
    assert not re.search(r"\dT\d|Z\b", said)


@pytest.mark.parametrize("code", list(RuleProblemSentences.WITH_FACTS))
def test_a_sentence_with_facts_says_each_of_them(code: Code) -> None:
    asked = placeholders(str(RuleProblemSentences.WITH_FACTS[code]))
    said = sentence(Problem(code, {name: f"fact {name}" for name in asked}))
    assert asked
    assert all(f"fact {name}" in said for name in asked)
