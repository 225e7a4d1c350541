import { useQuery } from "@tanstack/react-query";
import { listUsers, type User, type UserList, unwrap } from "@/api/client";
import { type Pushed, usePushed } from "@/app/usePushed";
import { allEvents } from "../allEvents";
import { type Made, madeOf } from "./staff";

const STAFF_MS = 500;

/** Everybody who may or might sign in; every change of a login stands in the audit trail. */
export function useStaff(): Pushed<User[]> {
  return usePushed(
    ["audit"],
    "staff",
    async () => (await unwrap<UserList>(listUsers())).items,
    STAFF_MS,
  );
}

/** When accounts were made: only the audit trail knows, and it is read no further than needed. */
export function useMade(users: readonly User[]): ReadonlyMap<string, Made> | undefined {
  const names = users.map(({ username }) => username).sort();
  const { data } = useQuery({
    queryKey: ["admin", "made", names],
    enabled: names.length > 0,
    queryFn: async ({ signal }) => {
      const wanted = new Set(names);
      const found = new Map<string, Made>();
      const keep: Parameters<typeof allEvents>[1] = (record) => {
        const one = madeOf(record);
        if (one) {
          found.set(...one);
          wanted.delete(one[0]);
        }
        return false;
      };
      await allEvents("audit", keep, signal, () => wanted.size === 0);
      return found;
    },
    placeholderData: (before) => before,
  });
  return data;
}
