import { render } from "preact";
import { environment } from "~/api";
import { place, startRouter } from "~/kit/router";
import { startTheme } from "~/kit/theme";
import "~/kit/base.css";
import "~/kit/controls.css";
import "./app.css";
import { App } from "./App";
import { startInstalled } from "./installed";
import { startLanguage } from "./languages";
import { preload } from "./routes";
import { loadMe, watchSession } from "./session";
import { askEarly } from "./taken";

async function start(): Promise<void> {
  startTheme();
  startRouter(environment.prefix);
  watchSession();
  startInstalled();
  const words = startLanguage();
  const account = loadMe();
  preload(place.peek().path);
  askEarly(place.peek().path);
  // The app says what went wrong, once it is there.
  account.catch(() => undefined);
  await words;
  const root = document.getElementById("app");
  if (root) render(<App account={account} />, root);
}

void start();
