"""Reference implementation of contract section 2 (the stream engine) and of `replay`.

Simple, slow and meant to be checked by reading: every record is computed again from all
counted events each time it is emitted. Nothing here is shared with the product.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Iterable

MINUTE_MS = 60_000
DELAY_MS = 2 * MINUTE_MS
SKEW_MAX_MS = 5 * MINUTE_MS
INT64_MAX = 2**63 - 1

SALES, ITEMS, REFUNDS, VISITS = (
    "sales_per_minute",
    "item_sales_per_minute",
    "refunds_per_minute",
    "visits_per_minute",
)
KINDS_IN_ORDER = [SALES, ITEMS, REFUNDS, VISITS]
WATERMARKED = ("orders", "refunds", "visits")
KNOWN_TOPICS = {
    "menu_updates", "orders", "inventory_events", "analytics",
    "refunds", "order_status", "visits", "clock", "payments",
}
COUNTERS = ("read", "counted", "duplicates", "late", "dead_lettered", "clock_skewed")

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))"
)


class DeadLetter(Exception):
    """The record is refused; the message is the contract's reason."""


def parse_time(text: Any) -> int:
    """RFC 3339 to milliseconds since the epoch."""
    match = _RFC3339.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise DeadLetter("malformed")
    year, month, day, hour, minute, second = (int(g) for g in match.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        raise DeadLetter("malformed") from None
    if match[9]:
        offset = timedelta(hours=int(match[10]), minutes=int(match[11]))
        moment += -offset if match[9] == "+" else offset
    seconds = int((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds())
    return seconds * 1000 + int(((match[7] or "") + "000")[:3])


def format_minute(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def window_of(ms: int) -> int:
    return ms - ms % MINUTE_MS


# ---- decoding: required fields, types, defaults -------------------------------------------


_REQUIRED = object()


def _take(record: dict, name: str, kind: type, default: Any = _REQUIRED) -> Any:
    if name not in record:
        if default is _REQUIRED:
            raise DeadLetter("malformed")
        return default
    value = record[name]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise DeadLetter("malformed")
    return value


def _amount(record: dict, name: str, default: Any = _REQUIRED) -> int:
    value = _take(record, name, int, default)
    if value < 0 or value > INT64_MAX:
        raise DeadLetter("malformed")
    return value


def _quantity(record: dict) -> int:
    value = _amount(record, "qty")
    if value < 1:
        raise DeadLetter("malformed")
    return value


def _objects(record: dict, name: str, default: Any = _REQUIRED) -> list[dict]:
    values = _take(record, name, list, default)
    if not all(isinstance(v, dict) for v in values):
        raise DeadLetter("malformed")
    return values


def decode_order(raw: dict) -> dict:
    items = [
        {
            "menu_id": _take(item, "menu_id", str),
            "qty": _quantity(item),
            "price": _amount(item, "price"),
            "options": [
                {
                    "option_id": _take(option, "option_id", str),
                    "name": _take(option, "name", str),
                    "price": _take(option, "price", int),
                }
                for option in _objects(item, "options", [])
            ],
        }
        for item in _objects(raw, "items")
    ]
    order = {
        "id": _take(raw, "order_id", str),
        "shop_id": _take(raw, "shop_id", str, "main"),
        "user_id": _take(raw, "user_id", str),
        "items": items,
        "discount": _amount(raw, "discount", 0),
        "total": _amount(raw, "total"),
        "payment_method": _take(raw, "payment_method", str, "cash"),
        "channel": _take(raw, "channel", str, "till"),
        "time": parse_time(raw.get("created_at")),
    }
    if not items:
        raise DeadLetter("malformed")
    if order["total"] != sum(i["qty"] * i["price"] for i in items) - order["discount"]:
        raise DeadLetter("bad_total")
    return order


def decode_refund(raw: dict) -> dict:
    items = [
        {
            "menu_id": _take(item, "menu_id", str),
            "qty": _quantity(item),
            "amount": _amount(item, "amount"),
        }
        for item in _objects(raw, "items")
    ]
    if not items:
        raise DeadLetter("malformed")
    return {
        "id": _take(raw, "refund_id", str),
        "order_id": _take(raw, "order_id", str),
        "shop_id": _take(raw, "shop_id", str, "main"),
        "items": items,
        "amount": _amount(raw, "amount"),
        "restock": _take(raw, "restock", bool, False),
        "reason": _take(raw, "reason", str, ""),
        "time": parse_time(raw.get("created_at")),
    }


def decode_visit(raw: dict) -> dict:
    return {
        "id": _take(raw, "visit_id", str),
        "shop_id": _take(raw, "shop_id", str, "main"),
        "session_id": _take(raw, "session_id", str, ""),
        "page": _take(raw, "page", str, ""),
        "time": parse_time(raw.get("at")),
    }


def decode_menu(raw: dict) -> dict:
    action = _take(raw, "action", str)
    if action not in ("create", "update", "delete"):
        raise DeadLetter("malformed")
    needed = "" if action == "delete" else _REQUIRED
    _amount(raw, "price", 0 if action == "delete" else _REQUIRED)
    return {
        "menu_id": _take(raw, "menu_id", str),
        "action": action,
        "name": _take(raw, "name", str, needed),
        "category": _take(raw, "category", str, needed),
        "time": parse_time(raw.get("timestamp")),
    }


def decode_clock(raw: dict) -> dict:
    return {"time": parse_time(raw.get("at"))}


DECODERS: dict[str, Callable[[dict], dict]] = {
    "orders": decode_order,
    "refunds": decode_refund,
    "visits": decode_visit,
    "menu_updates": decode_menu,
    "clock": decode_clock,
}


# ---- the engine -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """Identity of one analytics record; sorts in the contract's emission order."""

    window: int
    shop_id: str
    kind: str
    menu_id: str = ""

    def order(self) -> tuple:
        return (self.window, self.shop_id, KINDS_IN_ORDER.index(self.kind), self.menu_id)


@dataclass
class Outcome:
    records: list[dict] = field(default_factory=list)
    counts: dict[str | None, dict[str, int]] = field(default_factory=dict)


class Engine:
    def __init__(self) -> None:
        self.outcome = Outcome(counts=defaultdict(lambda: dict.fromkeys(COUNTERS, 0)))
        self.watermark: dict[str, float] = dict.fromkeys(WATERMARKED, -math.inf)
        self.seen: dict[str, dict[str, dict]] = {topic: {} for topic in WATERMARKED}
        # Counted events by topic and window start.
        self.windows: dict[str, dict[int, list[dict]]] = {
            topic: defaultdict(list) for topic in WATERMARKED
        }
        self.menu: list[dict] = []  # in log order
        self.emitted: dict[Key, dict] = {}  # the last emission of each key

    # one line of the log

    def feed(self, position: int, line: bytes) -> None:
        topic: str | None = None
        try:
            topic, raw, appended_at = self._envelope(line)
            if topic not in KNOWN_TOPICS:
                raise DeadLetter("unknown_topic")
            if topic in DECODERS:
                self._accept(topic, DECODERS[topic](raw), appended_at)
            else:
                self.outcome.counts[topic]["counted"] += 1
        except DeadLetter as refused:
            self.outcome.counts[topic]["dead_lettered"] += 1
            dead = {"topic": topic, "position": position, "reason": str(refused)}
            self.outcome.records.append({"topic": "dead_letter", "value": dead})
        self.outcome.counts[topic]["read"] += 1

    @staticmethod
    def _envelope(line: bytes) -> tuple[str, dict, int | None]:
        try:
            parsed = json.loads(line.decode("utf-8"))
        except (UnicodeDecodeError, ValueError, RecursionError):
            raise DeadLetter("malformed") from None
        if not isinstance(parsed, dict) or not isinstance(parsed.get("topic"), str):
            raise DeadLetter("malformed")
        raw = parsed.get("value")
        if not isinstance(raw, dict):
            raw = {}  # every known record has required fields, so this is malformed below
        appended = parsed.get("appended_at")
        return parsed["topic"], raw, None if appended is None else parse_time(appended)

    def _accept(self, topic: str, event: dict, appended_at: int | None) -> None:
        counts = self.outcome.counts[topic]
        if topic == "menu_updates":
            counts["counted"] += 1
            self.menu.append(event)
            self._reemit_renamed()
            return
        if topic == "clock":
            counts["counted"] += 1
            self._advance({t: event["time"] - DELAY_MS for t in WATERMARKED})
            return
        first = self.seen[topic].get(event["id"])
        if first is not None:
            if first != event:
                raise DeadLetter("conflicting_duplicate")
            counts["duplicates"] += 1
            return
        counts["counted"] += 1
        self.seen[topic][event["id"]] = event
        self.windows[topic][window_of(event["time"])].append(event)
        if window_of(event["time"]) + MINUTE_MS <= self.watermark[topic]:
            counts["late"] += 1
            self._emit(self._keys_of(topic, event))
        if appended_at is not None and event["time"] > appended_at + SKEW_MAX_MS:
            counts["clock_skewed"] += 1
        else:
            self._advance({topic: event["time"] - DELAY_MS})

    # windows

    def _advance(self, targets: dict[str, float]) -> None:
        closing: set[Key] = set()
        for topic, target in targets.items():
            before = self.watermark[topic]
            self.watermark[topic] = max(before, target)
            for start, events in self.windows[topic].items():
                if before < start + MINUTE_MS <= self.watermark[topic]:
                    closing |= {k for event in events for k in self._keys_of(topic, event)}
        self._emit(closing)

    def flush(self) -> None:
        self._advance(dict.fromkeys(WATERMARKED, math.inf))

    @staticmethod
    def _keys_of(topic: str, event: dict) -> set[Key]:
        window, shop = window_of(event["time"]), event["shop_id"]
        if topic == "orders":
            items = {Key(window, shop, ITEMS, item["menu_id"]) for item in event["items"]}
            return items | {Key(window, shop, SALES)}
        return {Key(window, shop, REFUNDS if topic == "refunds" else VISITS)}

    # records

    def _emit(self, keys: Iterable[Key]) -> None:
        for key in sorted(keys, key=Key.order):
            last = self.emitted.get(key)
            value = {
                "type": key.kind,
                "window_start": format_minute(key.window),
                "window_end": format_minute(key.window + MINUTE_MS),
                "shop_id": key.shop_id,
                **self._values(key),
                "revision": 0 if last is None else last["revision"] + 1,
            }
            self.emitted[key] = value
            self.outcome.records.append({"topic": "analytics", "value": value})

    def _values(self, key: Key) -> dict:
        topic = {SALES: "orders", ITEMS: "orders", REFUNDS: "refunds", VISITS: "visits"}[key.kind]
        events = [
            event for event in self.windows[topic][key.window]
            if event["shop_id"] == key.shop_id
        ]
        if key.kind == SALES:
            return {
                "orders": len(events),
                "items": sum(i["qty"] for e in events for i in e["items"]),
                "revenue": sum(e["total"] for e in events),
            }
        if key.kind == REFUNDS:
            return {"refunds": len(events), "amount": sum(e["amount"] for e in events)}
        if key.kind == VISITS:
            return {"visits": len(events)}
        lines = [[i for i in e["items"] if i["menu_id"] == key.menu_id] for e in events]
        name, category = self._menu_at(key.menu_id, key.window + MINUTE_MS)
        return {
            "menu_id": key.menu_id,
            "name": name,
            "category": category,
            "orders": sum(1 for of_order in lines if of_order),
            "qty": sum(i["qty"] for of_order in lines for i in of_order),
            "revenue": sum(i["qty"] * i["price"] for of_order in lines for i in of_order),
        }

    def _menu_at(self, menu_id: str, before: int) -> tuple[str | None, str]:
        """Name and category valid just before `before`. A delete record keeps the last ones,
        so it makes no version of its own."""
        versions = [m for m in self.menu if m["menu_id"] == menu_id and m["action"] != "delete"]
        if not versions:
            return None, "unknown"
        versions.sort(key=lambda m: m["time"])  # stable: log order among equal timestamps
        valid = [m for m in versions if m["time"] < before]
        if valid:
            chosen = valid[-1]
        else:
            chosen = [m for m in versions if m["time"] == versions[0]["time"]][-1]
        return chosen["name"], chosen["category"]

    def _reemit_renamed(self) -> None:
        menu_id = self.menu[-1]["menu_id"]
        self._emit([
            key for key, last in self.emitted.items()
            if key.menu_id == menu_id
            and self._menu_at(menu_id, key.window + MINUTE_MS) != (last["name"], last["category"])
        ])


def replay(lines: Iterable[bytes], flush: bool) -> Outcome:
    engine = Engine()
    for position, line in enumerate(lines, start=1):
        engine.feed(position, line)
    if flush:
        engine.flush()
    return engine.outcome


def last_revisions(records: Iterable[dict]) -> dict[tuple, dict]:
    """Key of each analytics record to its last values, without the revision."""
    last: dict[tuple, dict] = {}
    for record in records:
        if record["topic"] != "analytics":
            continue
        value = dict(record["value"])
        value.pop("revision")
        key = (value["type"], value["window_start"], value["shop_id"], value.get("menu_id"))
        last[key] = value
    return last
