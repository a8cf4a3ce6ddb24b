import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

/** The worker's web app. Its built files are part of the Python package. */
export default defineConfig({
  root: "worker",
  base: "/app/",
  plugins: [preact()],
  resolve: { alias: { "~": import.meta.dirname } },
  build: {
    outDir: "../../src/talka/web/app",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: "worker/index.html", "service-worker": "worker/service-worker.ts" },
      // The browser looks for a new service worker at the address that it knows.
      output: {
        entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
