import { getMessages, type Thread } from "~/api";
import { Badge } from "~/kit/Badge";
import { EmptyState } from "~/kit/EmptyState";
import { t } from "~/kit/i18n";
import { usePages } from "~/kit/load";
import { Link } from "~/kit/router";
import { Time } from "~/kit/Shown";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "../Failure";
import { More } from "../More";
import { correspondent } from "../messages/names";
import { Page } from "../Page";
import { renewMe } from "../session";

const AT_ONCE = 20;

/** The worker's conversations. */
export default function Messages() {
  const list = usePages(async (before, signal) => {
    const page = await getMessages({ before, limit: AT_ONCE }, signal);
    // What is shown counts as read.
    if (page.items.some((thread) => thread.unread)) renewMe();
    return page;
  });
  return (
    <Page title={t("messages.title")}>
      {list.data === undefined && list.error !== undefined && (
        <Failure error={list.error} retry={list.reload} />
      )}
      {list.data === undefined && list.error === undefined && <Skeleton shape="line" />}
      {list.data?.length === 0 && (
        <EmptyState icon="messages" title={t("messages.empty")}>
          <p>{t("messages.empty.words")}</p>
        </EmptyState>
      )}
      {list.data && list.data.length > 0 && (
        <ul class="threads card">
          {list.data.map((thread) => (
            <ThreadLine key={thread.id} thread={thread} />
          ))}
        </ul>
      )}
      {list.hasMore && <More more={list.more} />}
    </Page>
  );
}

function ThreadLine({ thread }: { thread: Thread }) {
  const newest = thread.messages[0];
  return (
    <li>
      <Link class="thread" to={`/messages/${encodeURIComponent(thread.id)}`}>
        <span class="thread-head">
          <strong dir="auto">{thread.topic}</strong>
          {thread.unread && <Badge tone="accent">{t("messages.unread")}</Badge>}
        </span>
        <span class="soft small">
          {correspondent(thread.with)} · <Time at={thread.last_message} />
        </span>
        {newest && (
          <span class="thread-text" dir="auto">
            {newest.text}
          </span>
        )}
      </Link>
    </li>
  );
}
