import type { Plugin } from "vite";
import { stylesheet } from "../src/theme/tokens.ts";

const NAME = "virtual:tokens.css";

/** `import "virtual:tokens.css"`: the colours of src/theme/tokens.ts as custom properties. */
export function tokens(): Plugin {
  return {
    name: "drinkshop-tokens",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? stylesheet() : undefined),
  };
}
