"""Exports as a person's spreadsheet would read them, against the reports of the same days."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from shop_client import Answer, Client, expect, expect_problem, new_id
from shop_fixture import Shop
from shop_process import eventually

MARK = b"\xef\xbb\xbf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NAME = "Trà sữa trân châu đường đen"
NOTE = '=HYPERLINK("http://x"), ít đá'
FIRST, LAST = "2026-02-27", "2026-03-01"
# The business day begins at 04:00 in Ho Chi Minh City, 21:00 UTC of the day before.
BOUNDS = {"from_": "2026-02-26T21:00:00Z", "to": "2026-03-01T21:00:00Z"}


def file_of(who: Client, table: str, file_format: str, **query: Any) -> Answer:
    answer = who.get(f"/exports/{table}", format=file_format, **query)
    assert answer.status == 200, answer
    return answer


def csv_rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.body.startswith(MARK)
    text = answer.body.removeprefix(MARK).decode()
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def column_of(reference: str) -> int:
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Workbook:
    """The one sheet of a workbook: texts as str, numbers as float, nothing as None."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        assert self.zip.testzip() is None
        self.sheet = ElementTree.fromstring(self.zip.read("xl/worksheets/sheet1.xml"))
        self.cells = [list(row) for row in self.sheet.iter(f"{SHEET}row")]
        self.head = [self.value(cell) for cell in self.cells[0]]

    @staticmethod
    def value(cell: ElementTree.Element) -> str | float:
        assert cell.find(f"{SHEET}f") is None, "no cell is a formula"
        if cell.get("t") == "inlineStr":
            return "".join(t.text or "" for t in cell.iter(f"{SHEET}t"))
        return float(cell.findtext(f"{SHEET}v") or "nan")

    def rows(self) -> list[dict[str, Any]]:
        found = []
        for cells in self.cells[1:]:
            row: dict[str, Any] = dict.fromkeys(self.head)
            for cell in cells:
                row[self.head[column_of(cell.attrib["r"])]] = self.value(cell)
            found.append(row)
        return found

    def number_format(self, row: int, heading: str) -> str:
        column = self.head.index(heading)
        (cell,) = [c for c in self.cells[row] if column_of(c.attrib["r"]) == column]
        style = int(cell.get("s", "0"))
        styles = ElementTree.fromstring(self.zip.read("xl/styles.xml"))
        formats = styles.find(f"{SHEET}cellXfs")
        assert formats is not None
        number = formats[style].attrib["numFmtId"]
        named = {f.attrib["numFmtId"]: f.attrib["formatCode"]
                 for f in styles.iter(f"{SHEET}numFmt")}
        return {"3": "#,##0", "10": "0.00%"}.get(number) or named.get(number, number)

    def heading_is_bold(self) -> bool:
        styles = ElementTree.fromstring(self.zip.read("xl/styles.xml"))
        fonts, formats = styles.find(f"{SHEET}fonts"), styles.find(f"{SHEET}cellXfs")
        assert fonts is not None and formats is not None
        font = formats[int(self.cells[0][0].attrib["s"])].attrib["fontId"]
        return fonts[int(font)].find(f"{SHEET}b") is not None


def excel_time(value: float) -> datetime:
    return datetime(1899, 12, 30) + timedelta(seconds=round(value * 86_400))


