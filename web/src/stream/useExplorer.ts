import { useEffect, useState, useSyncExternalStore } from "react";
import { type EventList, listEvents, type Role, unwrap } from "@/api/client";
import { type LiveRecord, live } from "@/app/live";
import { Explorer, type ExplorerSource, type ExplorerView, type Start } from "./explorer";

const EVERYBODYS = ["orders", "order_status", "menu_updates", "inventory_events", "settings"];

/** docs/reference/events.md: who may read what. */
export const TOPICS_OF: Record<Role, string[]> = {
  owner: [...EVERYBODYS, "refunds", "payments", "shifts", "visits", "clock", "analytics", "audit"],
  manager: [
    ...EVERYBODYS,
    "refunds",
    "payments",
    "shifts",
    "visits",
    "clock",
    "analytics",
    "audit",
  ],
  cashier: [...EVERYBODYS, "payments", "shifts"],
  barista: EVERYBODYS,
};

function source(topics: string[]): ExplorerSource {
  return {
    async page(after, limit) {
      const { events } = await unwrap<EventList>(listEvents({ query: { after, limit } }));
      return events as LiveRecord[];
    },
    follow(listener) {
      const stop = live.subscribe(topics, listener);
      return { opened: streamStands(), stop };
    },
  };
}

/** Once the stream that was just asked for stands, it misses nothing. */
async function streamStands(): Promise<void> {
  // The new stream begins behind this turn; until then the old one's state is told.
  await new Promise((done) => setTimeout(done));
  while (live.current().kind !== "live") {
    await new Promise<void>((done) => {
      const forget = live.watch(() => {
        forget();
        done();
      });
    });
  }
}

export function useExplorer(role: Role, from: Start): [Explorer, ExplorerView] {
  const [explorer] = useState(() => new Explorer(source(TOPICS_OF[role])));
  useEffect(() => {
    explorer.start(from);
    return () => explorer.stop();
  }, [explorer, from]);
  return [explorer, useSyncExternalStore(explorer.watch, explorer.current)];
}
