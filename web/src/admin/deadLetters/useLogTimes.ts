import { useEffect, useState } from "react";
import { type EventList, listEvents, unwrap } from "@/api/client";
import { FewAtATime } from "@/lib/fewAtATime";

/** When the records at these positions were appended: the list of dead letters does not say. */
export function useLogTimes(positions: readonly number[]): ReadonlyMap<number, string> {
  const [times, setTimes] = useState<ReadonlyMap<number, string>>(new Map());
  const [asked] = useState(() => new Set<number>());
  const [queue] = useState(
    () =>
      new FewAtATime(async (id) => {
        const position = Number(id);
        const query = { after: position - 1, limit: 1 };
        try {
          const { events } = await unwrap<EventList>(listEvents({ query }));
          const found = events[0];
          if (found?.position !== position) return;
          setTimes((all) => new Map(all).set(position, found.appended_at));
        } catch {
          // Without a time it is still a dead letter: bytes that are no JSON cannot be read there.
        }
      }),
  );
  useEffect(() => {
    for (const position of positions) {
      if (asked.has(position)) continue;
      asked.add(position);
      queue.add(String(position));
    }
  }, [positions, asked, queue]);
  return times;
}
