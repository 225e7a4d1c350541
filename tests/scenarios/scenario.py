#!/usr/bin/env python3
"""Parser of `.scenario` files; the format is described in README.md, beside this file.

    scenarios = load_all()          # every file of this folder, in name order
    scenario.input                  # JSON lines for `drinkshop replay`
    scenario.output                 # the records it must print, in order
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
DAY = "2026-03-01"
PRICE = 40000
COUNT_NAMES = ("read", "counted", "duplicates", "late", "dead_lettered", "clock_skewed")
REASONS = ("malformed", "bad_total", "conflicting_duplicate", "unknown_topic")

# What each kind of record carries besides window, shop and revision.
MEASURES = {
    "sales": ("orders", "items", "revenue"),
    "item_sales": ("orders", "qty", "revenue"),
    "refunds": ("refunds", "amount"),
    "visits": ("visits",),
}
TIME_FIELDS = {"created_at", "at", "timestamp", "appended_at"}
INTEGER_FIELDS = {"total", "discount", "price", "qty", "amount", "delta", "on_hand"}

TOKEN = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^\s"])+')
SHORT_TIME = re.compile(r"(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
ITEM = re.compile(r"(?:(\d+)x)?([a-z][\w-]*)(?:@(\d+))?((?:\+[\w-]+:\d+)*)")
FIELD = re.compile(r"([a-z_]\w*(?:\.\w+)*)(:?=)(.*)", re.DOTALL)


class ScenarioError(Exception):
    """A scenario file that does not follow the format."""


@dataclass
class Input:
    """One line of the log and what reading it must print."""

    text: str
    line: int
    output: list[dict] = field(default_factory=list)
    output_lines: list[int] = field(default_factory=list)


@dataclass
class Scenario:
    name: str
    inputs: list[Input] = field(default_factory=list)
    closing: Input | None = None  # the `flush` line, if there is one
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def flush(self) -> bool:
        return self.closing is not None

    @property
    def steps(self) -> list[Input]:
        return self.inputs + ([self.closing] if self.closing else [])

    @property
    def input(self) -> list[str]:
        return [step.text for step in self.inputs]

    @property
    def output(self) -> list[dict]:
        return [record for step in self.steps for record in step.output]

    def export(self) -> dict[str, Any]:
        """The form other test runners read; `output_after` holds for each output the number of
        the input line that causes it (one past the last line: the flush)."""
        after = [n for n, step in enumerate(self.steps, 1) for _ in step.output]
        return {"name": self.name, "flush": self.flush, "input": self.input,
                "output": self.output, "output_after": after, "counts": self.counts}


def load_all(names: list[str] | None = None, folder: Path = FOLDER) -> list[Scenario]:
    """All scenarios, or those whose file name starts with one of `names`."""
    files = sorted(folder.glob("*.scenario"))
    if names:
        files = [f for f in files if any(f.stem.startswith(Path(n).stem) for n in names)]
    return [parse(f.read_text(encoding="utf-8"), f.stem) for f in files]


def parse(text: str, name: str) -> Scenario:
    scenario = Scenario(name)
    in_counts = False
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            if in_counts:
                _add_counts(scenario, stripped)
            elif stripped == "counts":
                in_counts = True
            else:
                _add_line(scenario, stripped, number)
        except (ScenarioError, ValueError, KeyError, IndexError, TypeError) as error:
            raise ScenarioError(f"{name}.scenario:{number}: {error!r} in: {line}") from error
    if not in_counts:
        raise ScenarioError(f"{name}.scenario: no `counts` block at the end")
    _check_counts(scenario)
    return scenario


def _add_line(scenario: Scenario, line: str, number: int) -> None:
    word, _, rest = line.partition(" ")
    rest = rest.strip()
    if word in ("emit", "dead", "nothing"):
        if not scenario.steps:
            raise ScenarioError("an expectation before the first input line")
        step = scenario.steps[-1]
        if word == "nothing":
            if step.output:
                raise ScenarioError("`nothing` after another expectation")
            return
        record = _analytics(rest) if word == "emit" else _dead_letter(rest, len(scenario.inputs))
        step.output.append(record)
        step.output_lines.append(number)
        return
    if scenario.flush:
        raise ScenarioError("only expectations and `counts` may follow `flush`")
    if word == "flush":
        scenario.closing = Input("", number)
    else:
        scenario.inputs.append(Input(_log_line(word, rest), number))


# ---------------------------------------------------------------- input lines


def _log_line(word: str, rest: str) -> str:
    if word == "raw":
        return rest
    tokens = TOKEN.findall(rest)
    if word == "event":
        envelope = {"topic": tokens[0], "value": json.loads(tokens[1])}
        fields = tokens[2:]
    else:
        topic, value, fields = _EVENTS[word](tokens)
        envelope = {"topic": topic, "value": value}
    for token in fields:
        _apply_field(envelope, token)
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))


def _order(tokens: list[str]) -> tuple[str, dict, list[str]]:
    order_id, created_at, *rest = tokens
    lines, fields = _split(rest)
    items = []
    for qty, menu_id, price, options in lines:
        item = {"menu_id": menu_id, "qty": qty, "price": PRICE if price is None else price}
        if options:
            item["options"] = options
        items.append(item)
    value = {"order_id": order_id, "user_id": "u1", "items": items, "total": 0,
             "created_at": expand_time(created_at)}
    discount = 0
    for token in fields:
        if token.startswith("discount="):
            discount = int(token.removeprefix("discount="))
    value["total"] = sum(item["qty"] * item["price"] for item in items) - discount
    return "orders", value, fields


def _refund(tokens: list[str]) -> tuple[str, dict, list[str]]:
    refund_id, order_id, created_at, *rest = tokens
    lines, fields = _split(rest)
    items = [{"menu_id": menu_id, "qty": qty, "amount": qty * PRICE if amount is None else amount}
             for qty, menu_id, amount, _ in lines]
    value = {"refund_id": refund_id, "order_id": order_id, "items": items,
             "amount": sum(item["amount"] for item in items),
             "created_at": expand_time(created_at)}
    return "refunds", value, fields


def _visit(tokens: list[str]) -> tuple[str, dict, list[str]]:
    visit_id, at, *fields = tokens
    value = {"visit_id": visit_id, "session_id": "s1", "page": "/menu", "at": expand_time(at)}
    return "visits", value, fields


def _menu(tokens: list[str]) -> tuple[str, dict, list[str]]:
    action, menu_id, timestamp, *fields = tokens
    value: dict[str, Any] = {"menu_id": menu_id, "action": action}
    if action != "delete":
        value["price"] = PRICE
    value["timestamp"] = expand_time(timestamp)
    return "menu_updates", value, fields


def _clock(tokens: list[str]) -> tuple[str, dict, list[str]]:
    return "clock", {"at": expand_time(tokens[0])}, tokens[1:]


def _status(tokens: list[str]) -> tuple[str, dict, list[str]]:
    order_id, status, at, *fields = tokens
    return "order_status", {"order_id": order_id, "status": status, "at": expand_time(at)}, fields


def _stock(tokens: list[str]) -> tuple[str, dict, list[str]]:
    event_id, ingredient_id, kind, delta, at, *fields = tokens
    value = {"event_id": event_id, "ingredient_id": ingredient_id, "kind": kind,
             "delta": int(delta), "on_hand": 1000, "unit": "g", "at": expand_time(at)}
    return "inventory_events", value, fields


_EVENTS = {"order": _order, "refund": _refund, "visit": _visit, "menu": _menu, "clock": _clock,
           "status": _status, "stock": _stock}


def _split(tokens: list[str]) -> tuple[list[tuple], list[str]]:
    """Separates item tokens from field tokens."""
    items, fields = [], []
    for token in tokens:
        match = ITEM.fullmatch(token)
        if not match:
            fields.append(token)
            continue
        qty, menu_id, money, option_text = match.groups()
        options = []
        for option in option_text.split("+")[1:]:
            option_id, _, price = option.partition(":")
            options.append({"option_id": option_id, "name": option_id, "price": int(price)})
        items.append((int(qty or 1), menu_id, None if money is None else int(money), options))
    return items, fields


def _apply_field(envelope: dict, token: str) -> None:
    """`path=text`, `path:=JSON` or `-path`, on the value; appended_at is the envelope's."""
    match = FIELD.fullmatch(token)
    path = match.group(1) if match else token.removeprefix("-")
    if not match and not token.startswith("-"):
        raise ScenarioError(f"neither an item nor a field: {token}")
    *parents, last = path.split(".")
    target: Any = envelope if path == "appended_at" else envelope["value"]
    for step in parents:
        target = target[int(step)] if isinstance(target, list) else target[step]
    key = int(last) if isinstance(target, list) else last
    if not match:
        del target[key]
    elif match.group(2) == ":=":
        target[key] = json.loads(match.group(3))
    else:
        target[key] = _plain_value(last, match.group(3))


