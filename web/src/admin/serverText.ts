import type { FormInstance } from "antd";
import { ApiError } from "@/api/client";
import { strings } from "./strings";

const KNOWN: [RegExp, Parameters<typeof strings.t>[0]][] = [
  [/^must have (\d+) to (\d+) bytes without control characters$/, "badLength"],
  [/^must be a whole number from (-?\d+) to (-?\d+)$/, "badNumber"],
  [/^must be 0 to max$/, "badMin"],
  [/^must have (\d+) to (\d+) bytes$/, "badBytes"],
  [/^must have (\d+) to (\d+) digits$/, "badDigits"],
  [/^must be 1 to 64 of A-Z a-z 0-9 _ -$/, "badSlug"],
  [/^is one of those that everybody tries first/, "badGuess"],
  [/^must not hold the user name$/, "badHoldsName"],
  [/^is used twice$|twice|duplicate/, "badTwice"],
];

/** What the server says about a field, in the language of the screen where the case is known. */
export function serverText(message: string): string {
  for (const [pattern, key] of KNOWN) {
    const found = pattern.exec(message);
    if (found) return strings.t(key, { from: found[1] ?? "", to: found[2] ?? "" });
  }
  return message;
}

/** `option_groups[0].options[1].price` as the path of a form's field. */
export function fieldPath(field: string): (string | number)[] {
  return field
    .split(/[.[\]]+/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Puts the server's words at the fields they are about; gives the paths of those fields. */
export function complainAtFields<T>(form: FormInstance<T>, error: unknown): (string | number)[][] {
  const wrong = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const fields = wrong.map(({ field, message }) => ({
    name: fieldPath(field),
    errors: [serverText(message)],
  }));
  form.setFields(fields as never);
  return fields.map(({ name }) => name);
}
