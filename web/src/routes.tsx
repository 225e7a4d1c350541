import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { Role } from "./api/client";
import { Failed, NotFound, Waiting } from "./app/pages";
import { Shell } from "./app/Shell";
import { homeOf, queries, sessionQuery } from "./app/session";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** `/` sends everybody to where they work; the claim link of a new shop arrives here. */
const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async ({ location }) => {
    if (location.hash.startsWith("claim=")) throw redirect({ to: "/setup", hash: location.hash });
    const who = await queries.ensureQueryData(sessionQuery);
    throw who ? redirect({ to: homeOf(who.role) }) : redirect({ to: "/login" });
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./setup/SetupPage"), "SetupPage"),
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    // Only paths of this shop: a link must not send a person who signs in to somewhere else.
    typeof search.next === "string" && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {},
  component: lazyRouteComponent(() => import("./app/LoginPage"), "LoginPage"),
});

/** Public: the numbers on a screen above the counter. */
const board = createRoute({
  getParentRoute: () => root,
  path: "/board",
  component: lazyRouteComponent(() => import("./board/BoardPage"), "BoardPage"),
});

/** Public: what the code at a table opens; without a table, the drinks are taken away. */
const guest = {
  getParentRoute: () => root,
  component: lazyRouteComponent(() => import("./phone/PhonePage"), "PhonePage"),
};
const atTable = createRoute({ ...guest, path: "/m/$shop/$table" });
const toGo = createRoute({ ...guest, path: "/m/$shop" });

const staff = createRoute({
  getParentRoute: () => root,
  id: "staff",
  beforeLoad: async ({ location }) => {
    const who = await queries.ensureQueryData(sessionQuery);
    if (!who) throw redirect({ to: "/login", search: { next: location.href } });
    return { who };
  },
  component: Shell,
});

const EVERYBODY: Role[] = ["owner", "manager", "cashier", "barista"];
const SELLERS: Role[] = ["owner", "manager", "cashier"];
const OWNER: Role[] = ["owner"];
const MANAGERS: Role[] = ["owner", "manager"];
const STOCK_KEEPERS: Role[] = ["owner", "manager", "barista"];

/** The pages behind the log-in: where, for whom, and the chunk that holds it. */
export const pages = [
  { path: "/till", roles: SELLERS, load: () => import("./till/TillPage") },
  { path: "/bar", roles: EVERYBODY, load: () => import("./bar/BarPage") },
  { path: "/dashboard", roles: MANAGERS, load: () => import("./dashboard/DashboardPage") },
  { path: "/menu", roles: MANAGERS, load: () => import("./admin/MenuPage") },
  { path: "/stock", roles: STOCK_KEEPERS, load: () => import("./admin/StockPage") },
  { path: "/settings", roles: OWNER, load: () => import("./admin/SettingsPage") },
  { path: "/staff", roles: OWNER, load: () => import("./admin/StaffPage") },
  { path: "/audit", roles: MANAGERS, load: () => import("./admin/AuditPage") },
  { path: "/dead-letters", roles: MANAGERS, load: () => import("./admin/DeadLettersPage") },
  { path: "/stream", roles: EVERYBODY, load: () => import("./stream/StreamPage") },
  // Where the claim of a new shop leads; later from the settings.
  { path: "/welcome", roles: OWNER, load: () => import("./setup/WelcomePage"), aside: true },
] as const;

export type PagePath = (typeof pages)[number]["path"];

const staffPages = pages.map(({ path, load }) =>
  createRoute({
    getParentRoute: () => staff,
    path,
    component: lazyRouteComponent(load as () => Promise<{ default: React.ComponentType }>),
  }),
);

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    setup,
    login,
    board,
    atTable,
    toGo,
    staff.addChildren(staffPages),
  ]),
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Failed,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
