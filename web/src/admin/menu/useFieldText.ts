import type { Ingredient } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { money } from "@/lib/money";
import type { Body, Field } from "./draft";
import { strings } from "./strings";

/** A field of an item as a person reads it. */
export function useFieldText(ingredients: Ingredient[]) {
  const t = strings.useT();
  const language = useLanguage();
  const recipe = (lines: Body["recipe"]): string =>
    lines
      .map(({ ingredient_id, qty }) => {
        const known = ingredients.find((each) => each.ingredient_id === ingredient_id);
        return `${known?.name ?? ingredient_id} ${qty ?? "?"} ${known?.unit ?? ""}`.trim();
      })
      .join(", ");
  const groups = (all: Body["option_groups"]): string =>
    all
      .map((group) => {
        const options = group.options.map(({ name, price = 0, recipe: extra = [] }) => {
          const more = [price > 0 ? `+${money(price, language)}` : "", recipe(extra)];
          const inside = more.filter(Boolean).join("; ");
          return inside ? `${name} (${inside})` : name;
        });
        return `${group.name} ${group.min}–${group.max}: ${options.join(", ")}`;
      })
      .join("\n");
  return (field: Field, body: Body): string => {
    const texts: Record<Field, () => string> = {
      name: () => body.name,
      category: () => body.category,
      price: () => (body.price === undefined ? "" : money(body.price, language)),
      description: () => body.description,
      available: () => t(body.available ? "available" : "soldOut"),
      option_groups: () => groups(body.option_groups),
      recipe: () => recipe(body.recipe),
    };
    return texts[field]() || t("empty");
  };
}
