import { lookAtEveryPage } from "./look.ts";

await lookAtEveryPage({ name: "desktop", config: "desktop-config.js" });
