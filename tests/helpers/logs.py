"""Collects what the program logs at WARNING or above, so that an unexpected line fails a test."""

import logging

import structlog


class LogCollector(logging.Handler):
    """Keeps the records that reach the root logger at WARNING or above.

    Attributes:
        records: The records in the order in which they came.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def lines(self) -> list[str]:
        """One line a record: level, logger, text."""
        return [f"{one.levelname} {one.name}: {one.getMessage()}" for one in self.records]


def send_structlog_to_logging() -> None:
    """Let structlog's lines pass through the standard library, where the collector stands."""
    structlog.configure(
        processors=[structlog.stdlib.render_to_log_kwargs],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