def _plain_value(name: str, text: str) -> Any:
    if text.startswith('"'):
        return json.loads(text)
    if name in TIME_FIELDS:
        return expand_time(text)
    return int(text) if name in INTEGER_FIELDS else text


def expand_time(text: str) -> str:
    """`10:00:05.5` is that time of the scenarios' day, in UTC; anything else stays as it is."""
    match = SHORT_TIME.fullmatch(text)
    if not match:
        return text
    minute, second, offset = match.groups()
    return f"{DAY}T{minute}{second or ':00'}{offset or 'Z'}"


# --------------------------------------------------------------- expectations


def _analytics(rest: str) -> dict:
    kind, window, *tokens = TOKEN.findall(rest)
    if re.fullmatch(r"\d\d:\d\d", window):
        window = f"{DAY}T{window}"
    start = datetime.datetime.strptime(window, "%Y-%m-%dT%H:%M")
    end = start + datetime.timedelta(minutes=1)
    value: dict[str, Any] = {"type": f"{kind}_per_minute",
                             "window_start": f"{start.isoformat()}Z",
                             "window_end": f"{end.isoformat()}Z", "shop_id": "main"}
    if kind == "item_sales":
        value |= {"menu_id": tokens.pop(0), "name": None, "category": "unknown"}
    for token in tokens:
        if re.fullmatch(r"r\d+", token):
            value["revision"] = int(token[1:])
            continue
        name, _, text = token.partition("=")
        if name in MEASURES[kind]:
            value[name] = int(text)
        elif name == "shop_id" or (name in ("name", "category") and kind == "item_sales"):
            value[name] = json.loads(text) if text.startswith('"') else text
        else:
            raise ScenarioError(f"`{name}` is no field of {kind}")
    missing = [name for name in (*MEASURES[kind], "revision") if name not in value]
    if missing:
        raise ScenarioError(f"missing: {', '.join(missing)}")
    return {"topic": "analytics", "value": value}


def _dead_letter(rest: str, position: int) -> dict:
    topic, reason = rest.split()
    if reason not in REASONS:
        raise ScenarioError(f"unknown reason {reason}")
    value = {"topic": None if topic == "null" else topic, "position": position, "reason": reason}
    return {"topic": "dead_letter", "value": value}


def _add_counts(scenario: Scenario, line: str) -> None:
    topic, *tokens = line.split()
    counts = dict.fromkeys(COUNT_NAMES, 0)
    for token in tokens:
        name, _, number = token.partition("=")
        if name not in counts:
            raise ScenarioError(f"unknown count {name}")
        counts[name] = int(number)
    if topic in scenario.counts:
        raise ScenarioError(f"{topic} is counted twice")
    scenario.counts[topic] = counts


def _check_counts(scenario: Scenario) -> None:
    """Catches slips of the pen: the sums that hold whatever the engine does."""
    for topic, c in scenario.counts.items():
        if c["read"] != c["counted"] + c["duplicates"] + c["dead_lettered"]:
            raise ScenarioError(f"{scenario.name}: {topic}: the counts do not add up")
    if sum(c["read"] for c in scenario.counts.values()) != len(scenario.inputs):
        raise ScenarioError(f"{scenario.name}: read is not the number of input lines")
