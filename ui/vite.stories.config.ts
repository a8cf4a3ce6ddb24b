import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

/** The page that shows one story: for tests in a browser and for looking at. It is not shipped. */
export default defineConfig({
  root: "browser/stories",
  base: "./",
  plugins: [preact()],
  resolve: { alias: { "~": import.meta.dirname } },
  build: {
    outDir: "../../../.work/stories",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
