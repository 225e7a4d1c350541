// The status page: what the shop says about itself, in Vietnamese or English, live when signed in.
"use strict";

const TEXTS = {
  vi: {
    open: "Đang mở bán", notReady: "Chưa sẵn sàng", unreachable: "Mất kết nối",
    updated: "Số liệu lúc {time}", login: "Đăng nhập", logout: "Đăng xuất",
    username: "Tên đăng nhập", usernameRule: "Chữ không dấu, chữ số, _ và -; tối đa 64 ký tự.",
    password: "Mật khẩu",
    passwordRule: "Ít nhất 8 ký tự, khó đoán, không chứa tên đăng nhập.",
    claimTitle: "Nhận quán", claimText: "Tạo tài khoản chủ quán bằng mã hiện ra khi khởi động.",
    code: "Mã", claim: "Tạo tài khoản", toLogin: "Đã có tài khoản",
    ended: "Phiên đăng nhập đã hết. Hãy đăng nhập lại.",
    firstRun: "Lần đầu mở quán? Dùng liên kết hiện ra khi khởi động.",
    today: "Hôm nay", revenue: "Doanh thu", orders: "Đơn hàng", items: "Số ly",
    average: "Trung bình mỗi đơn",
    refunded: "Đã hoàn tiền", conversion: "Tỷ lệ mua", serve: "Thời gian pha (trung vị)",
    top: "Bán chạy 60 phút qua", alerts: "Sắp hết hàng", nothingSold: "Chưa bán món nào.",
    nothingShort: "Nguyên liệu đủ dùng.", queue: "Đơn đang chờ", ready: "Đã pha xong",
    preparing: "Đang pha", placed: "Mới", nobody: "Không có đơn nào.", cup_other: "{n} ly",
    more: "và {n} đơn khác", manyMore: "và hơn {n} đơn khác",
    links: "Liên kết", menu: "Thực đơn (JSON)", openapi: "API (OpenAPI)",
    readiness: "Tình trạng (JSON)", metrics: "Số liệu Prometheus", other: "English",
    owner: "chủ quán", manager: "quản lý", cashier: "thu ngân", barista: "pha chế",
    failed: "Không làm được: {why}", noAnswer: "Quán không trả lời. Hãy thử lại.",
    "session-bad-login": "Sai tên đăng nhập hoặc mật khẩu.",
    "session-too-many": "Sai quá nhiều lần. Hãy thử lại sau {seconds} giây.",
    "setup-bad-code": "Mã sai, đã dùng hoặc quá 30 phút. Nếu quán đã có chủ, hãy đăng nhập; " +
      "nếu chưa, khởi động lại quán để lấy mã mới.",
    "setup-claimed": "Quán đã có chủ. Hãy đăng nhập.",
    "setup-loopback-only": "Chỉ nhận quán được từ chính máy đang chạy quán.",
  },
  en: {
    open: "Open for orders", notReady: "Not ready", unreachable: "No connection",
    updated: "Figures as of {time}", login: "Log in", logout: "Log out",
    username: "User name", usernameRule: "A to Z, digits, _ and -; at most 64 characters.",
    password: "Password",
    passwordRule: "At least 8 characters, hard to guess, without the user name.",
    claimTitle: "Claim the shop",
    claimText: "Make the owner's account with the code that was printed at the start.",
    code: "Code", claim: "Make the account", toLogin: "I have an account",
    ended: "Your session has ended. Please log in again.",
    firstRun: "First time? Use the link that was printed at the start.",
    today: "Today", revenue: "Revenue", orders: "Orders", items: "Cups",
    average: "Average order", refunded: "Refunded", conversion: "Conversion",
    serve: "Time to serve (median)",
    top: "Best sellers, last 60 minutes", alerts: "Running low", nothingSold: "Nothing sold yet.",
    nothingShort: "Enough of everything.", queue: "Open orders", ready: "Ready",
    preparing: "Being made", placed: "New", nobody: "None.", cup_one: "{n} cup",
    cup_other: "{n} cups", more: "and {n} more", manyMore: "and more than {n} more",
    links: "Links", menu: "Menu (JSON)", openapi: "API (OpenAPI)",
    readiness: "Readiness (JSON)", metrics: "Prometheus metrics", other: "Tiếng Việt",
    owner: "owner", manager: "manager", cashier: "cashier", barista: "barista",
    failed: "That did not work: {why}", noAnswer: "The shop does not answer. Try again.",
    "session-bad-login": "User name or password is wrong.",
    "session-too-many": "Too many wrong tries. Try again in {seconds} s.",
    "setup-bad-code": "The code is wrong, used or older than 30 minutes. If the shop has an " +
      "owner, log in; if not, restart the shop for a new code.",
    "setup-claimed": "The shop has an owner already. Log in instead.",
    "setup-loopback-only": "The shop can only be claimed on the machine it runs on.",
  },
};
const API = "/api/v1";
const SEES_REPORTS = ["owner", "manager"];
const STATUSES = ["ready", "preparing", "placed"];
const REFRESH_PAUSE_MS = 700;
const STATE_PAUSE_MS = 5000;
// Without any event the hour of the best sellers moves on, and the business day ends.
const FIGURES_AGE_MAX_MS = 60000;
const LISTED_MAX = 200;
const SHOWN_PER_STATUS = 12;

