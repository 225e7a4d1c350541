import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { MenuItem } from "@/api/client";
import type { Sale, SaleState } from "./sale";

interface TillDatabase extends DBSchema {
  sales: { key: string; value: Sale; indexes: { state: SaleState; sold_at: string } };
  /** The last menu seen, so that a till that starts without a connection can sell. */
  menu: { key: string; value: { key: string; items: MenuItem[]; saved_at: string } };
}

const KEPT_SALES = 500;
const MENU = "menu";

/** What the till keeps on its own disk. Every write is durable when its promise is kept. */
export class TillStore {
  private constructor(private readonly db: IDBPDatabase<TillDatabase>) {}

  static async open(name = "drinkshop-till"): Promise<TillStore> {
    const db = await openDB<TillDatabase>(name, 1, {
      upgrade(fresh) {
        const sales = fresh.createObjectStore("sales", { keyPath: "order_id" });
        sales.createIndex("state", "state");
        sales.createIndex("sold_at", "sold_at");
        fresh.createObjectStore("menu", { keyPath: "key" });
      },
      // Another tab wants a newer layout: let go, or it could not open.
      blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
    });
    return new TillStore(db);
  }

  close(): void {
    this.db.close();
  }

  async put(sale: Sale): Promise<void> {
    const tx = this.db.transaction("sales", "readwrite", { durability: "strict" });
    await Promise.all([tx.store.put(sale), tx.done]);
  }

  /**
   * Writes a sale that is about to be made, in one step with the look whether it was made already,
   * by this tab or another one: then nothing is written, and that one is the answer.
   */
  async begin(sale: Sale): Promise<Sale | null> {
    const tx = this.db.transaction("sales", "readwrite", { durability: "strict" });
    const known = await tx.store.get(sale.order_id);
    const made = known && known.state !== "asked" ? known : null;
    const may_be_stored = sale.may_be_stored || known?.may_be_stored === true;
    if (!made) await tx.store.put({ ...sale, may_be_stored });
    await tx.done;
    return made;
  }

  async remove(orderId: string): Promise<void> {
    const tx = this.db.transaction("sales", "readwrite", { durability: "strict" });
    await Promise.all([tx.store.delete(orderId), tx.done]);
  }

  get(orderId: string): Promise<Sale | undefined> {
    return this.db.get("sales", orderId);
  }

  /** Oldest first. */
  async inState(state: SaleState): Promise<Sale[]> {
    const found = await this.db.getAllFromIndex("sales", "state", state);
    return found.sort((a, b) => (a.sold_at < b.sold_at ? -1 : 1));
  }

  /** Forgets the oldest of the sales that the server has. */
  async prune(): Promise<void> {
    const stored = await this.inState("stored");
    const old = stored.slice(0, Math.max(0, stored.length - KEPT_SALES));
    const tx = this.db.transaction("sales", "readwrite");
    await Promise.all([...old.map((sale) => tx.store.delete(sale.order_id)), tx.done]);
  }

  async saveMenu(items: MenuItem[]): Promise<void> {
    await this.db.put("menu", { key: MENU, items, saved_at: new Date().toISOString() });
  }

  async menu(): Promise<MenuItem[] | null> {
    return (await this.db.get("menu", MENU))?.items ?? null;
  }
}
