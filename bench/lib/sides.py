"""The sides that are compared: drinkshop, and the two forms of the Fastify + PostgreSQL peer.

A side is started and stopped once per round and keeps what it has stored, so that the rounds of
all sides alternate on the same growing data. All of them offer the same members:
  start() stop() close()   one round's processes; close() ends what lives longer (PostgreSQL)
  port, token, items_file  what the load generator needs
  roots()                  the pids whose trees make up the side
  stored()                 orders, items and events found in the store, as (orders, items, events)
  flushes()                flushes of the store since the beginning; only right after stop()
"""

import json
import os
import pathlib
import re
import uuid

from lib import http, paths, processes

MENU_SIZE = 25
ENOUGH_STOCK = 1_000_000_000


def bench_menu():
    """The same menu for every side: 25 drinks without options, with ids that never change."""
    return [{"menu_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"drinkshop-bench-{i}")),
             "name": f"Bench drink {i:02}", "category": f"Category {i % 5}",
             "price": 25_000 + 1_000 * i} for i in range(MENU_SIZE)]


def write_items(file, fragments):
    """The load generator's list of choices: the JSON members of an item without its qty."""
    lines = [json.dumps(f, separators=(",", ":"))[1:-1] for f in fragments]
    pathlib.Path(file).write_text("\n".join(lines) + "\n")
    return file


class PeerSide:
    """Fastify + pg on a PostgreSQL that is shared by both forms, each in its own database."""

    def __init__(self, form, postgres, folder, pool_size=16, workers=1, extra=None):
        self.name = f"fastify-pg {form}"
        self.form, self.postgres, self.folder = form, postgres, pathlib.Path(folder)
        self.database = f"peer_{form}"
        self.token = None
        self.process = None
        self.port = None
        self.extra = {"FORM": form, "POOL_SIZE": str(pool_size), "WORKERS": str(workers),
                      "NODE_ENV": "production", **(extra or {})}
        menu = bench_menu()
        rows = ",".join(f"('{m['menu_id']}','{m['name']}','{m['category']}',{m['price']})"
                        for m in menu)
        peer = paths.peer_folder()
        postgres.create_database(self.database, peer / "schema.sql",
                                 f"INSERT INTO menu VALUES {rows}; ANALYZE menu")
        self.items_file = write_items(self.folder / f"items-{form}",
                                      [{"menu_id": m["menu_id"]} for m in menu])

    def start(self):
        self.port = paths.free_port()
        environment = {**self.postgres.environment(self.database), **self.extra,
                       "PORT": str(self.port)}
        self.process = processes.Process(["node", paths.PEER / "server.js"],
                                         self.folder / f"log-{self.form}", env=environment)
        return processes.wait_until(lambda: http.answers(self.port, "/healthz"), self.name,
                                    self.process)

    def roots(self):
        return [self.process.pid, self.postgres.process.pid]

    def peak_mib(self):
        """Node's own peak; PostgreSQL's memory is in bench/footprint."""
        return processes.peak_rss_mib(self.process.pid)

    def stop(self):
        if self.process:
            self.process.stop()
            self.postgres.settle()

    def close(self):
        pass

    def stored(self):
        counts = self.postgres.query(
            "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM order_items),"
            " (SELECT count(*) FROM outbox)", self.database)
        return tuple(int(value) for value in counts.split("|"))

    def check(self):
        """Every order has its two items and its one event, and its total adds up."""
        wrong = self.postgres.query(
            "SELECT count(*) FROM orders o"
            " LEFT JOIN (SELECT order_id, count(*) n, sum(qty * price) total FROM order_items"
            "            GROUP BY 1) i USING (order_id)"
            " LEFT JOIN (SELECT key::uuid order_id, count(*) events FROM outbox GROUP BY 1) e"
            "  USING (order_id)"
            " WHERE i.n IS DISTINCT FROM 2 OR i.total IS DISTINCT FROM o.total"
            "  OR e.events IS DISTINCT FROM 1", self.database)
        return [] if wrong == "0" else [f"{wrong} orders without their items or event"]

    def flushes(self):
        return self.postgres.wal_flushes()


