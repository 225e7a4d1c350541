import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "../schemas/openapi/openapi.json",
  output: { path: "src/api/gen" },
  plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
});
