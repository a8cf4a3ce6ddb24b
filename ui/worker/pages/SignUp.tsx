import { useState } from "preact/hooks";
import { type RegistrationForm, register } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/Field";
import { t } from "~/kit/i18n";
import { Link } from "~/kit/router";
import { Page } from "../Page";
import { AboutFields } from "../profile/AboutFields";
import { type About, formOf, NOTHING } from "../profile/about";
import { enter, settings } from "../session";
import { fieldWords, wordsOf } from "../words";

const SHORTEST_PASSWORD = 8;

/** Signing up, and logging in with it. */
export default function SignUp() {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [invite, setInvite] = useState("");
  const [about, setAbout] = useState<About>(NOTHING);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const form: RegistrationForm = { login: login.trim(), password, profile: formOf(about) };
      await register(invite.trim() ? { ...form, invite: invite.trim() } : form);
      await enter(login.trim(), password);
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <Page title={t("signup.title")}>
      {settings.value?.registration_open === false && <Note tone="warn">{t("signup.closed")}</Note>}
      <form class="card stack" onSubmit={send}>
        <p class="soft">{t("signup.words")}</p>
        <TextField
          label={t("login.login")}
          hint={t("signup.login.hint")}
          name="login"
          autocomplete="username"
          exact
          required
          maxLength={100}
          value={login}
          error={fieldWords(error, "login")}
          onValue={setLogin}
        />
        <TextField
          label={t("login.password")}
          hint={t("signup.password.hint", { n: SHORTEST_PASSWORD })}
          name="password"
          type="password"
          autocomplete="new-password"
          required
          value={password}
          error={fieldWords(error, "password")}
          onValue={setPassword}
        />
        <TextField
          label={t("signup.invite")}
          optional
          exact
          autocomplete="off"
          value={invite}
          onValue={setInvite}
        />
        <details class="more">
          <summary>
            {t("signup.profile")} <span class="soft">{t("app.optional")}</span>
          </summary>
          <div class="stack">
            <p class="soft">{t("signup.profile.words")}</p>
            <AboutFields about={about} onAbout={setAbout} error={error} />
          </div>
        </details>
        <div role="alert">
          {error !== undefined && (
            <Note tone="bad" icon="alert">
              {wordsOf(error, { LOGIN_TAKEN: "signup.taken", REGISTRATION_CLOSED: "signup.closed" })}
            </Note>
          )}
        </div>
        <Button type="submit" wide busy={busy}>
          {t("signup.button")}
        </Button>
      </form>
      <Link class="button button-plain" to="/login">
        {t("signup.toLogin")}
      </Link>
    </Page>
  );
}
