import "fake-indexeddb/auto";

// jsdom has no media queries: every test sees a light screen with motion.
globalThis.matchMedia ??= ((media: string) => ({
  media,
  matches: false,
  addEventListener() {},
  removeEventListener() {},
})) as never;
