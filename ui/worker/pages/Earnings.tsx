import { useMemo, useState } from "preact/hooks";
import { type EarningLine, getEarnings } from "~/api";
import { Badge, type Tone } from "~/kit/Badge";
import { EmptyState } from "~/kit/EmptyState";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import { usePages } from "~/kit/load";
import { Link } from "~/kit/router";
import { Money, Time } from "~/kit/Shown";
import { Skeleton } from "~/kit/Spinner";
import { Chart } from "../earnings/Chart";
import { daysOf } from "../earnings/days";
import { Failure } from "../Failure";
import { More } from "../More";
import { Page } from "../Page";
import { currency } from "../session";

const DAYS = 14;
// As many as the server gives at once, so that the chart's days are whole.
const AT_ONCE = 300;

const TONES: Record<EarningLine["status"], Tone> = { ON_REVIEW: "warn", ACCEPTED: "good", REJECTED: "bad" };

/** What the worker earned, and what is on its way. */
export default function Earnings() {
  const [totals, setTotals] = useState<{ available: number; on_review: number }>();
  const list = usePages(async (before, signal) => {
    const page = await getEarnings({ before, limit: AT_ONCE }, signal);
    setTotals(page.totals);
    return page;
  });
  const money = currency();
  return (
    <Page title={t("earnings.title")}>
      {list.data === undefined && list.error !== undefined && (
        <Failure error={list.error} retry={list.reload} />
      )}
      {list.data === undefined && list.error === undefined && <Skeleton shape="line" />}
      {totals && (
        <dl class="totals">
          <Total words={t("earnings.available")} amount={totals.available} currency={money} />
          <Total words={t("earnings.onReview")} amount={totals.on_review} currency={money} />
        </dl>
      )}
      {list.data?.length === 0 && (
        <EmptyState icon="earnings" title={t("earnings.empty")}>
          <p>{t("earnings.empty.words")}</p>
        </EmptyState>
      )}
      {list.data && list.data.length > 0 && (
        <Lines lines={list.data} hasMore={list.hasMore} currency={money} />
      )}
      {list.hasMore && <More more={list.more} />}
    </Page>
  );
}

function Total({ words, amount, currency }: { words: string; amount: number; currency: string }) {
  return (
    <div class="card total">
      <dt class="soft">{words}</dt>
      <dd>
        <Money amount={amount} currency={currency} />
      </dd>
    </div>
  );
}

function Lines({ lines, hasMore, currency }: { lines: EarningLine[]; hasMore: boolean; currency: string }) {
  const days = useMemo(() => daysOf(lines, DAYS, lastDay(lines)), [lines]);
  // The oldest line that is there may be of a day in the chart: then the days before it may lack some.
  const oldest = lines.at(-1)?.time ?? "";
  const partial = hasMore && days[0] !== undefined && new Date(oldest) > days[0].date;
  return (
    <>
      <div class="card stack-small">
        <Chart days={days} currency={currency} />
        {partial && <p class="soft small">{t("earnings.chart.part")}</p>}
      </div>
      <section class="stack" aria-labelledby="lines">
        <h2 id="lines">{t("earnings.lines")}</h2>
        <ul class="ledger card">
          {lines.map((line) => (
            <Line key={`${line.kind} ${line.id}`} line={line} currency={currency} />
          ))}
        </ul>
      </section>
    </>
  );
}

/** Today, or the newest line's day: a sandbox's clock may be ahead. */
function lastDay(lines: EarningLine[]): Date {
  return new Date(Math.max(Date.now(), ...lines.map((line) => Date.parse(line.time))));
}

function Line({ line, currency }: { line: EarningLine; currency: string }) {
  const title = line.title ?? (line.kind === "BONUS" ? t("earnings.bonus") : undefined);
  const project = line.project_name ?? t("earnings.page");
  return (
    <li class="ledger-line">
      <div class="ledger-what">
        {line.kind === "BONUS" && <Icon name="gift" />}
        <div>
          <span class="block" dir="auto">
            {line.assignment_id ? (
              <Link to={`/assignments/${encodeURIComponent(line.assignment_id)}`}>{title ?? project}</Link>
            ) : (
              (title ?? project)
            )}
          </span>
          {line.message && (
            <span class="block" dir="auto">
              {line.message}
            </span>
          )}
          <span class="soft small block">
            <Time at={line.time} />
            {line.kind === "BONUS" && line.project_name && ` · ${line.project_name}`}
          </span>
        </div>
      </div>
      <div class="ledger-sum">
        <strong class={line.status === "REJECTED" ? "struck" : undefined}>
          <Money amount={line.amount} currency={currency} />
        </strong>
        <Badge tone={TONES[line.status]}>{t(`earnings.${line.status}`)}</Badge>
      </div>
    </li>
  );
}
