import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The server's address while one works on the app with `npm run dev`.
const server = process.env.CAIRN_URL ?? "http://127.0.0.1:8090";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": server, "/v1": server, "/docs": server, "/cairn.js": server } },
  build: {
    target: "es2022",
    // Pages and charts are loaded when they are opened; what they need first is in the entry.
    chunkSizeWarningLimit: 700,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
