import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [preact()],
  resolve: { alias: { "~": import.meta.dirname } },
  test: { include: ["**/*.test.ts", "**/*.test.tsx"], exclude: ["**/node_modules/**", "browser/**"] },
});
