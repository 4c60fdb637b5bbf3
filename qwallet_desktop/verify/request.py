"""Says in words what a request asks to be signed, and what of it holds, before anybody signs it."""

from collections.abc import Iterator

from qwallet_desktop.domain.checks import Check, Verdict
from qwallet_desktop.domain.dossier import Dossier
from qwallet_desktop.domain.messages import timestamp
from qwallet_desktop.domain.offline_signing import failed_check
from qwallet_desktop.verify import check_words, decision_words


def told(read: Dossier, checks: tuple[Check, ...]) -> Iterator[str]:
    """Say a request line by line; nothing that it claims is repeated where a check fails.

    Args:
        read: The request.
        checks: What `check_record` said of it.
    """
    if failed_check(checks) is None:
        yield "A request to sign."
        yield from decision_words.asked(read)
        yield f"{'Until':<{decision_words.WIDTH}}{timestamp(read.record.item.proposal.expires_at)}"
    else:
        yield check_words.DOES_NOT_HOLD
    yield ""
    yield "Checks"
    for check in checks:
        yield f"  {check_words.VERDICTS[check.verdict]:<11} {check_words.line(check)}"
    resting = [check for check in checks if check.verdict is Verdict.NODES_WORD]
    if resting:
        yield ""
        yield "Compare with what you know from elsewhere"
        yield from (f"  {check_words.why(check)}" for check in resting)
