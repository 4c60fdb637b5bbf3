"""Turns an exception that nobody foresaw into a log line and an action, without what a person typed."""

import logging
from pathlib import Path

from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EffectCrashed

_logger = logging.getLogger(__name__)


def crashed(effect: Effect, error: Exception) -> EffectCrashed:
    """Log the kind of an exception and the line it came from; return what the screen is told.

    Texts of exceptions may hold what a person typed, so they stay out of both.
    """
    name, kind = type(effect).__name__, type(error).__name__
    _logger.error("effect %s failed: %s at %s", name, kind, _place(error))
    return EffectCrashed(name, kind)


def _place(error: Exception) -> str:
    """Return file name and line of the innermost frame."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return "an unknown place"
    return f"{Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"
