"""kill -9 at random instants under many clients: nothing answered is lost, nothing is doubled.

KILLS sets how often (30 by default, 300 in the slow suite), KILL_CLIENTS how many customers.
"""

from __future__ import annotations

import os
import random
import threading
from collections import Counter

import pytest

from killing import Customer, Ledger, content
from shop_client import around_now
from shop_fixture import Shop
from shop_process import eventually, run_ok

KILLS = int(os.environ.get("KILLS", "30"))
CLIENTS = int(os.environ.get("KILL_CLIENTS", "64"))
STOCK = 1_000_000_000
QTY_PER_DRINK = 3


class LogReader:
    """Reads the log on from where it stopped and checks what every piece of it must hold."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.position = 0
        self.orders: dict[str, dict] = {}
        self.statuses: Counter[str] = Counter()
        self.consumed = 0

    def read_on(self) -> None:
        for event in self.shop.owner.events(self.position, limit=1000):
            assert self.position in (0, event["position"] - 1), (
                f"gap in the log: {self.position} is followed by {event['position']}"
            )
            self.position = event["position"]
            value = event["value"]
            if event["topic"] == "orders":
                assert event["key"] not in self.orders, f"twice in the log: {event['key']}"
                self.orders[event["key"]] = content(value)
            elif event["topic"] == "order_status":
                self.statuses[event["key"]] += 1
            elif event["topic"] == "inventory_events" and value["kind"] == "consume":
                self.consumed -= value["delta"]


def check_after_restart(
    shop: Shop, log: LogReader, ledger: Ledger, checked: set[str], rng: random.Random
) -> None:
    """Every answered order is in the log and the ledger as answered; each other one is in both
    or in neither."""
    assert ledger.refused == []
    log.read_on()
    for order_id in ledger.answered.keys() - checked:
        assert log.orders.get(order_id) == ledger.answered[order_id], f"answered: {order_id}"
    fresh = sorted(ledger.answered.keys() - checked)
    for order_id in rng.sample(fresh, min(40, len(fresh))):
        assert content(shop.owner.ok(f"/orders/{order_id}")) == ledger.answered[order_id]
    unanswered = sorted(ledger.unanswered)
    for order_id in rng.sample(unanswered, min(60, len(unanswered))):
        status = shop.owner.get(f"/orders/{order_id}").status
        assert status == (200 if order_id in log.orders else 404), f"half there: {order_id}"
        assert log.statuses[order_id] == (1 if order_id in log.orders else 0), order_id
    checked |= set(fresh)


@pytest.mark.kill
@pytest.mark.timeout(90 + 6 * KILLS)
def test_killed_again_and_again_the_shop_keeps_every_answer(
    own_shop: Shop, rng: random.Random
) -> None:
    shop, ledger, checked = own_shop, Ledger(), set[str]()
    syrup = shop.add_ingredient(STOCK)
    recipe = [{"ingredient_id": syrup, "qty": QTY_PER_DRINK}]
    menu_ids = [shop.add_item(price=p, recipe=recipe)["menu_id"] for p in (25_000, 40_000)]
    log = LogReader(shop)

    for _ in range(KILLS):
        stop = threading.Event()
        customers = [
            Customer(shop.server.port, str(shop.cashier.token), menu_ids, ledger,
                     f"{rng.random()}", stop)
            for _ in range(CLIENTS)
        ]
        before = ledger.answers()
        for customer in customers:
            customer.start()
        if rng.random() < 0.8:  # mostly under full load, sometimes while connections open
            wanted = before + rng.randrange(1, 400)
            eventually(lambda: ledger.answers() >= wanted or ledger.refused, "enough answers")
        stop.wait(rng.random() * 0.05)  # the instant of the kill is meant to be random
        shop.server.kill()
        stop.set()
        for customer in customers:
            customer.join()
        shop.restarted()
        check_after_restart(shop, log, ledger, checked, rng)

    print(f"{KILLS} kills, {ledger.answers()} answered, {len(ledger.unanswered)} unanswered "
          f"orders, "
          f"{len(ledger.unanswered.keys() & log.orders.keys())} of these stored")
    finish(shop, log, ledger, syrup)


def finish(shop: Shop, log: LogReader, ledger: Ledger, syrup: str) -> None:
    """Sends again what was never answered, then compares all books with each other."""
    for body in list(ledger.unanswered.values()):
        known = body["order_id"] in log.orders
        answer = shop.cashier.post("/orders", body)
        assert answer.status == (200 if known else 201), f"known before: {known}: {answer}"
        ledger.note_answer(body, answer.status, answer.json())
    log.read_on()

    assert ledger.refused == [] and ledger.unanswered == {}
    assert log.orders == ledger.answered
    assert set(log.statuses.values()) == {1} and set(log.statuses) == set(log.orders)
    drinks = sum(i["qty"] for o in log.orders.values() for i in o["items"])
    assert log.consumed == drinks * QTY_PER_DRINK
    assert shop.stock(syrup)["on_hand"] == STOCK - log.consumed

    figures = {"orders": len(log.orders), "items": drinks,
               "revenue": sum(o["total"] for o in log.orders.values())}

    def found() -> dict:
        answer = shop.owner.ok("/analytics/kpis", **around_now())
        return {k: answer[k] for k in figures}

    eventually(lambda: found()["orders"] == figures["orders"], "all orders counted")
    assert found() == figures
    run_ok("reconcile", "--data", shop.server.data)
    shop.server.stop()
    run_ok("reconcile", "--data", shop.server.data)
    shop.restarted()
    assert found() == figures
