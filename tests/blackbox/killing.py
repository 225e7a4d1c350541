"""Customers who keep a record of every answer, for tests that kill the server under them."""

from __future__ import annotations

import http.client
import json
import random
import threading
from dataclasses import dataclass, field
from typing import Any

from shop_client import API, new_id

ANSWER_TIMEOUT_S = 30.0
COMPARED = ("order_id", "shop_id", "user_id", "items", "discount", "total", "payment_method",
            "channel", "created_at")


def content(order: dict) -> dict:
    return {k: order[k] for k in COMPARED}


@dataclass
class Ledger:
    """What the customers know: answered orders, and those that were sent without an answer."""

    answered: dict[str, dict] = field(default_factory=dict)
    unanswered: dict[str, dict] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note_answer(self, body: dict, status: int, answer: Any) -> None:
        with self.lock:
            if status in (200, 201):
                self.answered[body["order_id"]] = content(answer)
                self.unanswered.pop(body["order_id"], None)
            elif status == 503:
                self.unanswered.setdefault(body["order_id"], body)
            else:
                self.refused.append(f"{status} {answer}")

    def note_silence(self, body: dict) -> None:
        with self.lock:
            self.unanswered[body["order_id"]] = body

    def take_unanswered(self, rng: random.Random) -> dict | None:
        with self.lock:
            if not self.unanswered:
                return None
            order_id = rng.choice(list(self.unanswered))
            return self.unanswered.pop(order_id)

    def answers(self) -> int:
        with self.lock:
            return len(self.answered)


class Customer(threading.Thread):
    """Orders over one kept-open connection until told to stop or the server is gone."""

    def __init__(
        self, port: int, token: str, menu_ids: list[str], ledger: Ledger, seed: str,
        stop: threading.Event,
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.menu_ids = port, token, menu_ids
        self.ledger, self.rng, self.stop = ledger, random.Random(seed), stop

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_TIMEOUT_S)
        try:
            while not self.stop.is_set():
                body = self._next_body()
                # From here to its answer the order counts as sent, whatever goes wrong.
                self.ledger.note_silence(body)
                connection.request("POST", API + "/orders", json.dumps(body), {
                    "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
                })
                response = connection.getresponse()
                self.ledger.note_answer(body, response.status, json.loads(response.read()))
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the server was killed: what had no answer stays in the ledger as such
        finally:
            connection.close()

    def _next_body(self) -> dict:
        """Mostly a new order; now and then one that was never answered, sent again as it was."""
        if self.rng.random() < 0.1:
            again = self.ledger.take_unanswered(self.rng)
            if again is not None:
                return again
        lines = [
            {"menu_id": self.rng.choice(self.menu_ids), "qty": self.rng.randrange(1, 4)}
            for _ in range(self.rng.randrange(1, 4))
        ]
        return {"order_id": new_id(), "items": lines}
