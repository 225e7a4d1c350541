"""The real bakery's sales summed directly from the file, in the plainest way."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

VIETNAM = timezone(timedelta(hours=7))
ORDERS, ITEMS, REVENUE = 9_465, 20_507, 678_374_000


@dataclass(frozen=True)
class Sale:
    ref: str
    sold_at: datetime
    lines: tuple[tuple[str, int, int], ...]  # item, quantity, unit price

    @property
    def items(self) -> int:
        return sum(quantity for _, quantity, _ in self.lines)

    @property
    def revenue(self) -> int:
        return sum(quantity * price for _, quantity, price in self.lines)


def read_sales(path: Path) -> list[Sale]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["order_ref"]].append(row)
    return [
        Sale(ref, datetime.fromisoformat(of_order[0]["sold_at"]).astimezone(timezone.utc), tuple(
            (row["item"].strip(), int(row["quantity"]), int(row["unit_price"]))
            for row in of_order
        ))
        for ref, of_order in rows.items()
    ]


def bucket_start(moment: datetime, bucket: str) -> datetime:
    minute = moment.replace(second=0, microsecond=0)
    if bucket == "minute":
        return minute
    if bucket == "hour":
        return minute.replace(minute=0)
    business = minute.astimezone(VIETNAM) - timedelta(hours=4)
    return business.replace(hour=4, minute=0).astimezone(timezone.utc)


def series(sales: list[Sale], bucket: str) -> dict[datetime, dict[str, int]]:
    sums: dict[datetime, Counter] = defaultdict(Counter)
    for sale in sales:
        sums[bucket_start(sale.sold_at, bucket)].update(
            orders=1, items=sale.items, revenue=sale.revenue
        )
    return {start: dict(sums[start]) for start in sorted(sums)}


def top_items(sales: list[Sale], as_of: datetime, minutes: int, limit: int) -> list[tuple]:
    """(name, qty, orders, revenue) of the last `minutes` minute windows up to as_of's own."""
    end = bucket_start(as_of, "minute") + timedelta(minutes=1)
    start = end - timedelta(minutes=minutes)
    found: dict[str, Counter] = defaultdict(Counter)
    for sale in sales:
        if not start <= sale.sold_at < end:
            continue
        for name, quantity, price in sale.lines:
            found[name].update(qty=quantity, revenue=quantity * price)
        for name in {name for name, _, _ in sale.lines}:
            found[name].update(orders=1)
    ranked = [(name, c["qty"], c["orders"], c["revenue"]) for name, c in found.items()]
    ranked.sort(key=lambda item: (-item[1], -item[3], item[0]))
    return ranked[:limit]


def item_windows(sales: list[Sale]) -> dict[tuple[datetime, str], dict[str, int]]:
    """Per minute and item name: orders, qty, revenue."""
    found: dict[tuple[datetime, str], Counter] = defaultdict(Counter)
    for sale in sales:
        window = bucket_start(sale.sold_at, "minute")
        for name, quantity, price in sale.lines:
            found[window, name].update(qty=quantity, revenue=quantity * price)
        for name in {name for name, _, _ in sale.lines}:
            found[window, name].update(orders=1)
    return {key: dict(counter) for key, counter in found.items()}
