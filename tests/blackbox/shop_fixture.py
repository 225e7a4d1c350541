"""A running shop with a client for every role, and the short cuts most tests need."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shop_client import Answer, Client, expect, new_id
from shop_process import ShopServer, create_token

ROLES = ("owner", "manager", "cashier", "barista")


@dataclass
class Shop:
    server: ShopServer
    owner: Client
    manager: Client
    cashier: Client
    barista: Client
    anonymous: Client

    @staticmethod
    def open(data: Path, *options: str | Path) -> "Shop":
        """Makes the tokens, then starts the server with the options of `serve`."""
        data.mkdir(parents=True, exist_ok=True)
        tokens = {role: create_token(data, role) for role in ROLES}
        server = ShopServer(data, *options)
        try:
            server.start()
        except BaseException:
            if server.process is not None and server.process.poll() is None:
                server.kill()
            raise
        clients = {role: server.client(token) for role, token in tokens.items()}
        return Shop(server=server, anonymous=server.client(), **clients)

    def restarted(self) -> None:
        """Starts the server again on the same data; the port changes, the tokens stay."""
        self.server.start()
        for client in (self.owner, self.manager, self.cashier, self.barista, self.anonymous):
            client.port = self.server.port

    def client_of(self, role: str) -> Client:
        client = getattr(self, role)
        assert isinstance(client, Client)
        return client

    # menu

    def add_item(self, price: int = 40_000, **fields: Any) -> dict:
        """A new menu item as the server stored it, with its `etag` beside its fields."""
        body = {"name": f"Cà phê {uuid.uuid4().hex[:6]}", "category": "coffee", "price": price}
        answer = self.owner.post("/menu", body | fields)
        item = expect(answer, 201)
        assert isinstance(item, dict)
        return item | {"etag": answer.headers.get("etag")}

    def add_ingredient(self, on_hand: int, **fields: Any) -> str:
        """A new ingredient with stock; `fields` go into the PUT."""
        ingredient = f"ing-{uuid.uuid4().hex[:10]}"
        body = {"name": f"Sữa {ingredient}", "unit": "ml", "threshold": 0} | fields
        expect(self.owner.put(f"/inventory/{ingredient}", body), 200, 201)
        if on_hand:
            self.move(ingredient, "receive", on_hand, fields.get("shop_id"))
        return ingredient

    def move(self, ingredient: str, kind: str, qty: int, shop_id: str | None = None) -> dict:
        body: dict[str, Any] = {"kind": kind, "qty": qty}
        if shop_id is not None:
            body["shop_id"] = shop_id
        moved = expect(self.owner.post(f"/inventory/{ingredient}/movements", body), 201)
        assert isinstance(moved, dict)
        return moved

    def stock(self, ingredient: str, shop_id: str | None = None) -> dict:
        found = [
            i for i in self.owner.every("/inventory", shop_id=shop_id)
            if i["ingredient_id"] == ingredient
        ]
        assert len(found) == 1, f"{ingredient}: {found}"
        return found[0]

    # selling

    def place(self, item: dict, qty: int = 1, **fields: Any) -> dict:
        """A new order of one item, which must be accepted."""
        body = {"items": [{"menu_id": item["menu_id"], "qty": qty}]} | fields
        placed = expect(self.cashier.post("/orders", body), 201)
        assert isinstance(placed, dict)
        return placed

    def sell_offline(
        self, shop_id: str, created_at: str, *lines: tuple[dict, int], order_id: str | None = None
    ) -> dict:
        """A sale in the past, taken by an offline till at the items' own prices."""
        placed = expect(self.offline_answer(shop_id, created_at, *lines, order_id=order_id), 201)
        assert isinstance(placed, dict)
        return placed

    def offline_answer(
        self, shop_id: str, created_at: str, *lines: tuple[dict, int], order_id: str | None = None
    ) -> Answer:
        body = {
            "order_id": order_id or new_id(),
            "shop_id": shop_id,
            "channel": "offline",
            "created_at": created_at,
            "items": [
                {"menu_id": item["menu_id"], "qty": qty, "price": item["price"]}
                for item, qty in lines
            ],
            "total": sum(item["price"] * qty for item, qty in lines),
        }
        return self.cashier.post("/orders", body)
