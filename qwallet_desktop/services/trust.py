"""Which authorities vouch for a served node's address: this computer's own, and those that httpx brings along."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """Return the one context of all connections by TLS; reading the certificates takes a tenth of a second.

    A company's own authority is among this computer's.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