const by = (id) => document.getElementById(id);

// A browser may refuse to store anything; the page then forgets, and works.
function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}

function firstLanguage() {
  const wanted = [stored("language"), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wanted.find((tag) => tag in TEXTS) ?? "vi";
}

let language = firstLanguage();
let me = null;
let asked = false;  // Whether the shop has said who we are, or that we are nobody.
let starts = 0;
let stream = null;
let stale = false;  // Something happened since the figures were asked for.
let refreshing = false;
let figuresAt = null;

const t = (key, values = {}) =>
  TEXTS[language][key]?.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const locale = () => (language === "vi" ? "vi-VN" : "en-GB");
const number = (value, style = {}) => new Intl.NumberFormat(locale(), style).format(value);
const orDash = (value, shown) => (value === null ? "–" : shown(value));
const dong = (value) =>
  number(value, { style: "currency", currency: "VND", maximumFractionDigits: 0 });
const percent = (value) => number(value, { style: "percent", maximumFractionDigits: 1 });

function duration(seconds) {
  const [value, unit] = seconds < 60 ? [seconds, "second"] : [seconds / 60, "minute"];
  return number(value, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 1 });
}

function cups(count) {
  const form = new Intl.PluralRules(locale()).select(count);
  return t(`cup_${form}`, { n: number(count) });
}

// A screen reader says a changed text again, even when it is the same.
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function translate() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
  }
  for (const node of document.querySelectorAll(".error")) node.textContent = "";
  by("language").textContent = t("other");
  by("language").lang = language === "vi" ? "en" : "vi";
  showMe();
}

function showMe() {
  by("who").textContent = me ? `${me.username} (${t(me.role)})` : "";
  const time = figuresAt?.toLocaleTimeString(locale());
  by("updated").textContent = me && time ? t("updated", { time }) : "";
}

async function call(method, path, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer, text;
  try {
    answer = await fetch(API + path, options);
    text = await answer.text();
  } catch {
    throw Object.assign(new Error(t("noAnswer")), { status: 0 });
  }
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    // No body, or a proxy in front that answers in its own words.
  }
  if (answer.ok) return value;
  const seconds = answer.headers.get("Retry-After") ?? "60";
  const known = t((value?.type ?? "").replace("/problems/", ""), { seconds });
  const why = value?.detail ?? `${answer.status} ${answer.statusText}`;
  throw Object.assign(new Error(known ?? t("failed", { why })), { status: answer.status });
}

// Names come from people: always as text, never as markup.
function row(parts, kind = "") {
  const item = document.createElement("li");
  item.className = kind;
  item.append(...parts.flatMap((part, i) => {
    const span = document.createElement("span");
    span.textContent = part;
    return i === 0 ? [span] : [" ", span];
  }));
  return item;
}

function fill(list, rows, none) {
  list.replaceChildren(...(rows.length ? rows : [row([none], "none")]));
}

async function showState() {
  const pill = by("state");
  let ready = false;
  try {
    ready = (await fetch("/readyz")).ok;
    say(pill, t(ready ? "open" : "notReady"));
  } catch {
    say(pill, t("unreachable"));
  }
  pill.className = ready ? "pill good" : "pill bad";
  if (!ready) return;
  // A browser comes back by itself after a cut, but not after a refusal.
  if (!asked || (me && stream?.readyState === EventSource.CLOSED)) await start();
  if (me && Date.now() - (figuresAt ?? 0) > FIGURES_AGE_MAX_MS) refreshSoon();
}

async function showReports() {
  const [kpis, top, alerts] = await Promise.all([
    call("GET", "/analytics/kpis"),
    call("GET", "/analytics/top-items?minutes=60&limit=5"),
    call("GET", "/analytics/inventory-alerts"),
  ]);
  by("revenue").textContent = dong(kpis.revenue);
  by("orders").textContent = number(kpis.orders);
  by("items").textContent = number(kpis.items);
  by("average").textContent = orDash(kpis.average_order_value, dong);
  by("refunded").textContent = dong(kpis.refunded_amount);
  by("conversion").textContent = orDash(kpis.conversion_rate, percent);
  by("serve").textContent = orDash(kpis.time_to_serve.p50_seconds, duration);
  const sold = (item) => row([item.name ?? item.menu_id, cups(item.qty)]);
  fill(by("top"), top.items.map(sold), t("nothingSold"));
  const short = (i) => row([named(i.name, i), `${number(i.on_hand)} ${i.unit}`]);
  fill(by("alerts"), alerts.items.map(short), t("nothingShort"));
}

// Most have one shop and need not read its name everywhere.
const named = (text, { shop_id }) => (shop_id === "main" ? text : `${text} (${shop_id})`);

