"""Liveness, readiness, metrics, OpenAPI, and answers to calls that nobody serves."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shop_client import expect, expect_problem
from shop_fixture import Shop
from shop_process import ShopServer, create_token, run_command

CONTRACT_CALLS = [
    ("/session", {"get", "post", "delete"}),
    ("/menu", {"get", "post"}),
    ("/menu/{}", {"patch", "delete"}),
    ("/orders", {"get", "post"}),
    ("/orders/{}", {"get"}),
    ("/orders/{}/status", {"post"}),
    ("/orders/{}/refunds", {"post"}),
    ("/inventory", {"get"}),
    ("/inventory/{}", {"put"}),
    ("/inventory/{}/movements", {"post"}),
    ("/visits", {"post"}),
    ("/analytics/sales", {"get"}),
    ("/analytics/top-items", {"get"}),
    ("/analytics/kpis", {"get"}),
    ("/analytics/inventory-alerts", {"get"}),
    ("/events", {"get"}),
    ("/events/stream", {"get"}),
]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_answers_without_a_token(shop: Shop, path: str) -> None:
    assert shop.anonymous.call("GET", path).status == 200


def test_health_is_not_under_api(shop: Shop) -> None:
    assert shop.owner.get("/healthz").status == 404


def test_metrics_are_prometheus_text(shop: Shop) -> None:
    answer = shop.anonymous.call("GET", "/metrics")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    text = answer.body.decode()
    assert "# TYPE " in text
    sample = re.compile(r'[a-zA-Z_:][\w:]*(\{.*\})? (-?[\d.eE+-]+|NaN|[+-]Inf)( -?\d+)?')
    bad = [row for row in text.splitlines()
           if row and not row.startswith("#") and not sample.fullmatch(row)]
    assert bad == []


def test_metrics_can_want_a_token(
    start_server: Callable[..., ShopServer], tmp_path: Path,
) -> None:
    secret = tmp_path / "metrics.token"
    secret.write_text("m7Kq0s2vXw9YbNcR\nnot this line\n")
    server = start_server(tmp_path / "data", "--metrics-token-file", secret)

    def ask(token: str | None) -> int:
        return server.client(token).call("GET", "/metrics").status

    assert ask("m7Kq0s2vXw9YbNcR") == 200
    assert ask(None) == 401
    assert ask("m7Kq0s2vXw9YbNcS") == 401
    assert ask(create_token(server.data, "owner")) == 401


def test_metrics_are_not_for_who_comes_through_a_proxy(shop: Shop) -> None:
    headers = {"X-Forwarded-For": "203.0.113.7"}

    expect_problem(shop.anonymous.call("GET", "/metrics", headers=headers), 403)


def test_guessing_is_counted_for_the_address_that_a_trusted_proxy_saw(
    start_server: Callable[..., ShopServer], tmp_path: Path,
) -> None:
    server = start_server(tmp_path / "data", "--trusted-proxy", "127.0.0.1")

    def guess(address: str) -> int:
        body = {"username": "owner1", "password": "guess"}
        headers = {"X-Forwarded-For": address}
        return server.client().call("POST", "/api/v1/session", body, headers).status

    statuses = {guess("203.0.113.7") for _ in range(40)}

    assert statuses == {401, 429}
    assert guess("203.0.113.7") == 429
    assert guess("1.2.3.4, 203.0.113.7") == 429, "what the client itself claims counts for nothing"
    assert guess("203.0.113.8") == 401


@pytest.mark.parametrize("options", [
    ["--trusted-proxy", "proxy.example"],
    ["--trusted-proxy", "300.1.1.1"],
    ["--metrics-token-file", "no-such-file"],
])
def test_options_that_cannot_work_are_wrong_usage(tmp_path: Path, options: list[str]) -> None:
    done = run_command("serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", *options)

    assert done.returncode == 2
    assert options[0].removeprefix("--") in done.stderr.decode()


def test_openapi_is_3_1_and_names_every_call_of_the_contract(shop: Shop) -> None:
    document = expect(shop.owner.get("/openapi.json"), 200)

    assert document["openapi"].startswith("3.1")
    described = {
        re.sub(r"\{[^}]*\}", "{}", path.removeprefix("/api/v1")): set(methods)
        for path, methods in document["paths"].items()
    }
    missing = [
        (path, methods - described.get(path, set()))
        for path, methods in CONTRACT_CALLS if not methods <= described.get(path, set())
    ]
    assert missing == []


def test_openapi_references_resolve(shop: Shop) -> None:
    document = expect(shop.owner.get("/openapi.json"), 200)

    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [r for child in node.values() for r in references(child)]
        if isinstance(node, list):
            return [r for child in node for r in references(child)]
        return []

    for reference in references(document):
        assert reference.startswith("#/"), reference
        node = document
        for part in reference[2:].split("/"):
            assert part in node, f"dangling {reference}"
            node = node[part]


def test_unknown_path_is_a_404_problem(shop: Shop) -> None:
    expect_problem(shop.owner.get("/no-such-thing"), 404)


@pytest.mark.parametrize("method,path", [
    ("PUT", "/api/v1/orders"), ("POST", "/api/v1/analytics/sales"), ("PATCH", "/api/v1/session"),
])
def test_wrong_method_is_refused(shop: Shop, method: str, path: str) -> None:
    expect_problem(shop.owner.call(method, path, {}), 405, 404)
