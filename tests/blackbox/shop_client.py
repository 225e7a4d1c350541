"""A tiny HTTP client for the shop: one connection per call, answers as values, no retries."""

from __future__ import annotations

import http.client
import json
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Iterator
from urllib.parse import urlencode

API = "/api/v1"
TIMEOUT_S = 30.0
API_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    request: str

    def json(self) -> Any:
        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.request} -> {self.status} {self.body[:800]!r}"


class Client:
    def __init__(self, port: int, token: str | None = None) -> None:
        self.port = port
        self.token = token

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        sent = {"Accept": "application/json"} | ({} if headers is None else headers)
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        payload = raw
        if body is not None:
            payload = json.dumps(body, ensure_ascii=False).encode()
        if payload is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, payload, sent)
            response = connection.getresponse()
            content = response.read()
            received = {k.lower(): v for k, v in response.getheaders()}
        finally:
            connection.close()
        shown = f"{method} {path} {(payload or b'')[:400]!r}"
        return Answer(response.status, received, content, shown)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", API + path + encode(query))

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", API + path, body, named)

    def put(self, path: str, body: Any) -> Answer:
        return self.call("PUT", API + path, body)

    def patch(self, path: str, body: Any, etag: str | None = None) -> Answer:
        return self.call("PATCH", API + path, body, {} if etag is None else {"If-Match": etag})

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", API + path)

    def ok(self, path: str, **query: Any) -> Any:
        return expect(self.get(path, **query), 200)

    def every(self, path: str, **query: Any) -> Iterator[dict]:
        """All items of a list, page by page."""
        while True:
            page = self.ok(path, **query)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            query["cursor"] = page["next_cursor"]

    def events(self, after: int, **query: Any) -> list[dict]:
        """All log records behind a position."""
        found: list[dict] = []
        while True:
            page = self.ok("/events", after=after, **query)["events"]
            if not page:
                return found
            found += page
            after = page[-1]["position"]

    def last_position(self) -> int:
        position = 0
        while True:
            page = self.ok("/events", after=position)["events"]
            if not page:
                return position
            position = page[-1]["position"]


def encode(query: dict[str, Any]) -> str:
    """`from` is a Python keyword, so callers write `from_`."""
    pairs = {k.rstrip("_"): v for k, v in query.items() if v is not None}
    return "?" + urlencode(pairs) if pairs else ""


def expect(answer: Answer, *statuses: int) -> Any:
    """The JSON body of an answer that must have one of the statuses."""
    assert answer.status in statuses, f"expected {statuses}: {answer}"
    return answer.json() if answer.body else None


def expect_problem(answer: Answer, *statuses: int, field: str | None = None) -> dict:
    """An RFC 9457 answer; with `field`, one of its errors names that field."""
    problem = expect(answer, *statuses)
    assert answer.headers.get("content-type", "").startswith("application/problem+json"), answer
    assert isinstance(problem, dict), answer
    assert isinstance(problem.get("type"), str) and problem["type"], answer
    assert isinstance(problem.get("title"), str) and problem["title"], answer
    assert problem.get("status") == answer.status, answer
    assert isinstance(problem.get("detail"), str) and problem["detail"], answer
    if field is not None:
        errors = problem.get("errors")
        assert isinstance(errors, list) and errors, f"no errors[]: {answer}"
        for error in errors:
            assert isinstance(error["field"], str) and error["field"], answer
            assert isinstance(error["message"], str) and error["message"], answer
        assert any(field in error["field"] for error in errors), f"no error on {field}: {answer}"
    return problem


def new_id() -> str:
    return str(uuid.uuid4())


def new_shop() -> str:
    """A shop of its own keeps a test's numbers apart from all others."""
    return f"t-{uuid.uuid4().hex[:12]}"


def now() -> datetime:
    return datetime.now(timezone.utc)


def stamp(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_api_time(text: str) -> datetime:
    assert API_TIME.fullmatch(text), f"not UTC with Z and milliseconds: {text!r}"
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def around_now() -> dict[str, str]:
    """A query range that holds this moment, whatever the business day does meanwhile."""
    return {"from_": stamp(now() - timedelta(hours=2)), "to": stamp(now() + timedelta(hours=2))}