class DrinkshopSide:
    """The binary, with its data folder on the same disk."""

    name = "drinkshop"

    def __init__(self, binary, folder, with_recipes=False):
        self.binary = paths.drinkshop_binary(binary)
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "drinkshop"
        self.with_recipes = with_recipes
        self.process = None
        self.port = None
        self.flushes_total = 0
        self.command("demo", "--data", self.data)
        self.token = self.command("token", "create", "--data", self.data, "--role", "owner",
                                  "--name", "bench").strip()
        self.start()
        self.items_file = self._prepare_menu()
        self.orders_before = self._orders_in_api()
        self.stop()
        self.flushes_total = 0

    def command(self, *args):
        return processes.run([self.binary, *args])

    def start(self):
        self.port = paths.free_port()
        self.process = processes.Process(
            [self.binary, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
            self.folder / "log-drinkshop")
        return processes.wait_until(lambda: http.answers(self.port, "/readyz"), self.name,
                                    self.process, step_s=0.002)

    def _prepare_menu(self):
        if self.with_recipes:
            for ingredient in self.api("GET", "/api/v1/inventory")["items"]:
                self.api("POST", f"/api/v1/inventory/{ingredient['ingredient_id']}/movements",
                         {"kind": "receive", "qty": ENOUGH_STOCK})
            return write_items(self.folder / "items-drinkshop", self._demo_fragments())
        known = {item["menu_id"] for item in self._menu()}
        for entry in bench_menu():
            if entry["menu_id"] not in known:
                self.api("POST", "/api/v1/menu", entry)
        return write_items(self.folder / "items-drinkshop",
                           [{"menu_id": m["menu_id"]} for m in bench_menu()])

    def _menu(self):
        return self.api("GET", "/api/v1/menu")["items"]

    def _demo_fragments(self):
        """The demo drinks, each with the options that its required groups ask for."""
        fragments = []
        for item in self._menu():
            chosen = []
            for group in item.get("option_groups", []):
                least = max(int(group.get("min", 0)), 1 if group.get("required") else 0)
                chosen += [option["option_id"] for option in group["options"][:least]]
            options = {"options": chosen} if chosen else {}
            fragments.append({"menu_id": item["menu_id"], **options})
        return fragments

    def api(self, method, path, body=None):
        return http.call(self.port, method, path, body, self.token)

    def roots(self):
        return [self.process.pid]

    def peak_mib(self):
        return processes.peak_rss_mib(self.process.pid)

    def metric(self, name):
        """The sum of a metric's samples at /metrics; None when it is not there."""
        _, text = http.request(self.port, "GET", "/metrics", token=self.token)
        samples = re.findall(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", text, re.MULTILINE)
        return sum(float(value) for value in samples) if samples else None

    def stop(self):
        if self.process and self.process.alive():
            flushed = self.metric("drinkshop_ledger_flushes_total")
            self.flushes_total = (None if flushed is None or self.flushes_total is None
                                  else self.flushes_total + int(flushed))
            self.process.stop()

    def close(self):
        self.stop()

    def _orders_in_api(self):
        kpis = self.api("GET", "/api/v1/analytics/kpis?from=2000-01-01T00:00:00Z"
                               "&to=2100-01-01T00:00:00Z")
        return int(kpis["orders"]), int(kpis["items"])

    def stored(self, expected_orders=None):
        """From the API of a server started for it; waits for the engine to have read the log."""
        self.start()
        try:
            if expected_orders is not None:
                wanted = expected_orders + self.orders_before[0]
                try:
                    processes.wait_until(lambda: self._orders_in_api()[0] >= wanted, "the engine",
                                         self.process, timeout_s=20, step_s=0.1)
                except RuntimeError:
                    pass  # The comparison that follows says what is missing.
            orders, _ = self._orders_in_api()
            return orders - self.orders_before[0], None, None
        finally:
            flushes = self.flushes_total
            self.stop()
            self.flushes_total = flushes

    def check(self):
        """`reconcile`: the ledger and the analytics agree minute by minute."""
        try:
            self.command("reconcile", "--data", self.data)
            return []
        except RuntimeError as error:
            return [str(error)]

    def flushes(self):
        return self.flushes_total


def load(side, *, seconds=None, count=None, connections=64, rate=None, acks_file=None, path=None,
         get=False, seed=1):
    """Runs the load generator against a started side and gives its result."""
    args = [paths.tool("loadgen"), "--port", side.port, "--connections", connections,
            "--seed", seed]
    args += ["--get"] if get else ["--items-file", side.items_file]
    for flag, value in (("--seconds", seconds), ("--count", count), ("--rate", rate),
                        ("--acks-file", acks_file), ("--path", path)):
        if value is not None:
            args += [flag, value]
    environment = {**os.environ, **({"LOADGEN_TOKEN": side.token} if side.token else {})}
    return json.loads(processes.run(args, env=environment))
