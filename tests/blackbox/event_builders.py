"""Short ways to write log lines for `replay`. Ids are UUIDs made from short labels."""

from __future__ import annotations

import json
import uuid
from typing import Any

_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
DAY = "2026-03-01"


def id_of(label: str) -> str:
    return str(uuid.uuid5(_SPACE, label))


def at(clock: str) -> str:
    """'10:00:10' or '10:00:59.999' on the test day; a full time is left alone."""
    return clock if "T" in clock else f"{DAY}T{clock}Z"


def line(topic: str, value: Any, appended_at: str | None = None) -> bytes:
    envelope = {"topic": topic, "value": value}
    if appended_at is not None:
        envelope["appended_at"] = at(appended_at)
    return json.dumps(envelope, ensure_ascii=False).encode()


def order_value(label: str, time: str, **changes: Any) -> dict:
    """An order with only the seed's fields: one latte at 40,000 dong unless changed."""
    items = changes.pop("items", None) or [{"menu_id": "latte", "qty": 1, "price": 40_000}]
    discount = changes.get("discount", 0)
    return {
        "order_id": id_of(label),
        "user_id": "user-1",
        "items": items,
        "total": sum(i["qty"] * i["price"] for i in items) - discount,
        "created_at": at(time),
        **changes,
    }


def order(label: str, time: str, appended_at: str | None = None, **changes: Any) -> bytes:
    return line("orders", order_value(label, time, **changes), appended_at)


def refund_value(label: str, of_order: str, time: str, **changes: Any) -> dict:
    return {
        "refund_id": id_of(label),
        "order_id": id_of(of_order),
        "items": [{"menu_id": "latte", "qty": 1, "amount": 40_000}],
        "amount": 40_000,
        "restock": False,
        "reason": "spilled",
        "created_at": at(time),
        **changes,
    }


def refund(label: str, of_order: str, time: str, **changes: Any) -> bytes:
    return line("refunds", refund_value(label, of_order, time, **changes))


def visit_value(label: str, time: str, **changes: Any) -> dict:
    return {
        "visit_id": id_of(label),
        "session_id": f"session-{label}",
        "page": "/menu",
        "at": at(time),
        **changes,
    }


def visit(label: str, time: str, **changes: Any) -> bytes:
    return line("visits", visit_value(label, time, **changes))


def menu_value(menu_id: str, time: str, action: str = "create", **changes: Any) -> dict:
    value: dict[str, Any] = {"menu_id": menu_id, "action": action, "timestamp": at(time)}
    if action != "delete":
        value |= {"name": menu_id.title(), "category": "coffee", "price": 40_000}
    return value | changes


def menu(menu_id: str, time: str, action: str = "create", **changes: Any) -> bytes:
    return line("menu_updates", menu_value(menu_id, time, action, **changes))


def clock(time: str) -> bytes:
    return line("clock", {"at": at(time)})


def latte(qty: int, price: int = 40_000) -> dict:
    return {"menu_id": "latte", "qty": qty, "price": price}


def tea(qty: int, price: int = 30_000) -> dict:
    return {"menu_id": "tea", "qty": qty, "price": price}
