import { type EventList, listEvents, type Topic, unwrap } from "@/api/client";
import type { LiveRecord } from "@/app/live";

const PAGE = 1_000;

/**
 * A topic from its beginning to its end, or until it is `enough`; only what `keep` wants stays in
 * memory.
 */
export async function allEvents(
  topic: Topic,
  keep: (record: LiveRecord) => boolean,
  signal?: AbortSignal,
  enough: () => boolean = () => false,
): Promise<LiveRecord[]> {
  const kept: LiveRecord[] = [];
  for (let after = 0; ; ) {
    const query = { topic, after, limit: PAGE };
    const { events } = await unwrap<EventList>(listEvents({ query, signal }));
    for (const each of events as LiveRecord[]) if (keep(each)) kept.push(each);
    const last = events.at(-1);
    if (!last || events.length < PAGE || enough()) return kept;
    after = last.position;
  }
}