class Sold:
    """A shop of its own with three days of sales, one of them refunded."""

    def __init__(self, shop: Shop) -> None:
        self.shop_id = f"x{new_id()[:8]}"
        self.tea = shop.add_item(price=45_000, name=NAME, category="trà sữa")
        self.cake = shop.add_item(price=30_000, name='Bánh "su", kem')
        self.orders = [
            self.sell(shop, "2026-02-26T21:00:00Z", [(self.tea, 2)], note=NOTE, table="Bàn 5"),
            self.sell(shop, "2026-02-28T05:06:07Z", [(self.tea, 1), (self.cake, 3)],
                      discount=7_000),
            self.sell(shop, "2026-03-01T20:59:59Z", [(self.cake, 1)], payment_method="card"),
        ]
        for outside in ("2026-02-26T20:59:59Z", "2026-03-01T21:00:00Z"):
            self.sell(shop, outside, [(self.tea, 9)])
        body = {"items": [{"menu_id": self.cake["menu_id"], "qty": 1}], "reason": "đổ"}
        refund = expect(shop.manager.post(f"/orders/{self.orders[1]['order_id']}/refunds",
                                          body | {"restock": False}), 201)
        self.refunded = refund["amount"]
        everything = {"from_": "2026-02-20T00:00:00Z", "to": "2100-01-01T00:00:00Z"}

        def counted() -> bool:
            kpis = shop.manager.ok("/analytics/kpis", shop_id=self.shop_id, **everything)
            return (kpis["orders"], kpis["refunds"]) == (5, 1)

        eventually(counted, "all sales and the refund counted")

    def sell(self, shop: Shop, at: str, lines: list[tuple[dict, int]], **fields: Any) -> dict:
        total = sum(item["price"] * qty for item, qty in lines) - fields.get("discount", 0)
        items = [{"menu_id": i["menu_id"], "qty": qty, "price": i["price"]} for i, qty in lines]
        body = {"order_id": new_id(), "shop_id": self.shop_id, "channel": "offline",
                "created_at": at, "items": items, "total": total}
        placed = expect(shop.manager.post("/orders", body | fields), 201)
        assert isinstance(placed, dict)
        return placed

    def days(self, **query: Any) -> dict[str, Any]:
        return {"shop_id": self.shop_id, "from_": FIRST, "to": LAST} | query


@pytest.fixture(scope="module")
def sold(shop: Shop) -> Sold:
    return Sold(shop)


def test_orders_as_csv(shop: Shop, sold: Sold) -> None:
    answer = file_of(shop.manager, "orders", "csv", **sold.days())

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] \
        == f'attachment; filename="drinkshop-orders-{FIRST}-{LAST}.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.body)
    rows = csv_rows(answer)
    assert [r["Mã đơn"] for r in rows] == [o["order_id"] for o in sold.orders], "oldest first"
    first, second, third = rows
    assert first["Ghi chú"] == "'" + NOTE, "no formula"
    numbers = [str(o["queue_number"] or "") for o in sold.orders]  # Old sales have none.
    assert (first["Bàn"], [r["Số thứ tự"] for r in rows]) == ("Bàn 5", numbers)
    assert (first["Thời gian"], first["Ngày bán hàng"]) == ("2026-02-27 04:00:00", "2026-02-27")
    assert (third["Thời gian"], third["Ngày bán hàng"]) == ("2026-03-02 03:59:59", "2026-03-01")
    assert (third["Thanh toán"], first["Thanh toán"]) == ("Thẻ", "Tiền mặt")
    money = ("Tạm tính (₫)", "Giảm giá (₫)", "Tổng cộng (₫)", "Đã hoàn (₫)")
    assert [second[m] for m in money] == ["135000", "7000", "128000", str(sold.refunded)]
    assert first["Người bán"] == sold.orders[0]["user_id"]
    kpis = shop.manager.ok("/analytics/kpis", shop_id=sold.shop_id, **BOUNDS)
    assert sum(int(r["Tổng cộng (₫)"]) for r in rows) == kpis["revenue"]
    assert len(rows) == kpis["orders"]