function showOrders(status, page) {
  // Who waits longest stands first.
  const orders = page.items.reverse();
  const rows = orders.slice(0, SHOWN_PER_STATUS).map((order) => row([
    named(`#${order.queue_number}`, order),
    cups(order.items.reduce((sum, item) => sum + item.qty, 0)),
  ]));
  const rest = orders.length - rows.length;
  const n = number(rest);
  if (rest > 0) rows.push(row([t(page.next_cursor ? "manyMore" : "more", { n })], "more"));
  fill(by(status), rows, t("nobody"));
  const count = number(orders.length);
  by(`${status}-count`).textContent = `(${count}${page.next_cursor ? "+" : ""})`;
}

async function showQueue() {
  const pages = await Promise.all(STATUSES.map((status) =>
    call("GET", `/orders?status=${status}&limit=${LISTED_MAX}`)));
  pages.forEach((page, i) => showOrders(STATUSES[i], page));
}

async function refresh() {
  try {
    await Promise.all([showQueue(), SEES_REPORTS.includes(me.role) ? showReports() : null]);
    figuresAt = new Date();
    by("updated").classList.remove("bad");
    showMe();
  } catch (error) {
    by("updated").classList.add("bad");
    if (error.status === 401) await start();
  }
}

// One refresh at a time, so that an old answer never overwrites a newer one.
async function refreshSoon() {
  stale = true;
  if (refreshing) return;
  refreshing = true;
  while (stale && me && !document.hidden) {
    stale = false;
    await refresh();
    await new Promise((done) => setTimeout(done, REFRESH_PAUSE_MS));
  }
  refreshing = false;
}

function follow() {
  const reports = SEES_REPORTS.includes(me.role);
  const topics = reports
    ? ["live", "orders", "order_status", "refunds", "analytics", "inventory_events"]
    : ["orders", "order_status"];
  stream = new EventSource(`${API}/events/stream?topics=${topics.join(",")}`);
  for (const topic of topics) stream.addEventListener(topic, refreshSoon);
  // After a cut: whatever happened meanwhile.
  stream.addEventListener("open", () => { refreshSoon(); showState(); });
  stream.addEventListener("error", showState);
}

async function whoAmI() {
  // Whoever never logged in here need not be told by an error in the console.
  if (!stored("signed-in")) return null;
  try {
    return await call("GET", "/session");
  } catch (error) {
    if (error.status !== 401) throw error;
    store("signed-in", null);
    by("ended").hidden = false;
    return null;
  }
}

async function start() {
  const mine = ++starts;
  stream?.close();
  stream = null;
  let found;
  try {
    found = await whoAmI();
  } catch {
    asked = false;  // No answer is no refusal: showState() starts again.
    return;
  }
  if (mine !== starts) return;
  me = found;
  asked = true;
  const code = new URLSearchParams(location.hash.slice(1)).get("claim");
  const shown = me ? null : code ? "claim" : "login";
  for (const id of ["claim", "login"]) by(id).hidden = id !== shown;
  if (code) by("claim").elements.code.value = code;
  by("logout").hidden = !me;
  by("queue").hidden = !me;
  by("numbers").hidden = !me || !SEES_REPORTS.includes(me.role);
  showMe();
  if (shown) {
    by(shown).elements.username.focus();
  } else {
    follow();
    refreshSoon();
  }
}

function onSubmit(id, path) {
  by(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const shown = form.querySelector(".error");
    const button = form.querySelector("[type=submit]");
    shown.textContent = "";
    button.disabled = true;
    try {
      await call("POST", path, Object.fromEntries(new FormData(form)));
      form.reset();
      store("signed-in", "yes");
      by("ended").hidden = true;
      history.replaceState(null, "", location.pathname);
      await start();
      if (me) by(SEES_REPORTS.includes(me.role) ? "numbers-title" : "queue-title").focus();
    } catch (error) {
      shown.textContent = error.message;
      (form.elements.code ?? form.elements.password).select();
    } finally {
      button.disabled = false;
    }
  });
}

onSubmit("login", "/session");
onSubmit("claim", "/setup/claim");
window.addEventListener("hashchange", start);
document.addEventListener("visibilitychange", () => { if (me) refreshSoon(); });
by("to-login").addEventListener("click", () => {
  history.replaceState(null, "", location.pathname);
  start();
});
by("logout").addEventListener("click", async () => {
  try {
    await call("DELETE", "/session");
  } catch (error) {
    if (error.status !== 401) return showState();  // Still logged in, and it must look so.
  }
  store("signed-in", null);
  store("language", language);  // Logging out clears what the browser keeps for the shop.
  location.reload();  // The next one at this machine finds no figures left in the page.
});
by("language").addEventListener("click", () => {
  language = language === "vi" ? "en" : "vi";
  store("language", language);
  translate();
  showState();
  if (me) refreshSoon();
});
translate();
showState();
setInterval(showState, STATE_PAUSE_MS);
start();
