import { useState } from "preact/hooks";
import { appeal, writeMessage } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { Dialog, DialogActions } from "~/kit/Dialog";
import { TextArea } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { navigate } from "~/kit/router";
import { tell } from "~/kit/Toast";
import { wordsOf } from "./words";

const LONGEST = 10_000;

interface Writing {
  title: string;
  words: string;
  label: string;
  onClose: () => void;
  send: (text: string) => Promise<void>;
}

export interface WriteProps {
  /** To whom. */
  name: string;
  project: string;
  about: { pool_id: string } | { assignment_id: string };
  onClose: () => void;
}

/** Write to a requester, about a pool or a page of tasks; the conversation is shown afterwards. */
export default function WriteDialog({ name, project, about, onClose }: WriteProps) {
  return (
    <TextDialog
      title={t("messages.write", { name })}
      words={t("messages.about", { project })}
      label={t("messages.text")}
      onClose={onClose}
      send={async (text) => {
        const thread = await writeMessage(about, text);
        onClose();
        navigate(`/messages/${encodeURIComponent(thread.id)}`);
      }}
    />
  );
}

interface AppealProps {
  assignmentId: string;
  onClose: () => void;
}

/** Appeal against a rejection: once, within seven days. */
export function AppealDialog({ assignmentId, onClose }: AppealProps) {
  return (
    <TextDialog
      title={t("appeal.title")}
      words={t("appeal.words")}
      label={t("appeal.text")}
      onClose={onClose}
      send={async (text) => {
        await appeal(assignmentId, text);
        onClose();
        tell(t("appeal.sent"));
      }}
    />
  );
}

function TextDialog({ title, words, label, onClose, send }: Writing) {
  const [text, setText] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || text.trim() === "") return;
    setBusy(true);
    setError("");
    try {
      await send(text.trim());
    } catch (failure) {
      setError(wordsOf(failure, { APPEAL_TOO_LATE: "appeal.late", ALREADY_APPEALED: "appeal.already" }));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <p class="soft">{words}</p>
        <TextArea label={label} required autofocus maxLength={LONGEST} value={text} onValue={setText} />
        <div role="alert">
          {error && (
            <Note tone="bad" icon="alert">
              {error}
            </Note>
          )}
        </div>
        <DialogActions>
          <Button look="quiet" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" icon="send" busy={busy}>
            {t("app.send")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
