import { useState } from "preact/hooks";
import { deleteMe } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { Dialog, DialogActions } from "~/kit/Dialog";
import { TextField } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { navigate } from "~/kit/router";
import { tell } from "~/kit/Toast";
import { me } from "../session";
import { wordsOf } from "../words";

/** The last question before a person is forgotten for good. */
export function DeleteAccount({ login, onClose }: { login: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const go = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (typed.trim() !== login) {
      setError(t("profile.delete.mismatch"));
      return;
    }
    setBusy(true);
    try {
      await deleteMe();
      onClose();
      me.value = null;
      navigate("/login", { replace: true });
      tell(t("profile.deleted"));
    } catch (failure) {
      setError(wordsOf(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("profile.delete")} onClose={onClose}>
      <form class="stack" onSubmit={go}>
        <Note tone="bad" icon="alert">
          {t("profile.delete.words")}
        </Note>
        <TextField
          label={t("profile.delete.confirm", { login })}
          exact
          required
          autocomplete="off"
          value={typed}
          error={error || undefined}
          onValue={setTyped}
        />
        <DialogActions>
          <Button look="quiet" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" look="danger" busy={busy}>
            {t("profile.delete.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
