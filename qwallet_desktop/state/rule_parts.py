"""What is asked and read of policies, limits, decisions, shared address books: each names its part for the loader."""

from typing import TypeAlias

from qwallet_desktop.state.capabilities import CapabilityLoaded, CapabilityMissed, LoadCapability
from qwallet_desktop.state.consent import LoadPolicy, PolicyFailed, PolicyLoaded
from qwallet_desktop.state.explanations import (
    DecisionFailed,
    DecisionLoaded,
    DecisionsFailed,
    DecisionsLoaded,
    LoadDecision,
    LoadDecisions,
)
from qwallet_desktop.state.limits import (
    LimitsFailed,
    LimitsHistoryFailed,
    LimitsHistoryLoaded,
    LimitsLoaded,
    LoadLimits,
    LoadLimitsHistory,
)
from qwallet_desktop.state.shared_books import BookFailed, BookLoaded, LoadBook

RuleAsked: TypeAlias = (
    LoadBook | LoadLimits | LoadLimitsHistory | LoadPolicy | LoadDecisions | LoadDecision | LoadCapability
)
RuleAnswered: TypeAlias = (
    BookLoaded | LimitsLoaded | LimitsHistoryLoaded | PolicyLoaded | DecisionsLoaded | DecisionLoaded | CapabilityLoaded
)
RuleFailed: TypeAlias = (
    BookFailed | LimitsFailed | LimitsHistoryFailed | PolicyFailed | DecisionsFailed | DecisionFailed | CapabilityMissed
)
RuleAction: TypeAlias = RuleAsked | RuleAnswered | RuleFailed
