import { useState } from "preact/hooks";
import { ApiError, answerCaptcha, type Captcha, getCaptcha } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { Dialog, DialogActions } from "~/kit/Dialog";
import { TextField } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Skeleton } from "~/kit/Spinner";
import { tell } from "~/kit/Toast";
import { take, waiting } from "./taken";
import { wordsOf } from "./words";

/** A captcha that stands before a take; once it is solved the take goes through. */
export default function CaptchaDialog() {
  const captcha = useLoaded(getCaptcha);
  const [answer, setAnswer] = useState("");
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const close = () => {
    waiting.value = null;
  };
  const another = (words = "") => {
    setSaid(words);
    setAnswer("");
    captcha.reload();
  };
  const send = async (event: Event) => {
    event.preventDefault();
    // The picture that is still there while another comes takes no answer any more.
    if (!captcha.data || captcha.loading || busy) return;
    setBusy(true);
    try {
      const { passed } = await answerCaptcha(captcha.data.captcha_id, answer);
      if (passed) await goOn();
      else another(t("captcha.wrong"));
    } catch (error) {
      if (isOver(error)) another(t("captcha.expired"));
      else setSaid(wordsOf(error));
    }
    setBusy(false);
  };
  return (
    <Dialog title={t("captcha.title")} onClose={close}>
      <form class="stack" onSubmit={send}>
        <p>{t("captcha.words")}</p>
        {captcha.error !== undefined && (
          <Note tone="bad" icon="alert">
            {wordsOf(captcha.error)}
          </Note>
        )}
        {captcha.data && <Shown captcha={captcha.data} />}
        {!captcha.data && captcha.error === undefined && <Skeleton shape="line" count={1} />}
        <TextField
          label={t("captcha.answer")}
          inputMode="numeric"
          autocomplete="off"
          required
          exact
          value={answer}
          onValue={setAnswer}
        />
        <div role="alert">{said && <Note tone="warn">{said}</Note>}</div>
        <p class="soft small">{t("captcha.another.words")}</p>
        <DialogActions>
          <Button look="quiet" busy={captcha.loading} onClick={() => another()}>
            {t("captcha.another")}
          </Button>
          <Button type="submit" busy={busy || captcha.loading}>
            {t("captcha.solve")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Shown({ captcha }: { captcha: Captcha }) {
  return (
    <>
      <img class="captcha-image" src={captcha.image} alt={t("captcha.image")} />
      {/* biome-ignore lint/a11y/useMediaCaption: the digits that it says are what is asked for */}
      <audio class="captcha-audio" controls src={captcha.audio} aria-label={t("captcha.audio")} />
    </>
  );
}

async function goOn(): Promise<void> {
  const { value } = waiting;
  waiting.value = null;
  if (value) await take(value.poolId, value.choice).catch((error) => tell(wordsOf(error), "bad"));
}

function isOver(error: unknown): boolean {
  return error instanceof ApiError && (error.code === "CAPTCHA_EXPIRED" || error.code === "CAPTCHA_USED");
}
