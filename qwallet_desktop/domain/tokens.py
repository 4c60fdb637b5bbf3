"""Tokens: what amounts are amounts of, named by the hash of what their issuer declared (contract §4)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.identities import LONGEST_NAME, clean_text
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.messages import Json, canonical
from qwallet_desktop.domain.money import MOST_DECIMALS
from qwallet_desktop.domain.problems import Code, refuse

SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,9}")
TOKEN_ID = re.compile(r"qtk1[0-9a-f]{64}")
SALT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `decimals` digits after the point, minted and burned by `issuer` alone."""

    id: TokenId
    symbol: str
    name: str
    decimals: int
    issuer: IdentityId
    salt: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TokenDeclaration:
    """What an issuer declares about a new token; its hash is the token's id."""

    issuer: IdentityId
    symbol: str
    name: str
    decimals: int
    salt: str

    @property
    def id(self) -> TokenId:
        """`qtk1` and the hex SHA-256 of issuer, symbol, decimals and salt in JCS."""
        declared: dict[str, Json] = {
            "issuer": self.issuer,
            "symbol": self.symbol,
            "decimals": self.decimals,
            "salt": self.salt,
        }
        return TokenId("qtk1" + hashlib.sha256(canonical(declared)).hexdigest())


def declare_token(issuer: IdentityId, symbol: str, name: str, decimals: int, salt: str) -> TokenDeclaration:
    """Check and tidy what an issuer wants to declare.

    Args:
        issuer: Who may mint and burn it.
        symbol: 2 to 10 letters and digits, first a letter; upper-cased here.
        name: 1 to 60 visible characters; the symbol if empty.
        decimals: 0 to 30.
        salt: 32 hex digits chosen at random, so that equal declarations differ.

    Raises:
        Refused: TOKEN_INVALID with the wrong input as its field.
    """
    upper = clean_text(symbol).upper()
    if not SYMBOL.fullmatch(upper):
        raise refuse(Code.TOKEN_INVALID, at="symbol")
    tidy = clean_text(name) or upper
    if len(tidy) > LONGEST_NAME:
        raise refuse(Code.TOKEN_INVALID, at="name")
    if not 0 <= decimals <= MOST_DECIMALS:
        raise refuse(Code.TOKEN_INVALID, at="decimals", most=str(MOST_DECIMALS))
    if not SALT.fullmatch(salt):
        raise refuse(Code.TOKEN_INVALID, at="salt")
    return TokenDeclaration(issuer, upper, tidy, decimals, salt)
