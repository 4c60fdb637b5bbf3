"""What is asked to see whether a service works again, where what failed last can't be asked again."""

from typing import assert_never

from qwallet_desktop.domain.health import Service
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.services.calls import Call, target


def probe(service: Service, session_id: IdentityId) -> Call:
    """Return a small read of a service. Whatever it is answered, but a 5xx, shows that the service works.

    Args:
        service: Which.
        session_id: The session key, which signs it; that no such identity is registered is an answer too.
    """
    return Call("GET", _target(service, session_id), session_id)


def _target(service: Service, session_id: IdentityId) -> str:
    match service:
        case Service.IDENTITIES:
            return target("identities", session_id)
        case Service.WALLET:
            return target("identities", session_id, "balances")
        case Service.AUDIT:
            return target("audit", "checkpoint")
        case Service.CONSENT:
            return target("identities", session_id, "policy")
        case Service.MULTISIG:
            return target("items", query=(("open", "true"), ("limit", "1")))
        case Service.NOTIFICATIONS:
            return target("identities", session_id, "notifications", query=(("limit", "1"),))
        case _:
            assert_never(service)
