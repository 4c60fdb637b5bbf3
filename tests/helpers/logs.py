"""Collects what the program logs at WARNING or above, so that an unexpected line fails a test."""

import logging


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
