import { useState } from "preact/hooks";
import { getThread, type Message, reply, type Thread } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { TextArea } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Link, navigate } from "~/kit/router";
import { Time } from "~/kit/Shown";
import { Skeleton } from "~/kit/Spinner";
import { tell } from "~/kit/Toast";
import { Failure } from "../Failure";
import { correspondent } from "../messages/names";
import { Page } from "../Page";
import { renewMe } from "../session";
import { wordsOf } from "../words";

const LONGEST = 10_000;

/** One conversation. */
export default function ThreadPage({ id }: { id: string }) {
  const { data, error, reload, set } = useLoaded(async (signal) => {
    const thread = await getThread(id, undefined, signal);
    if (thread.unread) renewMe();
    return thread;
  }, id);
  const back = { to: "/messages", words: t("messages.title") };
  if (!data) {
    return (
      <Page title={t("messages.title")} back={back}>
        {error === undefined ? <Skeleton shape="line" /> : <Failure error={error} retry={reload} />}
      </Page>
    );
  }
  const older = async () => {
    const page = await getThread(id, data.messages.at(-1)?.id);
    set({ ...data, messages: [...data.messages, ...page.messages], has_more: page.has_more });
  };
  const replied = (answer: Thread) => {
    // An answer to what others were sent too goes on in a conversation of its own.
    if (answer.id !== id) navigate(`/messages/${encodeURIComponent(answer.id)}`, { replace: true });
    else set(answer);
    tell(t("messages.sent"));
  };
  return (
    <Page key={data.id} title={data.topic} back={back}>
      {data.assignment_id && (
        <Link to={`/assignments/${encodeURIComponent(data.assignment_id)}`}>{t("messages.page")}</Link>
      )}
      <Messages thread={data} older={older} />
      {data.answerable ? <Reply id={id} onReplied={replied} /> : <Note>{t("messages.noReply")}</Note>}
    </Page>
  );
}

function Messages({ thread, older }: { thread: Thread; older: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const load = async () => {
    setBusy(true);
    await older().catch((error) => tell(wordsOf(error), "bad"));
    setBusy(false);
  };
  return (
    <div class="stack">
      {thread.has_more && (
        <Button look="quiet" busy={busy} onClick={load}>
          {t("messages.older")}
        </Button>
      )}
      <ol class="talk">
        {[...thread.messages].reverse().map((message) => (
          <Said key={message.id} message={message} />
        ))}
      </ol>
    </div>
  );
}

function Said({ message }: { message: Message }) {
  return (
    <li class={message.from.myself ? "said said-by-me" : "said"}>
      <span class="soft small">
        {correspondent(message.from)} · <Time at={message.created} />
      </span>
      <p class="said-text" dir="auto">
        {message.text}
      </p>
    </li>
  );
}

function Reply({ id, onReplied }: { id: string; onReplied: (thread: Thread) => void }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy || text.trim() === "") return;
    setBusy(true);
    try {
      onReplied(await reply(id, text.trim()));
      setText("");
    } catch (error) {
      tell(wordsOf(error, { MESSAGE_THREAD_NOT_ANSWERABLE: "messages.noReply" }), "bad");
    }
    setBusy(false);
  };
  return (
    <form class="card stack" onSubmit={send}>
      <TextArea label={t("messages.reply")} required maxLength={LONGEST} value={text} onValue={setText} />
      <div class="row">
        <Button type="submit" icon="send" busy={busy}>
          {t("app.send")}
        </Button>
      </div>
    </form>
  );
}
