import { noteServerDate } from "@/lib/serverClock";
import { client } from "./gen/client.gen";
import type { Problem } from "./gen/types.gen";

export * from "./gen/sdk.gen";
export type * from "./gen/types.gen";

/** A refusal of the server (RFC 9457), or no answer at all: then `status` is 0. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null, cause?: unknown) {
    super(problem?.detail ?? (status === 0 ? "no answer" : `HTTP ${status}`), { cause });
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
  }

  /** `session.too_many` for `/problems/session-too-many`: the last segment, to tell cases apart. */
  get code(): string {
    return this.problem?.type.replace("/problems/", "") ?? "";
  }

  /** True when nobody knows whether the server did it: repeat with the same id. */
  get outcomeUnknown(): boolean {
    return this.status === 0 || this.status >= 500;
  }

  /** What is wrong with the field of that name, or with one inside of it. */
  field(name: string): string | undefined {
    return this.problem?.errors?.find((e) => e.field === name || e.field.startsWith(`${name}[`))
      ?.message;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "status" in body && "type" in body;
}

client.setConfig({ baseUrl: "", credentials: "same-origin" });
client.interceptors.response.use((response) => {
  noteServerDate(response.headers.get("date"), Date.now());
  return response;
});
client.interceptors.error.use((error, response) => {
  if (error instanceof ApiError) return error;
  return new ApiError(response?.status ?? 0, isProblem(error) ? error : null, error);
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response?: Response;
}

/** The body of an answer, undefined for 204; throws the ApiError of a refusal. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await call;
  if (answer.error !== undefined) throw answer.error;
  return answer.data as T;
}
