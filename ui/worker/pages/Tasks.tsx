import { useState } from "preact/hooks";
import { getTasks, type TaskItem } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { EmptyState } from "~/kit/EmptyState";
import { Check } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "../Failure";
import { useFreshness } from "../freshness";
import { Page } from "../Page";
import { type Card, cardsOf } from "../tasks/cards";
import { ClosedCard, OpenCard } from "../tasks/TaskCard";
import { wordsOf } from "../words";

/** What the worker can do now. */
export function Tasks() {
  const [all, setAll] = useState(false);
  // Everything is asked for once the list is empty, too: an empty page should say why it is.
  const { data, error, loading, reload } = useLoaded((signal) => load(all, signal), String(all));
  useFreshness(reload);
  return (
    <Page
      title={t("nav.tasks")}
      actions={
        <Button look="plain" icon="refresh" label={t("tasks.refresh")} busy={loading} onClick={reload} />
      }
    >
      <Check label={t("tasks.all")} checked={all} onChecked={setAll} />
      {error !== undefined && data === undefined && <Failure error={error} retry={reload} />}
      {data === undefined && error === undefined && <Skeleton shape="card" />}
      {error !== undefined && data !== undefined && <Note tone="warn">{wordsOf(error)}</Note>}
      {data && <List items={data} all={all} showAll={() => setAll(true)} reload={reload} />}
    </Page>
  );
}

async function load(all: boolean, signal: AbortSignal): Promise<TaskItem[]> {
  const { items } = await getTasks(all, signal);
  return items.length > 0 || all ? items : (await getTasks(true, signal)).items;
}

interface ListProps {
  items: TaskItem[];
  all: boolean;
  showAll: () => void;
  reload: () => void;
}

function List({ items, all, showAll, reload }: ListProps) {
  const cards = cardsOf(items);
  const open = cards.filter((card) => !card.closed);
  const closed = cards.filter((card) => card.closed);
  return (
    <>
      <p class="visually-hidden" role="status">
        {open.length > 0 && t("tasks.count", { n: open.length })}
      </p>
      {open.length === 0 && <Empty closed={closed.length} all={all} showAll={showAll} />}
      {open.length > 0 && (
        <ul class="cards">
          {open.map((card) => (
            <OpenCard key={card.key} card={card} onRefused={reload} />
          ))}
        </ul>
      )}
      {all && closed.length > 0 && <Closed cards={closed} />}
    </>
  );
}

function Closed({ cards }: { cards: Card[] }) {
  return (
    <section class="stack" aria-labelledby="closed">
      <h2 id="closed">{t("tasks.closed")}</h2>
      <ul class="cards">
        {cards.map((card) => (
          <ClosedCard key={card.key} card={card} />
        ))}
      </ul>
    </section>
  );
}

function Empty({ closed, all, showAll }: { closed: number; all: boolean; showAll: () => void }) {
  return (
    <EmptyState icon="tasks" title={t("tasks.empty")}>
      <p>{closed === 0 ? t("tasks.empty.nothing") : t("tasks.empty.closed", { n: closed })}</p>
      {closed > 0 && !all && <Button onClick={showAll}>{t("tasks.empty.show")}</Button>}
    </EmptyState>
  );
}
