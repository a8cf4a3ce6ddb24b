import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

export type Tone = "plain" | "accent" | "good" | "warn" | "bad";

interface Props {
  tone?: Tone;
  icon?: IconName;
  children: ComponentChildren;
}

/** A word or two about a thing, set apart. */
export function Badge({ tone = "plain", icon, children }: Props) {
  return (
    <span class={tone === "plain" ? "badge" : `badge tone-${tone}`}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </span>
  );
}

/** A sentence or more that should not be overlooked. */
export function Note({ tone = "accent", icon = "info", children }: Props) {
  return (
    <div class={`note tone-${tone}`}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
