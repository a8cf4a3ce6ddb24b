import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import { Link } from "~/kit/router";

let first = true;

interface Props {
  title: string;
  back?: { to: string; words: string };
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A page of the app: its title, which is read out when one comes to it, and its content. */
export function Page({ title, back, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The first page is read from its top by itself.
    if (!first && !document.querySelector("dialog[open]")) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
  return (
    <div class="page">
      {back && (
        <Link class="page-back" to={back.to}>
          <Icon name="back" />
          {back.words}
        </Link>
      )}
      <div class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </div>
  );
}
