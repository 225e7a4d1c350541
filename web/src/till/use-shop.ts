import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import {
  ApiError,
  getOrder,
  listMenu,
  type MenuItem,
  type Order,
  placeOrder,
  unwrap,
} from "@/api/client";
import { live, useLive, useLiveState } from "@/app/live";
import { type Catalogue, catalogueOf, type Heard, isBehind } from "@/order/menu";
import { Outbox, type Shop } from "./outbox/outbox";
import { TillStore } from "./outbox/store";

const shop: Shop = {
  place: (order, signal) => unwrap<Order>(placeOrder({ body: order, signal })),
  async find(order_id, signal) {
    try {
      return await unwrap<Order>(getOrder({ path: { order_id }, signal }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },
};

interface Till {
  store: TillStore;
  outbox: Outbox;
}

let opened: Promise<Till> | undefined;

/** One store and one outbox per tab, opened at the first use. */
export function openTill(): Promise<Till> {
  opened ??= TillStore.open().then((store) => {
    const outbox = new Outbox(store, shop);
    const flush = () => void outbox.flush();
    addEventListener("online", flush);
    document.addEventListener("visibilitychange", flush);
    live.watch(() => {
      if (live.current().kind === "live") flush();
    });
    void navigator.storage?.persist?.();
    return { store, outbox };
  });
  return opened;
}

export function useTillStore(): Till | null {
  const [till, setTill] = useState<Till | null>(null);
  useEffect(() => {
    void openTill().then(setTill);
  }, []);
  return till;
}

const nothing = { waiting: 0, stuck: 0, since: null };
const never = () => () => {};

export function useWaiting(outbox: Outbox | undefined) {
  return useSyncExternalStore(outbox?.watch ?? never, outbox?.current ?? (() => nothing));
}

const BURST_MS = 50; // Changes come in bursts.
const BEHIND_MS = 250;
const RETRY_MS = 5_000;

/**
 * The menu, live: from the server when it answers, else the last one that this till saw. Null while
 * neither is known.
 */
export function useCatalogue(store: TillStore | undefined): Catalogue | null {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null);
  const [version, setVersion] = useState(0);
  const line = useLiveState().kind;
  const heard = useRef(new Map<string, Heard>());
  useLive(["menu_updates"], ({ value }) => {
    heard.current.set(String(value.menu_id), {
      version: Number(value.version),
      deleted: value.action === "delete",
    });
    setVersion((n) => n + 1);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change or a new connection asks anew
  useEffect(() => {
    if (!store) return;
    let current = true;
    const show = (items: MenuItem[]) => {
      if (current) setCatalogue(catalogueOf(items));
    };
    const load = async () => {
      try {
        const menu = await unwrap<{ items: MenuItem[] }>(listMenu());
        show(menu.items);
        if (isBehind(menu.items, heard.current)) again(BEHIND_MS);
        else heard.current.clear();
        await store.saveMenu(menu.items);
      } catch {
        const saved = await store.menu();
        if (saved && current) setCatalogue((known) => known ?? catalogueOf(saved));
        again(RETRY_MS);
      }
    };
    let timer = setTimeout(load, BURST_MS);
    const again = (ms: number) => {
      if (current) timer = setTimeout(load, ms);
    };
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [store, version, line]);
  return catalogue;
}
