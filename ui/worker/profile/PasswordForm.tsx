import { useState } from "preact/hooks";
import { changePassword } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { tell } from "~/kit/Toast";
import { fieldWords, wordsOf } from "../words";

const SHORTEST_PASSWORD = 8;

/** Another password; all other sessions end with it. */
export function PasswordForm({ login }: { login: string }) {
  const [before, setBefore] = useState("");
  const [after, setAfter] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await changePassword(before, after);
      setBefore("");
      setAfter("");
      tell(t("profile.password.changed"));
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <section class="card" aria-labelledby="password">
      <form class="stack" onSubmit={save}>
        <h2 id="password">{t("profile.password")}</h2>
        {/* So that what keeps passwords knows whose this is. */}
        <input type="text" name="login" autocomplete="username" value={login} readOnly hidden />
        <div class="columns">
          <TextField
            label={t("profile.password.old")}
            type="password"
            autocomplete="current-password"
            value={before}
            onValue={setBefore}
          />
          <TextField
            label={t("profile.password.new")}
            type="password"
            autocomplete="new-password"
            required
            hint={t("signup.password.hint", { n: SHORTEST_PASSWORD })}
            value={after}
            error={fieldWords(error, "new_password")}
            onValue={setAfter}
          />
        </div>
        <div role="alert">
          {error !== undefined && (
            <Note tone="bad" icon="alert">
              {wordsOf(error, { WRONG_CREDENTIALS: "profile.password.wrong" })}
            </Note>
          )}
        </div>
        <div class="row">
          <Button type="submit" busy={busy}>
            {t("profile.password.change")}
          </Button>
        </div>
      </form>
    </section>
  );
}
