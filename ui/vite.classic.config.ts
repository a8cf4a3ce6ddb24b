import { copyFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type EnvironmentOptions } from "vite";

const folder = resolve(import.meta.dirname, "classic-frame");
const outDir = process.env.TALKA_CLASSIC_OUT ?? resolve(import.meta.dirname, "../src/talka/web/app/classic");

/** A classic script: the frame's origin is opaque, and modules would need to be let through to it. */
function bundle(name: string, entry: string): EnvironmentOptions {
  return {
    consumer: "client",
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      modulePreload: false,
      cssCodeSplit: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: resolve(folder, entry),
        output: { format: "iife", entryFileNames: `${name}.js`, assetFileNames: "[name][extname]" },
      },
    },
  };
}

/** The frame of classic interfaces: its document, and three scripts that share nothing with the app. */
export default defineConfig({
  root: folder,
  base: "/app/classic/",
  publicDir: false,
  resolve: { alias: { "~": import.meta.dirname } },
  environments: {
    frame: bundle("frame", "main.ts"),
    handlebars: bundle("handlebars", "handlebars/index.ts"),
    annotation: bundle("annotation", "annotation/index.ts"),
  },
  builder: {
    async buildApp(builder) {
      for (const name of ["frame", "handlebars", "annotation"]) {
        const environment = builder.environments[name];
        if (environment !== undefined) await builder.build(environment);
      }
      for (const file of ["frame.html", "frame.css"]) {
        copyFileSync(resolve(folder, file), resolve(outDir, file));
      }
    },
  },
});
