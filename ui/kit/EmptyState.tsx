import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

interface Props {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}

/** Nothing is here: what that means, and what can be done. */
export function EmptyState({ icon, title, children }: Props) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
