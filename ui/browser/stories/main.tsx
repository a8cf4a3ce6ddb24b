/**
 * Shows one story (`?type=view.text&story=0`, besides `theme`, `dir` and `lang`), the list of all without that,
 * or what a test gives to `window.show`.
 */
import { render } from "preact";
import { useLanguage } from "~/kit/i18n";
import { registry } from "~/template/components/schemas";
import { views } from "~/template/components/views";
import { compile } from "~/template/engine/config";
import { Page } from "~/template/engine/page";
import { PageView } from "~/template/view/page";
import { StoryHost } from "./host";
import { situationOf, stories } from "./situations";
import type { Situation } from "./window";
import "~/kit/base.css";
import "~/kit/controls.css";
import "~/template/styles/index.css";
import "./stories.css";

const place = document.getElementById("story");
const asked = new URLSearchParams(location.search);
let shown: Page | undefined;

function show(situation: Situation): void {
  if (!place) return;
  shown?.end();
  const host = new StoryHost(situation.mode, situation.texts, situation.searchEngines);
  const page = new Page(compile(situation.config, registry), host, situation);
  page.begin();
  shown = page;
  const mistakes = new Map(Object.entries(situation.mistakes).map(([at, words]) => [Number(at), words]));
  render(<PageView page={page} views={views} mistakes={mistakes} />, place);
  window.story = {
    solutions: () => page.solutions,
    insist: () => page.insist(),
    faults: () => page.program.faults.map((fault) => `${fault.place}: ${fault.words}`),
  };
  place.dataset.shown = "true";
}

function List() {
  return (
    <ul class="stories">
      {[...stories].flatMap(([type, some]) =>
        some.map((story, index) => (
          <li key={`${type}.${index}`}>
            <a href={`?type=${encodeURIComponent(type)}&story=${index}`}>
              {type}: {story.name}
            </a>
          </li>
        )),
      )}
    </ul>
  );
}

async function start(): Promise<void> {
  const root = document.documentElement;
  const theme = asked.get("theme");
  if (theme) root.dataset.theme = theme;
  root.dir = asked.get("dir") ?? "ltr";
  const language = asked.get("lang");
  if (language === "ru" || language === "es" || language === "de") {
    root.lang = language;
    await useLanguage(language);
  }
  window.show = show;
  const type = asked.get("type");
  if (type !== null) show(situationOf(type, Number(asked.get("story") ?? 0)));
  else if (!asked.has("empty") && place) render(<List />, place);
}

void start();