def test_orders_as_xlsx_say_the_same(shop: Shop, sold: Sold) -> None:
    answer = file_of(shop.manager, "orders", "xlsx", **sold.days())

    assert answer.headers["content-type"] == XLSX
    book = Workbook(answer.body)
    assert book.heading_is_bold()
    pane = book.sheet.find(f".//{SHEET}pane")
    assert pane is not None and pane.attrib["ySplit"] == "1" and pane.attrib["state"] == "frozen"
    widths = [float(c.attrib["width"]) for c in book.sheet.iter(f"{SHEET}col")]
    assert widths and all(w > 9.2 for w in widths)
    rows = book.rows()
    plain = csv_rows(file_of(shop.manager, "orders", "csv", **sold.days()))
    assert book.head == list(plain[0])
    for row, same in zip(rows, plain, strict=True):
        for heading, text in same.items():
            value = row[heading]
            if heading == "Thời gian":
                assert excel_time(value).isoformat(" ") == text
            elif heading == "Ngày bán hàng":
                assert excel_time(value).date().isoformat() == text
            elif isinstance(value, float):
                assert value == int(text), heading
            else:
                assert (value or "") == text.removeprefix("'"), heading
    assert rows[0]["Ghi chú"] == NOTE, "a text as it is, and no formula"
    assert book.number_format(1, "Tổng cộng (₫)") == "#,##0"
    assert book.number_format(1, "Thời gian") == "dd/mm/yyyy hh:mm:ss"


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_vietnamese_comes_through_whole(shop: Shop, sold: Sold, file_format: str) -> None:
    answer = file_of(shop.manager, "order_lines", file_format, **sold.days())
    rows = csv_rows(answer) if file_format == "csv" else Workbook(answer.body).rows()

    assert [(r["Món"], int(r["Số lượng"])) for r in rows] \
        == [(NAME, 2), (NAME, 1), ('Bánh "su", kem', 3), ('Bánh "su", kem', 1)]
    amount = "Thành tiền trước giảm giá (₫)"
    assert [int(r[amount]) for r in rows] == [90_000, 45_000, 90_000, 30_000]


def test_lines_name_the_options(shop: Shop) -> None:
    item = shop.add_item(price=40_000, option_groups=[{
        "group_id": "them", "name": "Thêm", "required": False, "min": 0, "max": 2, "options": [
            {"option_id": "tran-chau", "name": "Trân châu", "price": 5_000},
            {"option_id": "kem", "name": "Kem phô mai", "price": 10_000}]}])
    shop_id = f"x{new_id()[:8]}"
    line = {"menu_id": item["menu_id"], "qty": 2, "options": ["tran-chau", "kem"], "note": "-1 đá"}
    expect(shop.cashier.post("/orders", {"shop_id": shop_id, "items": [line]}), 201)

    (row,) = csv_rows(file_of(shop.manager, "order_lines", "csv", shop_id=shop_id, lang="en"))

    assert sorted(row["Options"].split(", ")) == ["Kem phô mai", "Trân châu"]
    assert row["Queue number"] == "1"
    assert (row["Unit price (₫)"], row["Amount before discount (₫)"]) == ("55000", "110000")
    assert row["Note"] == "'-1 đá"


def test_every_day_is_the_key_figures_of_that_day(shop: Shop, sold: Sold) -> None:
    rows = csv_rows(file_of(shop.manager, "daily_sales", "csv", lang="en", **sold.days()))

    assert [r["Business day"] for r in rows] == ["2026-02-27", "2026-02-28", "2026-03-01"]
    for row in rows:
        start = datetime.fromisoformat(row["Business day"] + "T00:00:00") - timedelta(hours=3)
        bounds = {"from_": start.isoformat() + "Z",
                  "to": (start + timedelta(days=1)).isoformat() + "Z"}
        kpis = shop.manager.ok("/analytics/kpis", shop_id=sold.shop_id, **bounds)
        assert int(row["Orders"]) == kpis["orders"]
        assert int(row["Items"]) == kpis["items"]
        assert int(row["Revenue (₫)"]) == kpis["revenue"]
        assert int(row["Refunds"]) == kpis["refunds"]
        assert int(row["Refunded (₫)"]) == kpis["refunded_amount"]
        assert int(row["Net revenue (₫)"]) == kpis["net_revenue"]
        assert float(row["Average order value (₫)"]) == kpis["average_order_value"]
        assert float(row["Refund rate"]) == kpis["refund_rate"]
    assert [int(r["Orders"]) for r in rows] == [1, 1, 1]


def test_a_refund_is_of_the_day_it_was_given_on_and_empty_days_are_there(
    shop: Shop, sold: Sold
) -> None:
    last = date.today() + timedelta(days=1)  # Vietnam is ahead of most clocks.
    first = last - timedelta(days=3)
    book = Workbook(file_of(shop.manager, "daily_sales", "xlsx", lang="en", shop_id=sold.shop_id,
                            from_=first.isoformat(), to=last.isoformat()).body)
    rows = book.rows()

    days = [excel_time(r["Business day"]).date() for r in rows]
    assert days == [first + timedelta(days=n) for n in range(4)]
    assert sum(r["Refunded (₫)"] for r in rows) == sold.refunded
    assert all(r["Orders"] == 0 and r["Average order value (₫)"] is None for r in rows)


