#!/usr/bin/env python3
"""The stream engine, slow and obvious: a stand-in for `drinkshop replay [--flush]`.

After every line all records of all closed windows are computed anew from all counted events, and
those that differ from what was last emitted are emitted. Nothing is incremental, so the file can
be read beside section 2 of the contract. `run.py --binary reference.py` checks the scenarios.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from fractions import Fraction

MINUTE = 60
DELAY = 2 * MINUTE
SKEW_MAX = 5 * MINUTE
INT64 = range(-(2**63), 2**63)
KINDS = ("sales_per_minute", "item_sales_per_minute", "refunds_per_minute", "visits_per_minute")
COUNT_NAMES = ("read", "counted", "duplicates", "late", "dead_lettered", "clock_skewed")
TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))",
    re.ASCII)


class Dead(Exception):
    """The record is a dead letter; the message is the reason."""


def malformed_unless(condition: bool) -> None:
    if not condition:
        raise Dead("malformed")


# ---------------------------------------------------------------------- times


def parse_time(text: object) -> Fraction:
    """Seconds since the epoch, to the microsecond; finer digits are cut off."""
    match = TIME.fullmatch(text) if isinstance(text, str) else None
    malformed_unless(match is not None)
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    malformed_unless(hour < 24 and minute < 60 and second <= 60)
    try:
        days = date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        raise Dead("malformed") from None
    offset = 0
    if match[8]:
        malformed_unless(int(match[9]) < 24 and int(match[10]) < 60)
        offset = (int(match[9]) * 3600 + int(match[10]) * 60) * (1 if match[8] == "+" else -1)
    seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset
    return seconds + Fraction(int((match[7] or "").ljust(6, "0")[:6]), 10**6)


def parse_event_time(text: object) -> Fraction:
    """A time whose minute begins and ends within the years 0001 to 9999, so it can be printed."""
    time = parse_time(text)
    last = parse_time("9999-12-31T23:59:00Z")
    malformed_unless(parse_time("0001-01-01T00:00:00Z") <= time < last)
    return time


def format_time(seconds: int) -> str:
    days, rest = divmod(seconds, 86400)
    day = date.fromordinal(date(1970, 1, 1).toordinal() + days)
    return f"{day.isoformat()}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def window_start(time: Fraction) -> int:
    return time // MINUTE * MINUTE


# -------------------------------------------------------------------- records


class Fields:
    """Reads the fields of one JSON object; anything wrong is `malformed`."""

    def __init__(self, value: object) -> None:
        malformed_unless(isinstance(value, dict))
        self.value = value

    def get(self, name: str, kind: type, default: object = None) -> object:
        if name not in self.value and default is not None:
            return default
        malformed_unless(name in self.value and type(self.value[name]) is kind)
        return self.value[name]

    def text(self, name: str, default: str | None = None) -> str:
        return self.get(name, str, default)

    def id(self, name: str, default: str | None = None) -> str:
        text = self.text(name, default)
        malformed_unless(text != "")
        return text

    def integer(self, name: str, default: int | None = None) -> int:
        number = self.get(name, int, default)
        malformed_unless(number in INT64)
        return number

    def amount(self, name: str, default: int | None = None) -> int:
        number = self.integer(name, default)
        malformed_unless(number >= 0)
        return number

    def qty(self) -> int:
        number = self.integer("qty")
        malformed_unless(number >= 1)
        return number

    def time(self, name: str) -> Fraction:
        return parse_time(self.text(name))

    def event_time(self, name: str) -> Fraction:
        return parse_event_time(self.text(name))

    def one_of(self, name: str, *allowed: str) -> str:
        text = self.text(name)
        malformed_unless(text in allowed)
        return text

    def objects(self, name: str, default: list | None = None) -> list[Fields]:
        return [Fields(element) for element in self.get(name, list, default)]


def read_order(f: Fields) -> dict:
    items = [{"menu_id": i.id("menu_id"), "qty": i.qty(), "price": i.amount("price"),
              "options": [(o.id("option_id"), o.text("name"), o.amount("price"))
                          for o in i.objects("options", [])]}
             for i in f.objects("items")]
    malformed_unless(len(items) > 0)
    order = {"id": f.id("order_id"), "shop_id": f.id("shop_id", "main"),
             "user_id": f.id("user_id"), "items": items, "discount": f.amount("discount", 0),
             "total": f.amount("total"), "payment_method": f.text("payment_method", "cash"),
             "channel": f.text("channel", "till"), "time": f.event_time("created_at")}
    if order["total"] != sum(i["qty"] * i["price"] for i in items) - order["discount"]:
        raise Dead("bad_total")
    return order


def read_refund(f: Fields) -> dict:
    items = [(i.id("menu_id"), i.qty(), i.amount("amount")) for i in f.objects("items")]
    malformed_unless(len(items) > 0)
    return {"id": f.id("refund_id"), "order_id": f.id("order_id"),
            "shop_id": f.id("shop_id", "main"), "items": items, "amount": f.amount("amount"),
            "restock": f.get("restock", bool, False), "reason": f.text("reason", ""),
            "time": f.event_time("created_at")}


def read_visit(f: Fields) -> dict:
    return {"id": f.id("visit_id"), "shop_id": f.id("shop_id", "main"),
            "session_id": f.id("session_id"), "page": f.text("page"),
            "time": f.event_time("at")}


def read_menu(f: Fields) -> dict:
    menu = {"menu_id": f.id("menu_id"), "time": f.time("timestamp"),
            "action": f.one_of("action", "create", "update", "delete")}
    optional = menu["action"] == "delete"
    for name, read in (("name", f.text), ("category", f.text), ("price", f.amount)):
        menu[name] = None if optional and name not in f.value else read(name)
    return menu


def read_clock(f: Fields) -> dict:
    return {"time": f.time("at")}


def read_status(f: Fields) -> dict:
    f.id("order_id"), f.id("shop_id", "main"), f.time("at")
    f.one_of("status", "placed", "preparing", "ready", "completed", "cancelled")
    return {}


def read_inventory(f: Fields) -> dict:
    f.id("event_id"), f.id("shop_id", "main"), f.id("ingredient_id"), f.text("unit"), f.time("at")
    f.one_of("kind", "receive", "consume", "waste", "count", "return")
    f.integer("delta"), f.integer("on_hand")
    if f.value.get("order_id") is not None:
        f.id("order_id")
    return {}


READERS = {"orders": read_order, "refunds": read_refund, "visits": read_visit,
           "menu_updates": read_menu, "clock": read_clock, "order_status": read_status,
           "inventory_events": read_inventory, "analytics": lambda fields: {},
           "audit": lambda fields: {}, "payments": lambda fields: {}}


# --------------------------------------------------------------------- engine


class Engine:
    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        self.events = {"orders": [], "refunds": [], "visits": []}
        self.by_id: dict[tuple[str, str], dict] = {}
        self.menu: list[dict] = []
        self.watermark = dict.fromkeys(self.events, float("-inf"))
        self.emitted: dict[tuple, dict] = {}

    def read(self, position: int, line: bytes) -> list[dict]:
        """Everything that reading this line emits."""
        self.topic = None
        try:
            self._apply(line)
        except Dead as dead:
            self._count("dead_lettered")
            value = {"topic": self.topic, "position": position, "reason": str(dead)}
            return [{"topic": "dead_letter", "value": value}]
        finally:
            self._count("read")
        return self._changes()

    def flush(self) -> list[dict]:
        self.watermark = dict.fromkeys(self.events, float("inf"))
        return self._changes()

    def _count(self, name: str) -> None:
        topic = "null" if self.topic is None else self.topic
        self.counts.setdefault(topic, dict.fromkeys(COUNT_NAMES, 0))[name] += 1

    def _apply(self, line: bytes) -> None:
        try:
            envelope = json.loads(line.decode("utf-8"), parse_constant=lambda _: 1 / 0)
        except (ValueError, ZeroDivisionError):
            raise Dead("malformed") from None
        malformed_unless(isinstance(envelope, dict) and isinstance(envelope.get("topic"), str))
        self.topic = topic = envelope["topic"]
        if topic not in READERS:
            raise Dead("unknown_topic")
        arrival = parse_time(envelope["appended_at"]) if "appended_at" in envelope else None
        event = READERS[topic](Fields(envelope.get("value")))

        if topic in self.events:
            first = self.by_id.setdefault((topic, event["id"]), event)
            if first is not event and first != event:
                raise Dead("conflicting_duplicate")
            if first is not event:
                return self._count("duplicates")
            self.events[topic].append(event)
            if window_start(event["time"]) + MINUTE <= self.watermark[topic]:
                self._count("late")
        self._count("counted")

        if topic == "menu_updates":
            self.menu.append(event)
        raised = list(self.watermark) if topic == "clock" else [topic]
        if topic in self.events or topic == "clock":
            if arrival is not None and event["time"] - arrival > SKEW_MAX:
                return self._count("clock_skewed")
            for name in raised:
                self.watermark[name] = max(self.watermark[name], event["time"] - DELAY)

    def _changes(self) -> list[dict]:
        output = []
        for key, value in sorted(self._closed_records().items()):
            last = self.emitted.get(key)
            if last is not None and all(last[name] == value[name] for name in value):
                continue
            value["revision"] = 0 if last is None else last["revision"] + 1
            self.emitted[key] = value
            start, shop_id, kind, menu_id = key
            head = {"type": KINDS[kind], "window_start": format_time(start),
                    "window_end": format_time(start + MINUTE), "shop_id": shop_id}
            if menu_id:
                head["menu_id"] = menu_id
            output.append({"topic": "analytics", "value": head | value})
        return output

    def _closed_records(self) -> dict[tuple, dict]:
        """Key (window_start, shop_id, kind, menu_id), which sorts in the order of emission."""
        records: dict[tuple, dict] = {}

        def add(key: tuple, **numbers: int) -> dict:
            record = records.setdefault(key, dict.fromkeys(numbers, 0))
            for name, number in numbers.items():
                record[name] += number
            return record

        for topic, events in self.events.items():
            for event in events:
                start, shop_id = window_start(event["time"]), event["shop_id"]
                if start + MINUTE > self.watermark[topic]:
                    continue
                if topic == "refunds":
                    add((start, shop_id, 2, ""), refunds=1, amount=event["amount"])
                elif topic == "visits":
                    add((start, shop_id, 3, ""), visits=1)
                else:
                    items = event["items"]
                    add((start, shop_id, 0, ""), orders=1, items=sum(i["qty"] for i in items),
                        revenue=event["total"])
                    for menu_id in {i["menu_id"] for i in items}:
                        own = [i for i in items if i["menu_id"] == menu_id]
                        record = add((start, shop_id, 1, menu_id), orders=1,
                                     qty=sum(i["qty"] for i in own),
                                     revenue=sum(i["qty"] * i["price"] for i in own))
                        record |= self._names(menu_id, start + MINUTE)
        return records

    def _names(self, menu_id: str, end: int) -> dict:
        """The temporal join: the version valid at the end of the window."""
        known = [m for m in self.menu if m["menu_id"] == menu_id and m["name"] is not None]
        known = [m for m in known if m["action"] != "delete"] or known
        if not known:
            return {"name": None, "category": "unknown"}
        known.sort(key=lambda m: m["time"])  # stable: of the same time, the later in the log last
        before = [m for m in known if m["time"] < end]
        version = before[-1] if before else [m for m in known if m["time"] == known[0]["time"]][-1]
        return {"name": version["name"], "category": version["category"] or "unknown"}


def main() -> None:
    engine = Engine()
    arguments = [a for a in sys.argv[1:] if a != "replay"]
    for position, line in enumerate(sys.stdin.buffer, 1):
        for record in engine.read(position, line):
            print(json.dumps(record))
    if arguments == ["--flush"]:
        for record in engine.flush():
            print(json.dumps(record))
    print(json.dumps(engine.counts), file=sys.stderr)


if __name__ == "__main__":
    main()
