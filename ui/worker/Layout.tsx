import type { ComponentChildren } from "preact";
import { environment } from "~/api";
import { Icon } from "~/kit/Icon";
import { type TextKey, t } from "~/kit/i18n";
import type { IconName } from "~/kit/icons";
import { Link } from "~/kit/router";
import { Money } from "~/kit/Shown";
import { useFreshness } from "./freshness";
import type { Section } from "./routes";
import { currency, me, renewMe } from "./session";

const SECTIONS: { section: Section; to: string; icon: IconName; words: TextKey; onPhone: boolean }[] = [
  { section: "tasks", to: "/", icon: "tasks", words: "nav.tasks", onPhone: true },
  { section: "history", to: "/history", icon: "history", words: "nav.history", onPhone: true },
  { section: "earnings", to: "/earnings", icon: "earnings", words: "nav.earnings", onPhone: true },
  { section: "messages", to: "/messages", icon: "messages", words: "nav.messages", onPhone: true },
  { section: "skills", to: "/skills", icon: "skills", words: "nav.skills", onPhone: false },
  { section: "profile", to: "/profile", icon: "profile", words: "nav.profile", onPhone: true },
];

/** The app around a page: sections beside it on a wide screen, below it on a phone. */
export function Layout({ section, children }: { section: Section | undefined; children: ComponentChildren }) {
  useFreshness(renewMe);
  return (
    <div class="layout">
      <a class="skip" href="#content">
        {t("app.skip")}
      </a>
      <header class="top">
        <Link class="brand" to="/">
          {t("app.name")}
        </Link>
        {environment.sandbox && <span class="badge tone-warn">{t("app.sandbox")}</span>}
        <Balance />
      </header>
      <nav class="sections" aria-label={t("app.navigation")}>
        <ul class="sections-list">
          {SECTIONS.map((one) => (
            <li key={one.section} class={one.onPhone ? undefined : "not-on-phone"}>
              <Link class="section" to={one.to} current={one.section === section}>
                <Icon name={one.icon} />
                <span class="section-words">{t(one.words)}</span>
                {one.section === "messages" && <Unread />}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" class="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Balance() {
  const who = me.value;
  if (!who) return null;
  return (
    <Link class="balance" to="/earnings">
      <span class="visually-hidden">{t("earnings.available")} </span>
      <Money amount={who.balance.available} currency={currency()} />
    </Link>
  );
}

function Unread() {
  const count = me.value?.unread_messages ?? 0;
  if (count === 0) return null;
  return (
    <span class="unread">
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span class="visually-hidden">{t("nav.messages.unread", { n: count })}</span>
    </span>
  );
}
