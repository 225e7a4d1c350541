// The status page: what the shop says about itself, in Vietnamese or English, live when signed in.
"use strict";

const TEXTS = {
  vi: {
    ready: "Đang mở bán", notReady: "Chưa sẵn sàng", unreachable: "Mất kết nối",
    login: "Đăng nhập", logout: "Đăng xuất", username: "Tên đăng nhập", password: "Mật khẩu",
    newPassword: "Mật khẩu (ít nhất 8 ký tự)", claimTitle: "Nhận quán",
    claimText: "Tạo tài khoản chủ quán bằng mã hiện ra khi khởi động.", code: "Mã",
    claim: "Tạo tài khoản", today: "Hôm nay", revenue: "Doanh thu", orders: "Đơn hàng",
    average: "Trung bình mỗi đơn", refunded: "Đã hoàn tiền", conversion: "Tỷ lệ mua",
    serve: "Thời gian pha (p50)", top: "Bán chạy (60 phút)", alerts: "Sắp hết hàng",
    queue: "Đang chờ pha", none: "Không có", links: "Liên kết", menu: "Thực đơn (JSON)",
    readiness: "Trạng thái", metrics: "Số liệu Prometheus", seconds: "giây",
    placed: "mới", preparing: "đang pha", ready_order: "xong", other: "English",
    more: "và {n} đơn khác", firstRun: "Lần đầu mở quán? Dùng đường dẫn hiện ra khi khởi động.",
    failed: "Không làm được: ",
    "session-bad-login": "Sai tên đăng nhập hoặc mật khẩu.",
    "session-too-many": "Sai quá nhiều lần. Hãy thử lại sau ít phút.",
    "setup-bad-code": "Mã sai, đã dùng hoặc quá cũ. Khởi động lại quán để lấy mã mới.",
    "setup-claimed": "Quán đã có chủ. Hãy đăng nhập.",
    "setup-loopback-only": "Chỉ nhận quán được từ chính máy này.",
  },
  en: {
    ready: "Open for orders", notReady: "Not ready", unreachable: "No connection",
    login: "Log in", logout: "Log out", username: "User name", password: "Password",
    newPassword: "Password (at least 8 characters)", claimTitle: "Claim the shop",
    claimText: "Make the owner account with the code that was printed at start.", code: "Code",
    claim: "Make the account", today: "Today", revenue: "Revenue", orders: "Orders",
    average: "Average order", refunded: "Refunded", conversion: "Conversion",
    serve: "Time to serve (p50)", top: "Best sellers (60 minutes)", alerts: "Running low",
    queue: "Waiting", none: "None", links: "Links", menu: "Menu (JSON)",
    readiness: "Readiness", metrics: "Prometheus metrics", seconds: "s",
    placed: "new", preparing: "preparing", ready_order: "ready", other: "Tiếng Việt",
    more: "and {n} more", firstRun: "First time? Use the link that was printed at start.",
    failed: "That did not work: ",
    "session-bad-login": "User name or password is wrong.",
    "session-too-many": "Too many wrong passwords. Try again in a few minutes.",
    "setup-bad-code": "The code is wrong, used or too old. Restart the shop for a new one.",
    "setup-claimed": "The shop has an owner already. Log in instead.",
    "setup-loopback-only": "The shop can only be claimed from this machine.",
  },
};
const API = "/api/v1";
const SEES_REPORTS = ["owner", "manager"];
const REFRESH_PAUSE_MS = 700;
const SHOWN_PER_STATUS = 10;
const NBSP = "\u00a0";

let language = localStorage.getItem("language") === "en" ? "en" : "vi";
let me = null;
let stream = null;
let refreshTimer = null;

const by = (id) => document.getElementById(id);
const t = (key) => TEXTS[language][key];
const locale = () => (language === "vi" ? "vi-VN" : "en-GB");
const number = (value) => new Intl.NumberFormat(locale()).format(value);
const dong = (value) => (value === null ? "–" : `${number(Math.round(value))}${NBSP}₫`);
const percent = (value) =>
  (value === null ? "–" : `${number(Math.round(value * 1000) / 10)}${NBSP}%`);

function translate() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  by("language").textContent = t("other");
  by("language").lang = language === "vi" ? "en" : "vi";
}

async function call(method, path, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(API + path, options);
  const text = await answer.text();
  const value = text ? JSON.parse(text) : null;
  if (!answer.ok) {
    const known = t((value?.type ?? "").replace("/problems/", ""));
    const error = new Error(known ?? t("failed") + (value?.detail ?? answer.statusText));
    throw Object.assign(error, { status: answer.status });
  }
  return value;
}

