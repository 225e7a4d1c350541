"""Random event logs for `replay`: shuffled, delayed, duplicated, skewed and partly broken."""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
BASE_MS = 1_772_359_200_000  # 2026-03-01T10:00:00Z
MINUTE_MS = 60_000
SHOPS = ["main", "quan-1", "thu-duc"]
MENU = ["latte", "tea", "ca-phe-sua", "bac-xiu", "tra-dao", "b2"]
NAMES = ["Latte", "Trà đào", "Bạc xỉu", "Cà phê sữa đá", "Tea \"hot\"", "奶茶", "a\\b"]
CATEGORIES = ["coffee", "tea", "trà sữa"]


@dataclass(frozen=True)
class Step:
    """One event with the moment it reaches the log."""

    arrival_ms: int
    topic: str
    value: dict[str, Any]


def time_text(rng: random.Random, ms: int) -> str:
    moment = EPOCH + timedelta(milliseconds=ms)
    if rng.random() < 0.1:
        local = moment.astimezone(timezone(timedelta(hours=7)))
        return local.isoformat(timespec="milliseconds")
    if ms % 1000 == 0 and rng.random() < 0.5:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def random_id(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def random_moment(rng: random.Random, minutes: int) -> int:
    """Somewhere in the span, often exactly at or just before a full minute."""
    minute = BASE_MS + rng.randrange(minutes) * MINUTE_MS
    within = rng.choice([0, 59_999, 1, rng.randrange(MINUTE_MS), rng.randrange(MINUTE_MS)])
    return minute + within


def random_delay(rng: random.Random) -> int:
    draw = rng.random()
    if draw < 0.6:
        return rng.randrange(2_000)
    if draw < 0.85:
        return rng.randrange(2 * MINUTE_MS)
    if draw < 0.97:
        return rng.randrange(10 * MINUTE_MS)
    return rng.randrange(6 * 60 * MINUTE_MS)


def random_order(rng: random.Random, at_ms: int, shops: list[str], menu: list[str]) -> dict:
    items = []
    for _ in range(rng.choice([1, 1, 2, 3, 5])):
        item: dict[str, Any] = {
            "menu_id": rng.choice(menu),
            "qty": rng.choice([1, 1, 2, 3, 1000]),
            "price": rng.choice([0, 25_000, 40_000, 45_000, 99_999]),
        }
        if rng.random() < 0.3:
            item["options"] = [
                {"option_id": f"o{n}", "name": rng.choice(NAMES), "price": n * 1000}
                for n in range(rng.randrange(3))
            ]
        items.append(item)
    gross = sum(i["qty"] * i["price"] for i in items)
    order: dict[str, Any] = {
        "order_id": random_id(rng), "user_id": f"u{rng.randrange(9)}", "items": items,
        "total": gross, "created_at": time_text(rng, at_ms),
    }
    if rng.random() < 0.8:
        order["shop_id"] = rng.choice(shops)
    if rng.random() < 0.3:
        order["discount"] = rng.randrange(gross + 1)
        order["total"] = gross - order["discount"]
    if rng.random() < 0.5:
        order |= {"payment_method": rng.choice(["cash", "card"]), "channel": "offline"}
    return order


def random_refund(rng: random.Random, at_ms: int, shops: list[str], menu: list[str]) -> dict:
    amount = rng.choice([0, 10_000, 40_000])
    refund = {
        "refund_id": random_id(rng), "order_id": random_id(rng),
        "items": [{"menu_id": rng.choice(menu), "qty": 1, "amount": amount}],
        "amount": amount, "restock": rng.random() < 0.5, "reason": rng.choice(NAMES),
        "created_at": time_text(rng, at_ms),
    }
    if rng.random() < 0.8:
        refund["shop_id"] = rng.choice(shops)
    return refund


def random_visit(rng: random.Random, at_ms: int, shops: list[str]) -> dict:
    return {
        "visit_id": random_id(rng), "shop_id": rng.choice(shops), "session_id": "s",
        "page": "/", "at": time_text(rng, at_ms),
    }


def menu_steps(rng: random.Random, menu: list[str], minutes: int) -> list[Step]:
    """Versions of each item with distinct timestamps; a delete never overtakes the create."""
    steps = []
    for menu_id in menu:
        if rng.random() < 0.15:
            continue  # sold without ever being on the menu
        times = sorted(random_moment(rng, minutes) for _ in range(rng.randrange(1, 5)))
        times = sorted({t + n for n, t in enumerate(times)})
        if rng.random() < 0.5:
            times[0] = BASE_MS - 60 * MINUTE_MS
        created_arrival = times[0] + random_delay(rng)
        for n, at_ms in enumerate(times):
            value: dict[str, Any] = {
                "menu_id": menu_id, "action": "create" if n == 0 else "update",
                "timestamp": time_text(rng, at_ms), "name": rng.choice(NAMES),
                "category": rng.choice(CATEGORIES), "price": rng.choice([0, 40_000]),
            }
            arrival = created_arrival if n == 0 else at_ms + random_delay(rng)
            if n > 0 and rng.random() < 0.3:
                value = {"menu_id": menu_id, "action": "delete", "timestamp": value["timestamp"]}
                arrival = max(arrival, created_arrival + 1)
            steps.append(Step(arrival, "menu_updates", value))
    return steps


def respelled(rng: random.Random, value: dict) -> dict:
    """The same content in other clothes: key order, explicit defaults, a field of the future."""
    pairs = list(value.items())
    rng.shuffle(pairs)
    copy = dict(pairs)
    if "user_id" in copy and rng.random() < 0.5:
        defaults = {"shop_id": "main", "discount": 0, "payment_method": "cash", "channel": "till"}
        copy = defaults | copy
    if rng.random() < 0.3:
        copy["not_in_this_version"] = {"deep": [1, None, "x"]}
    return copy


def conflicting(rng: random.Random, value: dict) -> dict:
    """The same id with other, valid content."""
    copy = json.loads(json.dumps(value))
    if "visit_id" in copy:
        return copy | {"page": "/other"}
    if "refund_id" in copy:
        return copy | {"amount": copy["amount"] + 1}
    if rng.random() < 0.5:
        return copy | {"user_id": "someone-else"}
    copy["items"][0]["qty"] += 1
    copy["total"] += copy["items"][0]["price"]
    copy["user_id"] = "someone-else"  # a price of 0 would leave the total as it was
    return copy


def distinct_steps(rng: random.Random, size: int) -> list[Step]:
    """Good events with distinct ids: the set that decides the last revisions."""
    shops = SHOPS[: rng.randrange(1, len(SHOPS) + 1)]
    menu = rng.sample(MENU, rng.randrange(2, len(MENU) + 1))
    minutes = rng.choice([3, 8, 30]) if size < 1000 else 1000
    steps = menu_steps(rng, menu, minutes)
    for _ in range(size):
        at_ms = random_moment(rng, minutes)
        draw = rng.random()
        if draw < 0.75:
            topic, value = "orders", random_order(rng, at_ms, shops, menu)
        elif draw < 0.87:
            topic, value = "refunds", random_refund(rng, at_ms, shops, menu)
        else:
            topic, value = "visits", random_visit(rng, at_ms, shops)
        arrival = at_ms + random_delay(rng)
        if rng.random() < 0.04:  # a clock that runs ahead, around the limit of 5 minutes
            ahead = rng.choice([4 * MINUTE_MS, 5 * MINUTE_MS, 5 * MINUTE_MS + 1, 90 * MINUTE_MS])
            arrival = at_ms - ahead
        steps.append(Step(arrival, topic, value))
    return steps


def broken_line(rng: random.Random) -> bytes:
    order = random_order(rng, random_moment(rng, 5), SHOPS, MENU)
    item = order["items"][0]
    missing = dict(order)
    del missing[rng.choice(["order_id", "user_id", "items", "total", "created_at"])]
    broken_values = [
        missing,
        order | {"items": []},
        order | {"items": "latte"},
        order | {"items": [item | {"qty": 0}]},
        order | {"items": [item | {"qty": -1}]},
        order | {"items": [item | {"qty": "2"}]},
        order | {"items": [item | {"qty": 1.5}]},
        order | {"items": [item | {"price": -1}]},
        order | {"total": -order["total"] - 1},
        order | {"total": order["total"] + 1},
        order | {"total": str(order["total"])},
        order | {"discount": -1},
        order | {"created_at": "yesterday"},
        order | {"created_at": 1_772_359_200},
        order | {"created_at": "2026-02-30T10:00:00Z"},
        order | {"order_id": 7},
    ]
    if rng.random() < 0.4:
        whole = [b"", b"   ", b"{", b"[]", b"null", b"42", b'"orders"', b'{"value":{}}',
                 b'{"topic":5,"value":{}}', b"\xff\xfe{}", b'{"topic":"orders",']
        return rng.choice(whole)
    topic, value = "orders", rng.choice(broken_values)
    draw = rng.random()
    if draw < 0.15:
        topic, value = "no_such_topic", order
    elif draw < 0.25:
        topic, value = "visits", {"visit_id": random_id(rng), "session_id": "s", "page": "/"}
    elif draw < 0.35:
        topic, value = "refunds", random_refund(rng, BASE_MS, SHOPS, MENU) | {"amount": -1}
    elif draw < 0.45:
        topic, value = "menu_updates", {"menu_id": "latte", "action": "create"}
    elif draw < 0.5:
        topic, value = "clock", {"at": "soon"}
    return json.dumps({"topic": topic, "value": value}, ensure_ascii=False).encode()


def to_line(rng: random.Random, step: Step, with_arrival: bool) -> bytes:
    envelope: dict[str, Any] = {"topic": step.topic, "value": step.value}
    if with_arrival:
        envelope["appended_at"] = time_text(rng, step.arrival_ms)
    pairs = list(envelope.items())
    rng.shuffle(pairs)
    return json.dumps(dict(pairs), ensure_ascii=rng.random() < 0.5).encode()


def clock_steps(rng: random.Random, steps: list[Step]) -> list[Step]:
    chosen = rng.sample(steps, min(len(steps), rng.randrange(4)))
    return [
        Step(s.arrival_ms, "clock", {"at": time_text(rng, s.arrival_ms)}) for s in chosen
    ]


def random_log(rng: random.Random, size: int | None = None) -> list[bytes]:
    """A whole log in arrival order, with everything that can go wrong in it."""
    steps = distinct_steps(rng, size or rng.choice([5, 20, 80, 200]))
    keyed = [s for s in steps if s.topic != "menu_updates"]
    extras = []
    for step in rng.sample(keyed, len(keyed) // 6):
        arrival = step.arrival_ms + random_delay(rng) + 1
        extras.append(Step(arrival, step.topic, respelled(rng, step.value)))
    for step in rng.sample(keyed, len(keyed) // 20):
        arrival = step.arrival_ms + random_delay(rng) + 1
        extras.append(Step(arrival, step.topic, conflicting(rng, step.value)))
    everything = steps + extras + clock_steps(rng, steps)
    everything.sort(key=lambda s: s.arrival_ms)
    with_arrival = rng.random() < 0.7
    lines = [to_line(rng, s, with_arrival) for s in everything]
    for _ in range(rng.randrange(1 + len(lines) // 8)):
        lines.insert(rng.randrange(len(lines) + 1), broken_line(rng))
    return lines
