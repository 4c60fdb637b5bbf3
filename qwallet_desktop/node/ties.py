"""What hangs on an identity: those that it owns or guards, its groups, and all that it holds."""

from sqlalchemy import bindparam, select

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import groups, tables
from qwallet_desktop.node.rows import IdentityRow, TokenRow, token_rows_numbered
from qwallet_desktop.node.working import Working

_identity, _account = tables.identities.c, tables.accounts.c
_BELOW = select(_identity.id).where((_identity.owner_n == bindparam("n")) | (_identity.guardian_n == bindparam("n")))
_TOKENS_HELD = (
    select(_account.token_n)
    .where(_account.identity_n == bindparam("n"), _account.kind != AccountKind.ISSUANCE)
    .distinct()
)


def below(working: Working, row: IdentityRow) -> list[IdentityRow]:
    """Return the identities that one owns or guards, as they stand after the decisions so far, closed ones too."""
    written = working.connection.scalars(_BELOW, {"n": row.n}).all()
    added = [new["id"] for new in working.rows["identities"] if row.n in {new["owner_n"], new["guardian_n"]}]
    found = (working.identity(one) for one in (*written, *added))
    own = row.identity.id
    return [one for one in found if one is not None and own in {one.identity.owner, one.identity.guardian}]


def holdings(working: Working, row: IdentityRow) -> list[tuple[TokenRow, Amount]]:
    """Return all that an identity holds, set aside or not, after the decisions so far."""
    tokens = token_rows_numbered(working.connection, working.connection.scalars(_TOKENS_HELD, {"n": row.n}).all())
    tokens |= {posted.line.token.n: posted.line.token for posted in working.posted.of(row.identity.id)}
    held = ((token, working.balance(row, token).settled) for token in tokens.values())
    return [(token, amount) for token, amount in held if amount.units]


def check_nobody_depends(working: Working, row: IdentityRow) -> None:
    """Refuse what would leave others without owner, guardian, ADMIN or enough SIGNERs.

    Raises:
        Refused: HAS_DEPENDENTS (facts `part`: owner, guardian, admin or signer; `name` of the first).
    """
    own = row.identity.id
    for one in below(working, row):
        if one.identity.status is not IdentityStatus.CLOSED:
            part = "owner" if one.identity.owner == own else "guardian"
            raise refuse(Code.HAS_DEPENDENTS, part=part, name=one.identity.name)
    for group in groups.group_rows(working, row):
        if groups.is_last_admin(working, row, group):
            raise refuse(Code.HAS_DEPENDENTS, part="admin", name=group.identity.name)
        if groups.is_needed_signer(working, row, group):
            raise refuse(Code.HAS_DEPENDENTS, part="signer", name=group.identity.name)
