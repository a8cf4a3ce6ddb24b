import preact from "@preact/preset-vite";
import { defineConfig, type UserConfig } from "vite";

const TALKA = process.env.TALKA_URL ?? "http://127.0.0.1:8000";

/** What the server answers itself when the app is served from its sources. */
const SERVERS = "^(/sandbox)?/(api|app-settings|files|classic-frame|manifest)";

/**
 * What several parts share comes in one file each, not in a dozen: what everything needs, and what the page of
 * tasks shares with the heavy components that are loaded when one is shown.
 */
const SHARED = [
  {
    name: "base",
    test: /node_modules\/(@?preact|@preact\/signals)|\/ui\/(kit|api|texts\/en)\//,
    priority: 2,
  },
  { name: "tasks", test: /\/ui\/template\//, minShareCount: 2, priority: 1 },
];

/** The worker's web app. Its built files are part of the Python package. */
export default defineConfig(
  ({ command }): UserConfig => ({
    root: "worker",
    base: command === "serve" ? "/" : "/app/",
    plugins: [preact()],
    resolve: { alias: { "~": import.meta.dirname } },
    server: { proxy: { [SERVERS]: TALKA } },
    build: {
      outDir: "../../src/talka/web/app",
      emptyOutDir: true,
      target: "es2022",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // The server tells browsers by it what a page will load next.
      manifest: "manifest.json",
      rollupOptions: {
        input: { index: "worker/index.html", "service-worker": "worker/service-worker.ts" },
        // The browser looks for a new service worker at the address that it knows.
        output: {
          entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
          codeSplitting: { groups: SHARED },
        },
      },
    },
  }),
);
