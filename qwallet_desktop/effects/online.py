"""The clients of one node. Apart from the desk, which is wanted before httpx and pydantic are imported."""

from dataclasses import dataclass

from qwallet_desktop.domain.health import Service
from qwallet_desktop.node.launcher import NodeAddress
from qwallet_desktop.services.audit import AuditService
from qwallet_desktop.services.consent import ConsentService
from qwallet_desktop.services.events import EventStream
from qwallet_desktop.services.health import HealthService
from qwallet_desktop.services.identity import IdentityService
from qwallet_desktop.services.multisig import MultiSigService
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.services.notifications import NotificationService
from qwallet_desktop.services.wallet import WalletService


@dataclass(frozen=True, slots=True)
class Services:
    """The clients of one node, and the address that they talk to."""

    address: NodeAddress
    client: NodeClient
    identities: IdentityService
    wallets: WalletService
    audit: AuditService
    consent: ConsentService
    notifications: NotificationService
    multisig: MultiSigService
    health: HealthService
    stream: EventStream


def services_at(address: NodeAddress, client: NodeClient) -> Services:
    """Return the services of one node, each with its own breaker over the client that they share."""
    return Services(
        address,
        client,
        IdentityService(client.for_service(Service.IDENTITIES)),
        WalletService(client.for_service(Service.WALLET)),
        AuditService(client.for_service(Service.AUDIT)),
        ConsentService(client.for_service(Service.CONSENT)),
        NotificationService(client.for_service(Service.NOTIFICATIONS)),
        MultiSigService(client.for_service(Service.MULTISIG)),
        HealthService(client),
        EventStream(client),
    )
