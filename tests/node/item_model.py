"""What becomes of items and of what is held for them, said again in a few lines for the machine to compare."""

from dataclasses import dataclass, field

ENDED = {"EXPIRED": "ITEM_EXPIRED", "SUPERSEDED": "ITEM_SUPERSEDED"}


@dataclass
class ModelItem:
    """One item: who asked, whom it waits for, and what was held."""

    owner: str
    recipient: str
    units: int
    approvers: tuple[str, ...]
    required: int
    counts: bool
    ends: int
    signed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    began: bool = False
    state: str = "OPEN"

    @property
    def alone(self) -> bool:
        return self.approvers == (self.owner,) and not self.counts

    @property
    def deciders(self) -> list[str]:
        return [one for one in self.approvers if one != self.owner or self.counts or self.alone]


@dataclass
class ModelItems:
    """Balances, policies and items by name; time is a number of hours."""

    free: dict[str, int]
    held: dict[str, int] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    items: list[ModelItem] = field(default_factory=list)
    now: int = 0

    def sweep(self) -> None:
        """End what is over, as happens before anything is decided."""
        for item in self.items:
            if item.state in {"OPEN", "FAILED"} and self.now >= item.ends:
                self._give_back(item, "EXPIRED")

    def _give_back(self, item: ModelItem, state: str) -> None:
        self.free[item.owner] += item.units
        self.held[item.owner] -= item.units
        item.state = state

    def open(self, item: ModelItem) -> str:
        if len(item.deciders) < item.required:
            return "APPROVERS_TOO_FEW"
        if item.units > self.free[item.owner]:
            return "INSUFFICIENT_FUNDS"
        self.free[item.owner] -= item.units
        self.held[item.owner] = self.held.get(item.owner, 0) + item.units
        self.items.append(item)
        return "accepted"

    def vote(self, item: ModelItem, who: str, choice: str) -> str:
        refusal = self._why_not(item, who, choice)
        if refusal:
            return refusal
        if choice == "CANCEL":
            self._give_back(item, "CANCELLED")
            return "accepted"
        return self._decide(item, who, choice) if item.began else self._begin(item, who, choice)

    def _why_not(self, item: ModelItem, who: str, choice: str) -> str:
        is_over = item.state not in {"OPEN", "FAILED"}
        checks = (
            (who != item.owner and not (item.began and who in item.approvers), "ITEM_UNKNOWN"),
            (is_over, ENDED.get(item.state, "ITEM_CLOSED")),
            (choice == "CANCEL", "" if who == item.owner else "NOT_PERMITTED"),
            (not item.began, "" if choice == "SIGN" else "ITEM_DRAFT"),
            (who not in item.approvers, "NOT_AN_APPROVER"),
            (who not in item.deciders or who in item.signed + item.refused, "ALREADY_SIGNED"),
            (item.state == "FAILED", "ITEM_CLOSED"),
        )
        return next((refusal for applies, refusal in checks if applies), "")

    def _begin(self, item: ModelItem, who: str, choice: str) -> str:
        if who in self.frozen:
            return "IDENTITY_FROZEN"
        item.began = True
        if item.counts and who in item.approvers:
            item.signed.append(who)
            self._settle_if_due(item)
        return "accepted"

    def _decide(self, item: ModelItem, who: str, choice: str) -> str:
        if choice == "SIGN" and who in self.frozen:
            return "IDENTITY_FROZEN"
        (item.signed if choice == "SIGN" else item.refused).append(who)
        if len(item.deciders) - len(item.refused) < item.required:
            self._give_back(item, "REJECTED")
        else:
            self._settle_if_due(item)
        return "accepted"

    def _settle_if_due(self, item: ModelItem) -> None:
        if len(item.signed) < item.required:
            return
        if item.owner in self.frozen or item.recipient in self.frozen:
            item.state = "FAILED"
            return
        self.held[item.owner] -= item.units
        self.free[item.recipient] += item.units
        item.state = "EXECUTED"

    def execute(self, item: ModelItem, who: str) -> str:
        if who != item.owner and not (item.began and who in item.approvers):
            return "ITEM_UNKNOWN"
        if item.state == "OPEN":
            return "SIGNATURES_MISSING"
        if item.state == "FAILED":
            self._settle_if_due(item)
        elif item.state != "EXECUTED":
            return ENDED.get(item.state, "ITEM_CLOSED")
        return "accepted"

    def change_rules(self, owner: str) -> None:
        for item in self.items:
            if item.owner == owner and item.state in {"OPEN", "FAILED"}:
                self._give_back(item, "SUPERSEDED")
