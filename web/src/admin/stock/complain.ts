import type { FormInstance } from "antd";
import { ApiError } from "@/api/client";
import { fieldPath, serverText } from "../serverText";

/** Puts the server's words at the fields they are about; false when they are about none. */
export function complainAtFields<T>(form: FormInstance<T>, error: unknown): boolean {
  const wrong = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const fields = wrong.map(({ field, message }) => ({
    name: fieldPath(field) as never,
    errors: [serverText(message)],
  }));
  form.setFields(fields);
  return wrong.length > 0;
}
