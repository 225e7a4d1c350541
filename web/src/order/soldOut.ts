import type { MenuItem, SoldOut } from "@/api/client";
import type { Option } from "./menu";

/** The menu with what cannot be made: such an item is not available, such an option says so. */
export function withSoldOut(menu: Iterable<MenuItem>, out: SoldOut): MenuItem[] {
  const items = new Set(out.items);
  const options = new Set(out.options.map((o) => `${o.menu_id} ${o.option_id}`));
  return [...menu].map((item) => {
    const marked = (option: Option): Option =>
      options.has(`${item.menu_id} ${option.option_id}`) ? { ...option, sold_out: true } : option;
    return {
      ...item,
      available: item.available && !items.has(item.menu_id),
      option_groups: item.option_groups.map((group) => ({
        ...group,
        options: group.options.map(marked),
      })),
    };
  });
}

export const isNothing = ({ items, options }: SoldOut): boolean =>
  items.length + options.length === 0;
