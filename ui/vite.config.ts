import preact from "@preact/preset-vite";
import { defineConfig, type UserConfig } from "vite";

const TALKA = process.env.TALKA_URL ?? "http://127.0.0.1:8000";

/** What the server answers itself when the app is served from its sources. */
const SERVERS = "^(/sandbox)?/(api|app-settings|files|classic-frame|manifest)";

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
      rollupOptions: {
        input: { index: "worker/index.html", "service-worker": "worker/service-worker.ts" },
        // The browser looks for a new service worker at the address that it knows.
        output: {
          entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
        },
      },
    },
  }),
);
