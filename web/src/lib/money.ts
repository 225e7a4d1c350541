const formats = new Map<string, Intl.NumberFormat>();

function format(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${options.style ?? ""} ${options.notation ?? ""}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en", options);
    formats.set(key, found);
  }
  return found;
}

/** Whole dong: `45.000 ₫` in Vietnamese, `₫45,000` in English. */
export function money(dong: number, language: string): string {
  return format(language, { style: "currency", currency: "VND" }).format(dong);
}

/** A whole number with the language's separators. */
export function count(value: number, language: string): string {
  return format(language, {}).format(value);
}

/** A share of 0 to 1 as a percentage with one decimal; a dash when there is none. */
export function percent(share: number | null, language: string): string {
  if (share === null) return "–";
  return format(language, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

/**
 * The notes a customer may hand over for `total`: the exact sum, then rounded up to the next
 * 10,000, 50,000, 100,000, 200,000 and 500,000 dong; at most five, none twice.
 */
export function quickCash(total: number): number[] {
  const steps = [1, 10_000, 50_000, 100_000, 200_000, 500_000];
  const amounts = steps.map((step) => Math.ceil(total / step) * step);
  return [...new Set(amounts)].sort((a, b) => a - b).slice(0, 5);
}
