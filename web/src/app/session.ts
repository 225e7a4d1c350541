import { QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, logIn, logOut, type Principal, type Role, unwrap, whoAmI } from "@/api/client";

const KEY = ["session"];

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 3 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

// A session that ended in the middle of work: who is asked for sends the person to the log-in page,
// which knows the way back.
export function forgetSession(): void {
  queries.setQueryData(KEY, null);
}
export const forgetSessionOn401 = (error: unknown) => {
  if (error instanceof ApiError && error.status === 401) forgetSession();
};
queries.getQueryCache().config.onError = forgetSessionOn401;
queries.getMutationCache().config.onError = forgetSessionOn401;

const REMEMBERED = "who";

/** Who used this device last: lets a till without a connection go on selling. */
function remembered(): Principal | null {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "null");
  } catch {
    return null;
  }
}

async function ask(): Promise<Principal | null> {
  try {
    const who = await unwrap<Principal>(whoAmI());
    localStorage.setItem(REMEMBERED, JSON.stringify(who));
    return who;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      localStorage.removeItem(REMEMBERED);
      return null;
    }
    const last = remembered();
    if (last) return last;
    throw error;
  }
}

export const sessionQuery = { queryKey: KEY, queryFn: ask, staleTime: 5 * 60_000 };

/** Who is signed in; null: nobody; undefined: not known yet. */
export function useSession(): Principal | null | undefined {
  return useQuery(sessionQuery).data;
}

/** Nothing that the person before was told stays. */
export function changePerson(who: Principal): void {
  localStorage.setItem(REMEMBERED, JSON.stringify(who));
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  queries.setQueryData(KEY, who);
}

export async function signIn(username: string, password: string): Promise<Principal> {
  const who = await unwrap<Principal>(logIn({ body: { username, password } }));
  changePerson(who);
  return who;
}

export function useSignOut() {
  const client = useQueryClient();
  return async () => {
    await unwrap(logOut());
    localStorage.removeItem(REMEMBERED);
    client.clear();
    client.setQueryData(KEY, null);
  };
}

const HOME: Record<Role, string> = {
  owner: "/dashboard",
  manager: "/dashboard",
  cashier: "/till",
  barista: "/bar",
};

export const homeOf = (role: Role): string => HOME[role];
