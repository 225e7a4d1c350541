// The peer of bench/stream: the sales part of `drinkshop replay --flush` as plain Node.
//
// JSON lines of menu_updates and orders on stdin; sales_per_minute and item_sales_per_minute on
// stdout, with a watermark of two minutes, corrections for late orders and deduplication for ever.
// It knows neither refunds, visits, dead letters nor clock skew, so it does less than drinkshop.

import { createWriteStream } from 'node:fs';

const MINUTE_MS = 60_000;
const LATENESS_MS = 2 * MINUTE_MS;
const OUTPUT_CHARACTERS = 1 << 20;

const out = createWriteStream(null, { fd: 1 });
const menu = new Map();
const seen = new Set();
const windows = new Map();
let watermark = -Infinity;
let text = '';
const counts = { read: 0, counted: 0, duplicates: 0, late: 0 };

function emit(value) {
  text += `${JSON.stringify({ topic: 'analytics', value })}\n`;
  if (text.length >= OUTPUT_CHARACTERS) {
    out.write(text);
    text = '';
  }
}

const timeText = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

function windowOf(start, shopId) {
  let shops = windows.get(start);
  if (shops === undefined) windows.set(start, (shops = { closed: false, byShop: new Map() }));
  let sales = shops.byShop.get(shopId);
  if (sales === undefined) {
    sales = { orders: 0, items: 0, revenue: 0, revision: 0, byItem: new Map() };
    shops.byShop.set(shopId, sales);
  }
  return [shops, sales];
}

function emitSales(start, shopId, sales, menuIds) {
  const head = {
    window_start: timeText(start),
    window_end: timeText(start + MINUTE_MS),
    shop_id: shopId,
  };
  const { orders, items, revenue } = sales;
  emit({ type: 'sales_per_minute', ...head, orders, items, revenue, revision: sales.revision });
  sales.revision += 1;
  for (const menuId of menuIds) {
    const item = sales.byItem.get(menuId);
    const { name = null, category = 'unknown' } = menu.get(menuId) ?? {};
    emit({
      type: 'item_sales_per_minute',
      ...head,
      menu_id: menuId,
      name,
      category,
      orders: item.orders,
      qty: item.qty,
      revenue: item.revenue,
      revision: item.revision,
    });
    item.revision += 1;
  }
}

function closeUpTo(limit) {
  const due = [...windows].filter(([start, w]) => !w.closed && start + MINUTE_MS <= limit);
  for (const [start, window] of due.sort(([a], [b]) => a - b)) {
    window.closed = true;
    for (const [shopId, sales] of [...window.byShop].sort()) {
      emitSales(start, shopId, sales, [...sales.byItem.keys()].sort());
    }
  }
}

function count(order) {
  if (seen.has(order.order_id)) {
    counts.duplicates += 1;
    return;
  }
  seen.add(order.order_id);
  counts.counted += 1;
  const at = Date.parse(order.created_at);
  const start = at - (at % MINUTE_MS);
  const late = start + MINUTE_MS <= watermark;
  const [window, sales] = windowOf(start, order.shop_id ?? 'main');
  sales.orders += 1;
  sales.revenue += order.total;
  const changed = new Set();
  for (const { menu_id, qty, price } of order.items) {
    let item = sales.byItem.get(menu_id);
    if (item === undefined) {
      sales.byItem.set(menu_id, (item = { orders: 0, qty: 0, revenue: 0, revision: 0 }));
    }
    if (!changed.has(menu_id)) item.orders += 1;
    changed.add(menu_id);
    item.qty += qty;
    item.revenue += qty * price;
    sales.items += qty;
  }
  if (late) {
    counts.late += 1;
    window.closed = true;
    emitSales(start, order.shop_id ?? 'main', sales, [...changed].sort());
  } else if (at - LATENESS_MS > watermark) {
    const before = Math.floor(watermark / MINUTE_MS);
    watermark = at - LATENESS_MS;
    if (Math.floor(watermark / MINUTE_MS) > before) closeUpTo(watermark);
  }
}

let rest = '';
process.stdin.setEncoding('utf8');
for await (const chunk of process.stdin) {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const { topic, value } = JSON.parse(line);
    if (topic === 'orders') {
      counts.read += 1;
      count(value);
    } else if (topic === 'menu_updates') {
      menu.set(value.menu_id, value);
    }
  }
}
closeUpTo(Infinity);
out.end(text, () => process.stderr.write(`${JSON.stringify({ orders: counts })}\n`));
