import { lookAtEveryPage } from "./look.ts";

await lookAtEveryPage({ name: "phone" });
