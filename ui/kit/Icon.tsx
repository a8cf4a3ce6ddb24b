import { ICONS, type IconName } from "./icons";

const DIRECTED = new Set<IconName>(["back", "next", "logout", "send"]);

/** An ornament beside words: screen readers pass over it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon${DIRECTED.has(name) ? " icon-directed" : ""}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
