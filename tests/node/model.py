"""A ledger of fifty lines that the node must agree with: what is accepted, what is refused, who holds what."""

from dataclasses import dataclass, field


@dataclass
class ModelLedger:
    """Balances and states by name, in whole units; each method returns the code of the refusal or "accepted"."""

    frozen: dict[str, bool] = field(default_factory=dict)
    issuers: dict[str, str] = field(default_factory=dict)
    balances: dict[tuple[str, str], int] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=dict)
    spent: dict[tuple[str, str], int] = field(default_factory=dict)

    def _add(self, who: str, token: str, units: int) -> str:
        self.balances[who, token] = self.balances.get((who, token), 0) + units
        return "accepted"

    def register(self, who: str) -> str:
        if who in self.frozen:
            return "IDENTITY_EXISTS"
        self.frozen[who] = False
        return "accepted"

    def issue(self, who: str, token: str, units: int) -> str:
        if who != next(iter(self.frozen)) or self.frozen[who]:
            return "SENDER_FROZEN" if who == next(iter(self.frozen)) else "NOT_PERMITTED"
        if token in self.issuers:
            return "TOKEN_EXISTS"
        self.issuers[token] = who
        return self.change(who, token, units)

    def change(self, who: str, token: str, units: int) -> str:
        """Mint units, or burn them where they are below zero."""
        if self.issuers[token] != who:
            return "NOT_THE_ISSUER"
        if self.frozen[who] or self.balances.get((who, token), 0) + units < 0:
            return "SENDER_FROZEN" if self.frozen[who] else "INSUFFICIENT_FUNDS"
        self.issued[token] = self.issued.get(token, 0) + units
        return self._add(who, token, units)

    def pay(self, sender: str, recipient: str, token: str, units: int) -> str:
        if self.frozen[sender] or recipient not in self.frozen:
            return "SENDER_FROZEN" if self.frozen[sender] else "RECIPIENT_UNKNOWN"
        if sender == recipient or self.frozen[recipient]:
            return "SELF_TRANSFER" if sender == recipient else "RECIPIENT_FROZEN"
        if self.balances.get((sender, token), 0) < units:
            return "INSUFFICIENT_FUNDS"
        self.spent[sender, token] = self.spent.get((sender, token), 0) + units
        return self._add(sender, token, -units) and self._add(recipient, token, units)

    def pay_many(self, sender: str, payments: list[tuple[str, str, int]], *, all_or_nothing: bool) -> list[str]:
        """Pay to (recipient, token, units) in turn; all of it is undone where one refusal refuses all."""
        before = dict(self.balances), dict(self.spent)
        said = [self.pay(sender, *payment) for payment in payments]
        if all_or_nothing and set(said) != {"accepted"}:
            self.balances, self.spent = before
        return said

    def freeze(self, who: str, *, frozen: bool) -> str:
        if self.frozen[who] == frozen:
            return "STATUS_UNCHANGED"
        self.frozen[who] = frozen
        return "accepted"
