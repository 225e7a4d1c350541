import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { MenuItem } from "@/api/client";
import { uuidv7 } from "@/lib/uuid";
import {
  addItem,
  type Cart,
  newCart,
  setDiscount,
  setNote,
  setPercent,
  setQty,
  splitLine,
  toggle,
} from "@/order/cart";

interface TillState {
  cart: Cart;
  held: Cart[];
  /** The line whose options are open. */
  open: string | null;
  /** The cart before a line was taken away; without a name, before all were. */
  undo: { cart: Cart; name: string | null } | null;
  add(item: MenuItem): void;
  toggle(lineId: string, item: MenuItem, optionId: string): void;
  setQty(lineId: string, qty: number): void;
  split(lineId: string): void;
  setDiscount(dong: number): void;
  /** Of a line; of the whole order when there is none. */
  setNote(lineId: string | null, note: string): void;
  setTable(table: string): void;
  setPercent(percent: number): void;
  show(lineId: string | null): void;
  takeBack(): void;
  hold(): void;
  recall(orderId: string): void;
  /** The customer has gone: the cart is given up, and can be taken back. */
  clear(): void;
  /** The cart is sold. */
  finish(): void;
  /** Forgets the cart of an order that is sold already. True when it was the open one. */
  drop(orderId: string): boolean;
  /** Its id belongs to another sale. */
  renew(): void;
}

const HELD_MAX = 50;

/** The open order and the held ones. They survive a reload and a crash of the tab. */
export const useTill = create<TillState>()(
  persist(
    (set, get) => ({
      cart: newCart(),
      held: [],
      open: null,
      undo: null,
      add: (item) =>
        set((state) => {
          const added = addItem(state.cart, item);
          return { cart: added.cart, open: added.line_id, undo: null };
        }),
      toggle: (lineId, item, optionId) =>
        set((state) => ({ cart: toggle(state.cart, lineId, item, optionId) })),
      setQty: (lineId, qty) =>
        set((state) => {
          const line = state.cart.lines.find((each) => each.line_id === lineId);
          const gone = qty <= 0 && line !== undefined;
          return {
            cart: setQty(state.cart, lineId, qty),
            undo: gone ? { cart: state.cart, name: line.name } : null,
            open: gone && state.open === lineId ? null : state.open,
          };
        }),
      split: (lineId) =>
        set((state) => {
          const split = splitLine(state.cart, lineId);
          return { cart: split.cart, open: split.line_id };
        }),
      setNote: (lineId, note) =>
        set(({ cart }) => ({
          cart: lineId === null ? { ...cart, note } : setNote(cart, lineId, note),
        })),
      setTable: (table) => set(({ cart }) => ({ cart: { ...cart, table } })),
      setDiscount: (dong) => set((state) => ({ cart: setDiscount(state.cart, dong) })),
      setPercent: (percent) => set((state) => ({ cart: setPercent(state.cart, percent) })),
      show: (open) => set({ open }),
      takeBack: () => set((state) => (state.undo ? { cart: state.undo.cart, undo: null } : {})),
      hold: () =>
        set((state) =>
          state.cart.lines.length === 0 || state.held.length >= HELD_MAX
            ? {}
            : { held: [...state.held, state.cart], cart: newCart(), open: null, undo: null },
        ),
      recall: (orderId) =>
        set((state) => {
          const found = state.held.find((cart) => cart.order_id === orderId);
          if (!found) return {};
          const others = state.held.filter((cart) => cart !== found);
          const held = state.cart.lines.length > 0 ? [...others, state.cart] : others;
          return { cart: found, held, open: null, undo: null };
        }),
      clear: () =>
        set((state) => ({ cart: newCart(), open: null, undo: { cart: state.cart, name: null } })),
      finish: () => set({ cart: newCart(), open: null, undo: null }),
      drop: (orderId) => {
        const open = get().cart.order_id === orderId;
        set((state) => ({
          held: state.held.filter((cart) => cart.order_id !== orderId),
          ...(open ? { cart: newCart(), open: null, undo: null } : {}),
        }));
        return open;
      },
      renew: () => set((state) => ({ cart: { ...state.cart, order_id: uuidv7() } })),
    }),
    {
      name: "till",
      version: 1,
      storage: createJSONStorage(() => localStorage),
      partialize: ({ cart, held }) => ({ cart, held }),
    },
  ),
);
