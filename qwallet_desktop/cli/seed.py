"""`qwallet node seed`: fills an empty ledger with sample payments, as many as one wants to look at."""

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qwallet_desktop.cli.complaints import complaint, failed, sentence
from qwallet_desktop.cli.ledgers import Database, database_url, opened
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.samples import SAMPLE_NAMES
from qwallet_desktop.settings.places import data_folder

if TYPE_CHECKING:
    from sqlalchemy import URL

    from qwallet_desktop.domain.ids import IdentityId

MOST_IDENTITIES = 20
"""As many as the window looks for when words are restored."""

MOST_TRANSACTIONS = 100_000_000
NOT_EMPTY = "This ledger is not empty. Sample payments are only written into a new one: choose another folder."
_SECOND = 1.0


def seed(
    transactions: Annotated[int, typer.Option(min=0, max=MOST_TRANSACTIONS, help="How many payments.")],
    folder: Annotated[Path | None, typer.Option(help="The node's folder, as for `serve`.")] = None,
    identities: Annotated[int, typer.Option(min=2, max=MOST_IDENTITIES, help="How many identities pay.")] = 5,
    number: Annotated[int, typer.Option("--seed", help="The same number makes the same sample again.")] = 1,
    database: Database = "",
) -> None:
    """Fill an empty ledger with sample payments over the last 120 days.

    Everything goes through the ledger's own rules. The first identity takes part in every payment.
    Prints the 24 words of the sample's keys: restore them in the window to look at it. They are
    the same for everybody who uses the same number, so never keep anything of value under them.
    """
    place = folder or data_folder()
    try:
        words = _seed(place, database_url(database), transactions, identities, number)
    except Refused as refused:
        raise failed(sentence(refused.problem)) from None
    except OSError as error:
        raise failed(complaint(error, str(place))) from None
    typer.echo(f"words {' '.join(words)}")


def sample_words(number: int) -> tuple[str, ...]:
    """Return the recovery words of a sample, by its number. They are no secret."""
    from qwallet_desktop.keys.secret import Secret
    from qwallet_desktop.keys.words import words_of

    with Secret.taken_from(hashlib.sha256(f"qwallet sample {number}".encode()).digest()) as entropy:
        return words_of(entropy)


def sample_identities(number: int, count: int) -> "list[tuple[IdentityId, str]]":
    """Return the first identities of a sample's words, each with a name."""
    from qwallet_desktop.keys.derivation import account_node, identity_id
    from qwallet_desktop.keys.words import entropy_of, seed_of

    with entropy_of(sample_words(number)) as entropy, seed_of(entropy) as whole, account_node(whole) as account:
        found = [identity_id(account, index) for index in range(count)]
    return [
        (did, SAMPLE_NAMES[place] if place < len(SAMPLE_NAMES) else f"Sample {place + 1}")
        for place, did in enumerate(found)
    ]


def _seed(folder: Path, database: "URL | None", transactions: int, identities: int, number: int) -> tuple[str, ...]:
    from qwallet_desktop.node.seed import is_empty, seed_demo

    with opened(folder, database) as node:
        if not is_empty(node):
            raise failed(NOT_EMPTY)
        people = sample_identities(number, identities)
        seed_demo(node, people, transactions, number, with_first=True, told=_progress(transactions))
    return sample_words(number)


def _progress(total: int) -> Callable[[int], None]:
    """Return what prints how far it is, about once a second, with the rate since the start."""
    began = shown = time.monotonic()

    def told(made: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown < _SECOND and made < total:
            return
        shown = now
        sys.stderr.write(f"{made:,} of {total:,} payments, {made / max(now - began, 0.001):,.0f} a second\n")
        sys.stderr.flush()

    return told
