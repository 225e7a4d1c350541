// A week and a morning of sales, so that charts have something to show. Made through the API, by
// seeded chance: the same every time but for the clock.
import type { MenuItem, MenuList, Order } from "../../src/api/gen/types.gen.ts";
import type { Shop } from "../support.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SALES_A_DAY = 130;
const SEED = 20260115;

/** Numbers from 0 to 1 (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What has to be chosen, chosen as most people do: in the middle. */
export function usual(item: MenuItem): string[] {
  return item.option_groups.flatMap(({ min, options }) =>
    options
      .slice(Math.floor((options.length - min) / 2))
      .slice(0, min)
      .map(({ option_id }) => option_id),
  );
}

/** Moments of sales, oldest first: around this time of the day, for a week and today until now. */
function moments(random: () => number, now: number): number[] {
  const found: number[] = [];
  for (let day = 7; day >= 0; --day) {
    for (let n = 0; n < SALES_A_DAY; ++n) {
      const hours = (random() + random() - 1) * 4;
      found.push(now - day * DAY_MS + hours * HOUR_MS);
    }
  }
  return found.filter((at) => at < now).sort((a, b) => a - b);
}

export async function sellHistory(shop: Shop): Promise<void> {
  const { items } = await shop.api<MenuList>("GET", "/menu");
  const random = chance(SEED);
  const now = Date.now();
  const sold: string[] = [];
  for (const at of moments(random, now)) {
    const lines = Array.from({ length: 1 + Math.floor(random() * 2) }, () => {
      // The first ones of the menu sell best.
      const item = items[Math.floor(random() ** 2 * items.length)] as MenuItem;
      return { menu_id: item.menu_id, qty: 1 + Math.floor(random() * 1.4), options: usual(item) };
    });
    const once = [...new Map(lines.map((line) => [line.menu_id, line])).values()];
    const order = { created_at: new Date(at).toISOString(), items: once };
    sold.push((await shop.api<Order>("POST", "/orders", order)).order_id);
    const visits = now - at < DAY_MS / 2 ? 2 + Math.floor(random() * 2) : 0;
    for (let n = 0; n < visits; ++n) {
      const session = { session_id: `${at}-${n}`, page: "/m/main" };
      await shop.api("POST", "/visits", session);
    }
  }
  // One after the other, so that the first has waited for a while.
  for (const id of sold) await moved(shop, id, "preparing", "ready", "completed");
}

export async function moved(shop: Shop, orderId: string, ...statuses: string[]): Promise<void> {
  for (const status of statuses) await shop.api("POST", `/orders/${orderId}/status`, { status });
}
