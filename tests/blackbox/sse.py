"""Reads server-sent events, one record at a time, from one connection."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Iterator

from shop_client import API, encode

READ_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class ServerEvent:
    id: str | None
    name: str
    data: Any


class EventStream:
    """`with EventStream(...) as stream: next(stream)`; a silent server is a failure by timeout."""

    def __init__(
        self, port: int, token: str | None, topics: str | None, last_event_id: str | None = None
    ) -> None:
        headers = {"Accept": "text/event-stream"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READ_TIMEOUT_S)
        self._connection.request("GET", API + "/events/stream" + encode({"topics": topics}),
                                 headers=headers)
        self.response = self._connection.getresponse()

    def __enter__(self) -> "EventStream":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.response.close()
        self._connection.close()

    def __iter__(self) -> Iterator[ServerEvent]:
        return self

    def __next__(self) -> ServerEvent:
        event_id: str | None = None
        name, data = "message", list[str]()
        while True:
            row = self.response.readline().decode("utf-8")
            if row == "":
                raise StopIteration
            row = row.rstrip("\r\n")
            if row == "":
                if data:
                    return ServerEvent(event_id, name, json.loads("\n".join(data)))
                continue
            field, _, value = row.partition(":")
            value = value.removeprefix(" ")
            if field == "id":
                event_id = value
            elif field == "event":
                name = value
            elif field == "data":
                data.append(value)

    def take(self, count: int) -> list[ServerEvent]:
        taken = [event for _, event in zip(range(count), self)]
        assert len(taken) == count, f"stream ended after {len(taken)} of {count} events"
        return taken
