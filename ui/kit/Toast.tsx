import { signal } from "@preact/signals";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { t } from "./i18n";

interface Said {
  id: number;
  words: string;
  tone: "good" | "bad";
  action?: { words: string; run: () => void } | undefined;
}

const said = signal<Said[]>([]);
const SHOWN = 6_000;
let last = 0;

/** Tell something that happened. What went wrong, or offers something to do, stays until it is closed. */
export function tell(words: string, tone: Said["tone"] = "good", action?: Said["action"]): void {
  const id = ++last;
  said.value = [...said.value.filter((one) => one.words !== words), { id, words, tone, action }];
  if (tone === "good" && !action) setTimeout(() => drop(id), SHOWN);
}

function drop(id: number): void {
  said.value = said.value.filter((one) => one.id !== id);
}

/** Where things are told; screen readers read it out. Render it once, and always. */
export function Toasts() {
  return (
    <div class="toasts" role="status">
      {said.value.map((one) => (
        <div key={one.id} class={one.tone === "bad" ? "toast toast-bad" : "toast"}>
          <Icon name={one.tone === "bad" ? "alert" : "check"} />
          <span>{one.words}</span>
          {one.action && (
            <Button look="plain" onClick={one.action.run}>
              {one.action.words}
            </Button>
          )}
          <Button look="plain" icon="close" label={t("app.close")} onClick={() => drop(one.id)} />
        </div>
      ))}
    </div>
  );
}