// Names come from people: always as text, never as markup.
function fill(list, lines) {
  const rows = lines.length ? lines : [t("none")];
  list.replaceChildren(...rows.map((line) => {
    const row = document.createElement("li");
    row.textContent = line;
    return row;
  }));
}

async function showState() {
  const pill = by("state");
  try {
    const ready = (await fetch("/readyz")).ok;
    pill.textContent = t(ready ? "ready" : "notReady");
    pill.className = ready ? "pill good" : "pill bad";
    // A browser comes back by itself after a cut, but not after a refusal.
    if (ready && me && stream?.readyState === EventSource.CLOSED) await start();
  } catch {
    pill.textContent = t("unreachable");
    pill.className = "pill bad";
  }
}

async function showReports() {
  const [kpis, top, alerts] = await Promise.all([
    call("GET", "/analytics/kpis"),
    call("GET", "/analytics/top-items?minutes=60&limit=5"),
    call("GET", "/analytics/inventory-alerts"),
  ]);
  by("revenue").textContent = dong(kpis.revenue);
  by("orders").textContent = number(kpis.orders);
  by("average").textContent = dong(kpis.average_order_value);
  by("refunded").textContent = dong(kpis.refunded_amount);
  by("conversion").textContent = percent(kpis.conversion_rate);
  const p50 = kpis.time_to_serve.p50_seconds;
  by("serve").textContent = p50 === null ? "–" : `${number(p50)} ${t("seconds")}`;
  fill(by("top"), top.items.map((item) => `${item.name ?? item.menu_id}: ${number(item.qty)}`));
  const level = (i) => `${i.name}: ${number(i.on_hand)} ${i.unit} (${i.shop_id})`;
  fill(by("alerts"), alerts.items.map(level));
}

async function showQueue() {
  const pages = await Promise.all(["ready", "preparing", "placed"].map((status) =>
    call("GET", `/orders?status=${status}&limit=200`)));
  const words = { placed: t("placed"), preparing: t("preparing"), ready: t("ready_order") };
  const line = (order) => {
    const cups = order.items.reduce((sum, item) => sum + item.qty, 0);
    return `#${order.queue_number} · ${number(cups)} × · ${words[order.status]}`;
  };
  // Who waits longest stands first.
  fill(by("waiting"), pages.flatMap((page) => {
    const orders = page.items.reverse();
    const lines = orders.slice(0, SHOWN_PER_STATUS).map(line);
    const rest = orders.length - lines.length;
    return rest > 0 ? [...lines, `… ${t("more").replace("{n}", number(rest))}`] : lines;
  }));
}

async function refresh() {
  refreshTimer = null;
  try {
    await Promise.all([showQueue(), SEES_REPORTS.includes(me.role) ? showReports() : null]);
  } catch (error) {
    if (error.status === 401) await start();
  }
}

function refreshSoon() {
  refreshTimer ??= setTimeout(refresh, REFRESH_PAUSE_MS);
}

function follow() {
  const reports = SEES_REPORTS.includes(me.role);
  const topics = reports
    ? ["live", "orders", "order_status", "refunds", "analytics", "inventory_events"]
    : ["orders", "order_status"];
  stream = new EventSource(`${API}/events/stream?topics=${topics.join(",")}`);
  for (const topic of topics) stream.addEventListener(topic, refreshSoon);
}

async function start() {
  stream?.close();
  stream = null;
  try {
    me = await call("GET", "/session");
  } catch {
    me = null;
  }
  const code = new URLSearchParams(location.hash.slice(1)).get("claim");
  by("claim").hidden = Boolean(me) || !code;
  by("login").hidden = Boolean(me) || Boolean(code);
  if (code) by("claim").elements.code.value = code;
  by("logout").hidden = !me;
  by("queue").hidden = !me;
  by("numbers").hidden = !me || !SEES_REPORTS.includes(me.role);
  by("who").textContent = me ? me.username : "";
  if (!me) return;
  await refresh();
  follow();
}

function onSubmit(id, path) {
  by(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const shown = form.querySelector(".error");
    shown.textContent = "";
    try {
      await call("POST", path, Object.fromEntries(new FormData(form)));
      form.reset();
      history.replaceState(null, "", location.pathname);
      await start();
    } catch (error) {
      shown.textContent = error.message;
    }
  });
}

onSubmit("login", "/session");
onSubmit("claim", "/setup/claim");
window.addEventListener("hashchange", start);
by("logout").addEventListener("click", async () => {
  await call("DELETE", "/session").catch(() => null);
  await start();
});
by("language").addEventListener("click", () => {
  language = language === "vi" ? "en" : "vi";
  localStorage.setItem("language", language);
  translate();
  showState();
  if (me) refreshSoon();
});
translate();
showState();
setInterval(showState, 5000);
start();
