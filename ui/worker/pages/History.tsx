import { type AssignmentStatus, getHistory } from "~/api";
import { EmptyState } from "~/kit/EmptyState";
import { Select } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { usePages } from "~/kit/load";
import { navigate, place } from "~/kit/router";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "../Failure";
import { HistoryItem } from "../history/HistoryItem";
import { More } from "../More";
import { Page } from "../Page";

const STATUSES = ["ACTIVE", "SUBMITTED", "ACCEPTED", "REJECTED", "SKIPPED", "EXPIRED"] as const;
// Each comes with all its tasks.
const AT_ONCE = 20;

type Filter = AssignmentStatus | "";

/** What the worker has taken, and what became of it. */
export default function History() {
  const asked = place.value.query.get("status");
  const filter: Filter = STATUSES.find((status) => status === asked) ?? "";
  const wanted = filter === "" ? [] : [filter];
  const list = usePages((before, signal) => getHistory(wanted, { before, limit: AT_ONCE }, signal), filter);
  return (
    <Page title={t("history.title")}>
      <div class="filter">
        <Select<Filter>
          label={t("history.filter")}
          value={filter}
          options={[["", t("history.all")], ...STATUSES.map((one) => [one, t(`assignment.${one}`)] as const)]}
          onValue={(value) => navigate(value ? `/history?status=${value}` : "/history", { replace: true })}
        />
      </div>
      {list.data === undefined && list.error !== undefined && (
        <Failure error={list.error} retry={list.reload} />
      )}
      {list.data === undefined && list.error === undefined && <Skeleton shape="line" />}
      {list.data?.length === 0 && <Empty filtered={filter !== ""} />}
      {list.data && list.data.length > 0 && (
        <ul class="stack lines">
          {list.data.map((one) => (
            <HistoryItem key={one.id} assignment={one} />
          ))}
        </ul>
      )}
      {list.hasMore && <More more={list.more} />}
    </Page>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState icon="history" title={t("history.empty.filtered")} />;
  return (
    <EmptyState icon="history" title={t("history.empty")}>
      <p>{t("history.empty.words")}</p>
    </EmptyState>
  );
}
