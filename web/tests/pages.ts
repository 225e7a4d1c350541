// Every page of the web app, for what looks at all of them.

export interface PageToSee {
  path: string;
  /** For people without an account; one who has a session would be sent on, or see more. */
  signedOut?: boolean;
}

export const PAGES: PageToSee[] = [
  { path: "/setup", signedOut: true },
  { path: "/login", signedOut: true },
  { path: "/welcome" },
  { path: "/till" },
  { path: "/bar" },
  { path: "/board", signedOut: true },
  { path: "/m/main/B5", signedOut: true },
  { path: "/m/main", signedOut: true },
  { path: "/dashboard" },
  { path: "/menu" },
  { path: "/stock" },
  { path: "/settings" },
  { path: "/staff" },
  { path: "/audit" },
  { path: "/dead-letters" },
  { path: "/stream" },
];
