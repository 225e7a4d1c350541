import { expect, test } from "vitest";
import { ApiError, type Role, type User } from "@/api/client";
import { serverText } from "../serverText";
import { madeOf, refusalOf, rowsOf } from "./staff";

const user = (username: string, role: Role, active = true): User => ({
  username,
  role,
  active,
  has_pin: false,
});
const names = (users: User[]) => users.map(({ username }) => username);

test("who may work first, owners before others, by name as people count", () => {
  const users = [
    user("quay-10", "cashier"),
    user("cu", "owner", false),
    user("quay-2", "cashier"),
    user("mai", "barista"),
    user("chu", "owner"),
  ];
  expect(names(rowsOf(users, "", false))).toEqual(["chu", "quay-2", "quay-10", "mai", "cu"]);
  expect(names(rowsOf(users, "", true))).not.toContain("cu");
  expect(names(rowsOf(users, "QUA", false))).toEqual(["quay-2", "quay-10"]);
  expect(rowsOf(users, "xyz", false)).toEqual([]);
});

test("when and by whom an account was made; other records say nothing of it", () => {
  const record = (action: string) => ({
    topic: "audit",
    position: 3,
    key: "mai",
    value: { at: "2026-03-01T10:00:00.000Z", actor: "chu", action, entity: "mai" },
    appended_at: "2026-03-01T10:00:01.000Z",
  });
  expect(madeOf(record("user.add"))).toEqual([
    "mai",
    { at: "2026-03-01T10:00:00.000Z", by: "chu" },
  ]);
  expect(madeOf(record("user.role"))).toBeUndefined();
});

test("what the server refuses for the person's sake is told apart from the rest", () => {
  const refused = (status: number, type: string) =>
    new ApiError(status, { type: `/problems/${type}`, title: "", status, detail: "" });
  expect(refusalOf(refused(409, "user-last-owner"))).toBe("lastOwner");
  expect(refusalOf(refused(404, "user-unknown"))).toBe("gone");
  expect(refusalOf(refused(422, "validation"))).toBeUndefined();
  expect(refusalOf(new Error("no"))).toBeUndefined();
});

test("what the server says about names and passwords is said in the person's language", () => {
  // src/domain/access.cpp and src/application/access.cpp
  for (const message of [
    "must have 8 to 256 bytes",
    "must have 6 to 8 digits",
    "must be 1 to 64 of A-Z a-z 0-9 _ -",
    "is one of those that everybody tries first; choose another",
    "must not hold the user name",
  ]) {
    expect(serverText(message)).not.toBe(message);
  }
  expect(serverText("must have 8 to 256 bytes")).toContain("256");
});
