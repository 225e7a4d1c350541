import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { officeChunks } from "./tools/precache.ts";
import { tokens } from "./tools/tokens.ts";

const office = officeChunks();
const backend = process.env.DRINKSHOP_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [
    tokens(),
    react(),
    office,
    VitePWA({
      // A till must never reload in the middle of a sale: a person decides (src/app/UpdateNotice).
      registerType: "prompt",
      injectRegister: false,
      manifest: {
        name: "Streaming Drink Shop",
        short_name: "Drink Shop",
        lang: "vi",
        start_url: "/",
        display: "standalone",
        background_color: "#faf6f0",
        theme_color: "#9a4a1c",
        icons: [{ src: "/favicon.svg", sizes: "any", type: "image/svg+xml" }],
      },
      workbox: {
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/api\//, /^\/metrics/, /^\/healthz/, /^\/readyz/],
        globPatterns: ["**/*.{html,js,css,svg}"],
        // A till need not keep Ant Design: only the office opens it, and wants the server anyway.
        manifestTransforms: [
          (entries) => ({
            manifest: entries.filter(({ url }) => !office.isOfficeOnly(url)),
            warnings: [],
          }),
        ],
        cleanupOutdatedCaches: true,
      },
    }),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    manifest: true,
    target: "es2023",
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": backend, "/readyz": backend, "/healthz": backend } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
  },
});
