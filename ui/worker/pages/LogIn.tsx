import { useState } from "preact/hooks";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { Link } from "~/kit/router";
import { Page } from "../Page";
import { ended, enter, settings } from "../session";
import { wordsOf } from "../words";

export function LogIn() {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError("");
    try {
      await enter(login.trim(), password);
    } catch (failure) {
      setError(wordsOf(failure, { WRONG_CREDENTIALS: "login.wrong" }));
    }
    setBusy(false);
  };
  return (
    <Page title={t("login.title")}>
      {ended.value && <Note>{t("login.ended")}</Note>}
      <form class="card stack" onSubmit={send}>
        <p class="soft">{t("login.words")}</p>
        <TextField
          label={t("login.login")}
          name="login"
          autocomplete="username"
          exact
          required
          value={login}
          onValue={setLogin}
        />
        <TextField
          label={t("login.password")}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onValue={setPassword}
        />
        <div role="alert">
          {error && (
            <Note tone="bad" icon="alert">
              {error}
            </Note>
          )}
        </div>
        <Button type="submit" wide busy={busy}>
          {t("login.button")}
        </Button>
      </form>
      {settings.value?.registration_open !== false && (
        <Link class="button button-plain" to="/register">
          {t("login.toSignup")}
        </Link>
      )}
    </Page>
  );
}
