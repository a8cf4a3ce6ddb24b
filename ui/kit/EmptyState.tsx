import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

interface Props {
  icon: IconName;
  title: string;
  /** It took the whole page's place: the title is the page's, and has the focus, which was on what is gone. */
  isWhole?: boolean;
  children?: ComponentChildren;
}

/** Nothing is here: what that means, and what can be done. */
export function EmptyState({ icon, title, isWhole = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isWhole) heading.current?.focus();
  }, []);
  return (
    <div class="empty">
      <Icon name={icon} />
      {isWhole ? (
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      ) : (
        <h2>{title}</h2>
      )}
      {children}
    </div>
  );
}
