import { useEffect, useState } from "react";
import type { Board } from "@/api/client";
import { follow } from "@/app/sse";

export interface BoardView {
  /** Null until the server has said something. */
  board: Board | null;
  /** Since when (ms) the line is broken; null while it stands. */
  brokenSince: number | null;
}

/** The public board of one shop, for as long as it is shown. */
export function useBoard(shopId: string): BoardView {
  const [view, setView] = useState<BoardView>({ board: null, brokenSince: null });
  useEffect(() => {
    const abort = new AbortController();
    void follow("/api/v1/board/stream", abort.signal, {
      onBroken: () => setView((now) => ({ ...now, brokenSince: now.brokenSince ?? Date.now() })),
      onOpen: () => setView((now) => ({ ...now, brokenSince: null })),
      onEvent: ({ data }) => {
        const board = JSON.parse(data) as Board;
        if (board.shop_id === shopId) setView((now) => ({ ...now, board }));
      },
    });
    return () => abort.abort();
  }, [shopId]);
  return view;
}

/** When each number became ready, as this screen saw it; those that were there first are old. */
export function readySince(
  before: ReadonlyMap<number, number> | null,
  ready: readonly number[],
  now: number,
): Map<number, number> {
  return new Map(ready.map((number) => [number, before?.get(number) ?? (before ? now : 0)]));
}

/** What was called last comes first. */
export const calledFirst = (ready: ReadonlyMap<number, number>): number[] =>
  [...ready].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([number]) => number);