def test_items_are_the_top_items_of_the_range(shop: Shop, sold: Sold) -> None:
    rows = csv_rows(file_of(shop.manager, "items", "csv", lang="en", **sold.days()))
    top = shop.manager.ok("/analytics/top-items", shop_id=sold.shop_id, minutes=3 * 24 * 60,
                          limit=1000, as_of="2026-03-01T20:59:59Z")["items"]

    assert [(r["Item id"], r["Item"], r["Category"], int(r["Quantity"]), int(r["Orders"]),
             int(r["Revenue before discount (₫)"])) for r in rows] \
        == [(t["menu_id"], t["name"], t["category"], t["qty"], t["orders"], t["revenue"])
            for t in top]
    assert {r["Item"]: int(r["Quantity"]) for r in rows} == {NAME: 3, 'Bánh "su", kem': 4}


def test_pages_of_orders_join_without_gap_or_repeat(shop: Shop) -> None:
    shop_id, item = f"x{new_id()[:8]}", shop.add_item(price=1_000)
    ids = []
    for n in range(1_050):  # More than two pages; many at the same moment.
        at = f"2026-01-10T05:00:{n % 3:02}Z"
        ids.append(shop.sell_offline(shop_id, at, (item, 1))["order_id"])
    query = {"shop_id": shop_id, "from_": "2026-01-10", "to": "2026-01-10"}

    rows = csv_rows(file_of(shop.manager, "orders", "csv", **query))

    assert sorted(r["Mã đơn"] for r in rows) == sorted(ids)
    times = [r["Thời gian"] for r in rows]
    assert times == sorted(times)


def test_headings_follow_the_language(shop: Shop, sold: Sold) -> None:
    def heading(accepted: str, **query: Any) -> str:
        path = "/api/v1/exports/items?format=csv" + "".join(f"&{k}={v}" for k, v in query.items())
        answer = shop.manager.call("GET", path, headers={"Accept-Language": accepted})
        return answer.body.removeprefix(MARK).decode().split(",")[0]

    assert heading("vi-VN,vi;q=0.9,en;q=0.8") == "Mã món"
    assert heading("en-GB,en;q=0.9,vi;q=0.8") == "Item id"
    assert heading("ko") == "Mã món"
    assert heading("vi", lang="en") == "Item id"


@pytest.mark.parametrize(("table", "query", "field"), [
    ("users", {"format": "csv"}, "table"),
    ("orders", {}, "format"),
    ("orders", {"format": "pdf"}, "format"),
    ("orders", {"format": "csv", "from": "2026-02-30"}, "from"),
    ("orders", {"format": "csv", "to": "01/03/2026"}, "to"),
    ("orders", {"format": "csv", "from": "2026-03-02", "to": "2026-03-01"}, "to"),
    ("orders", {"format": "csv", "from": "2025-03-01", "to": "2026-03-02"}, "to"),
    ("orders", {"format": "csv", "lang": "fr"}, "lang"),
    ("orders", {"format": "csv", "limit": "5"}, "limit"),
])
def test_what_is_wrong_is_named(shop: Shop, table: str, query: dict, field: str) -> None:
    problem = expect_problem(shop.manager.get(f"/exports/{table}", **query), 422, field=field)

    (error,) = [e for e in problem["errors"] if e["field"] == field]
    assert re.search(r"must|is no parameter", error["message"])


def test_only_managers_and_owners(shop: Shop) -> None:
    path = "/exports/orders"
    assert shop.owner.get(path, format="csv").status == 200
    expect_problem(shop.cashier.get(path, format="csv"), 403)
    expect_problem(shop.barista.get(path, format="csv"), 403)
    expect_problem(shop.anonymous.get(path, format="csv"), 401)


def test_head_has_the_length_and_no_body(shop: Shop, sold: Sold) -> None:
    whole = file_of(shop.manager, "orders", "csv", **sold.days())
    answer = shop.manager.call("HEAD", f"/api/v1/exports/orders?format=csv&from={FIRST}&to={LAST}"
                                       f"&shop_id={sold.shop_id}")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(len(whole.body))
