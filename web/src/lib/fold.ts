const MARKS = /\p{Diacritic}/gu;

/** Text as people type it in a hurry: `Trà Sữa Đá` becomes `tra sua da`. Used for search only. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(MARKS, "").replace(/[đĐ]/g, "d").toLowerCase();
}

/** True when every word of the query begins a word of the text, both folded. */
export function matches(foldedText: string, foldedQuery: string): boolean {
  const words = foldedText.split(/[^\p{L}\p{N}]+/u);
  return foldedQuery
    .split(/\s+/)
    .filter((part) => part !== "")
    .every((part) => words.some((word) => word.startsWith(part)));
}
