import { render } from "preact";
import { environment } from "~/api";
import { startRouter } from "~/kit/router";
import { startTheme } from "~/kit/theme";
import "~/kit/base.css";
import "~/kit/controls.css";
import "./app.css";
import { App } from "./App";
import { startInstalled } from "./installed";
import { startLanguage } from "./languages";
import { watchSession } from "./session";

async function start(): Promise<void> {
  startTheme();
  startRouter(environment.prefix);
  watchSession();
  startInstalled();
  await startLanguage();
  const root = document.getElementById("app");
  if (root) render(<App />, root);
}

void start();
