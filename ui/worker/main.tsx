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
import { loadMe, watchSession } from "./session";

async function start(): Promise<void> {
  startTheme();
  startRouter(environment.prefix);
  watchSession();
  startInstalled();
  const words = startLanguage();
  const account = loadMe();
  // The app says what went wrong, once it is there.
  account.catch(() => undefined);
  await words;
  const root = document.getElementById("app");
  if (root) render(<App account={account} />, root);
}

void start();
