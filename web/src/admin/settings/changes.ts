import type { Settings } from "@/api/client";

/** What the form says otherwise than what is stored; an emptied number is left to the server. */
export function changesOf(stored: Settings, form: Partial<Settings>): Partial<Settings> {
  const entries = Object.entries(form).filter(
    ([name, value]) => name in stored && value !== stored[name as keyof Settings],
  );
  return Object.fromEntries(entries) as Partial<Settings>;
}
