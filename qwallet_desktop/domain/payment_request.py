"""Payment requests as links: `qwallet:<did>?token=…&amount=…&memo=…`, for text, QR codes and files.

The form follows RFC 3986: the recipient is the path, what is asked for is the query.
Percent-encoding is done here, since the domain knows no `urllib`.
"""

import re
import string
from dataclasses import dataclass
from typing import Final

from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import MOST_DECIMALS, PLAIN, Amount, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.tokens import TOKEN_ID
from qwallet_desktop.domain.transfers import parse_memo

SCHEME: Final = "qwallet:"
LONGEST_LINK: Final = 8_192
"""Characters that a link may have; a memo of 280 characters of four bytes needs 3,360."""

_UNRESERVED: Final = frozenset((string.ascii_letters + string.digits + "-._~").encode())
_ENCODED: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$'()*+,;:@/?]|%[0-9A-Fa-f]{2})*")
_PLAIN_AMOUNT: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ASKED: Final = ("token", "amount", "memo")


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What someone asks to be paid.

    `amount` is decimal text with `.` as the point and without grouping signs (`25.00`), or
    empty; it says something only together with `token_id`, whose decimals the reader knows.
    """

    recipient: IdentityId
    token_id: TokenId | None = None
    amount: str = ""
    memo: str = ""


def request_payment(
    recipient: IdentityId, token_id: TokenId | None = None, amount: Amount | None = None, memo: str = ""
) -> PaymentRequest:
    """Make a request from checked parts; the amount, if there is one, is of the token.

    Raises:
        Refused: MEMO_INVALID, or TOKEN_UNKNOWN at "token" for an amount of no or another token.
    """
    if amount is not None and amount.token_id != token_id:
        raise refuse(Code.TOKEN_UNKNOWN, at="token")
    text = "" if amount is None else format_amount(amount)
    return PaymentRequest(recipient, token_id, text, parse_memo(memo))


def build_payment_link(request: PaymentRequest) -> str:
    """Write a request as a link; what is not asked for is left out."""
    asked = zip(_ASKED, (request.token_id or "", request.amount, request.memo), strict=True)
    query = "&".join(f"{name}={_encode(value)}" for name, value in asked if value)
    return SCHEME + request.recipient + (f"?{query}" if query else "")


def is_payment_link(text: str) -> bool:
    """Tell whether a text claims to be such a link (and should be read by `parse_payment_link`)."""
    return text.strip()[: len(SCHEME)].lower() == SCHEME


def parse_payment_link(text: str) -> PaymentRequest:
    """Read a link that a person pasted or scanned; nothing in it is trusted.

    Raises:
        Refused: MALFORMED at "link" for what is no such link, or says something twice or unknown;
            NOT_A_DID at "recipient"; TOKEN_UNKNOWN at "token", also for an amount without a token;
            AMOUNT_NOT_A_NUMBER, AMOUNT_ZERO, AMOUNT_TOO_PRECISE or AMOUNT_TOO_LARGE at "amount";
            MEMO_INVALID at "memo".
    """
    link = text.strip()
    if not is_payment_link(link) or len(link) > LONGEST_LINK:
        raise refuse(Code.MALFORMED, at="link")
    path, _, query = link[len(SCHEME) :].partition("?")
    recipient = parse_did(path, at="recipient")
    asked = _asked(query)
    return PaymentRequest(
        recipient,
        _token(asked),
        _amount(asked["amount"]) if "amount" in asked else "",
        parse_memo(asked.get("memo", "")),
    )


def _asked(query: str) -> dict[str, str]:
    """Split a query into its named values, each at most once and none empty."""
    found: dict[str, str] = {}
    for part in query.split("&") if query else ():
        name, equals, value = part.partition("=")
        if name not in _ASKED or name in found or not equals or not value:
            raise refuse(Code.MALFORMED, at="link")
        found[name] = _decode(value)
    return found


def _token(asked: dict[str, str]) -> TokenId | None:
    if "token" not in asked:
        if "amount" in asked:
            raise refuse(Code.TOKEN_UNKNOWN, at="token")
        return None
    if not TOKEN_ID.fullmatch(asked["token"]):
        raise refuse(Code.TOKEN_UNKNOWN, at="token")
    return TokenId(asked["token"])


def _amount(text: str) -> str:
    """Check an amount as far as that can be done without knowing the token's decimals."""
    if not _PLAIN_AMOUNT.fullmatch(text):
        raise refuse(Code.AMOUNT_NOT_A_NUMBER, at="amount")
    decimals = min(len(text.partition(".")[2]), MOST_DECIMALS)
    parse_amount(text, TokenId(""), decimals, PLAIN)
    return text


def _encode(text: str) -> str:
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode())


def _decode(text: str) -> str:
    """Undo percent-encoding; refuse what is not encoded, or encodes no UTF-8."""
    if not _ENCODED.fullmatch(text):
        raise refuse(Code.MALFORMED, at="link")
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode())
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise refuse(Code.MALFORMED, at="link") from None
