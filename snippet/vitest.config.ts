import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { VERSION: '"0.0.0-test"' },
  test: { include: ["tests/unit/*.test.ts"] },
});
