import { useState } from "preact/hooks";
import { changeMe, exportAddress, getMe } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { Check, Select } from "~/kit/Field";
import { Icon } from "~/kit/Icon";
import { LANGUAGES, type Language, language, t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Link } from "~/kit/router";
import { Skeleton } from "~/kit/Spinner";
import { tell } from "~/kit/Toast";
import { chooseTheme, THEMES, type Theme, theme } from "~/kit/theme";
import { Failure } from "../Failure";
import { keepLanguage } from "../languages";
import { Page } from "../Page";
import { AboutFields } from "../profile/AboutFields";
import { aboutOf, formOf } from "../profile/about";
import { DeleteAccount } from "../profile/DeleteAccount";
import { PasswordForm } from "../profile/PasswordForm";
import { leave, me } from "../session";
import { wordsOf } from "../words";

/** Who the worker is, and how the app looks to them. */
export default function Profile() {
  const { data, error, reload } = useLoaded(getMe);
  return (
    <Page title={t("profile.title")} actions={<LogOut />}>
      {!data && error !== undefined && <Failure error={error} retry={reload} />}
      {!data && error === undefined && <Skeleton shape="card" />}
      {data && (
        <>
          <p class="row row-apart">
            <strong dir="auto">{data.login}</strong>
            <Link to="/skills">{t("profile.skills")}</Link>
          </p>
          <ThisApp />
          <AboutForm before={aboutOf(data.profile)} />
          <PasswordForm login={data.login} />
          <YourData login={data.login} />
        </>
      )}
    </Page>
  );
}

function LogOut() {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    await leave().catch((error) => tell(wordsOf(error), "bad"));
    setBusy(false);
  };
  return (
    <Button look="quiet" icon="logout" busy={busy} onClick={go}>
      {t("login.out")}
    </Button>
  );
}

function ThisApp() {
  const languages = (Object.keys(LANGUAGES) as Language[]).map((one) => [one, LANGUAGES[one]] as const);
  return (
    <section class="card stack" aria-labelledby="this-app">
      <h2 id="this-app">{t("profile.app")}</h2>
      <div class="columns">
        <Select<Language>
          label={t("profile.language")}
          value={language()}
          options={languages}
          onValue={(wanted) => {
            keepLanguage(wanted).catch(() => tell(t("error.network"), "bad"));
          }}
        />
        <Select<Theme>
          label={t("profile.theme")}
          value={theme.value}
          options={THEMES.map((one) => [one, t(`profile.theme.${one}`)] as const)}
          onValue={chooseTheme}
        />
      </div>
    </section>
  );
}

function AboutForm({ before }: { before: ReturnType<typeof aboutOf> }) {
  const [about, setAbout] = useState(before);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      me.value = await changeMe(formOf(about));
      setAbout(aboutOf(me.value.profile));
      tell(t("app.saved"));
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <section class="card" aria-labelledby="about">
      <form class="stack" onSubmit={save}>
        <h2 id="about">{t("profile.about")}</h2>
        <AboutFields about={about} onAbout={setAbout} error={error} />
        <div role="alert">
          {error !== undefined && (
            <Note tone="bad" icon="alert">
              {wordsOf(error)}
            </Note>
          )}
        </div>
        <div class="row">
          <Button type="submit" busy={busy}>
            {t("app.save")}
          </Button>
        </div>
      </form>
    </section>
  );
}

function YourData({ login }: { login: string }) {
  const [withFiles, setWithFiles] = useState(false);
  const [deleting, setDeleting] = useState(false);
  return (
    <section class="card stack" aria-labelledby="your-data">
      <h2 id="your-data">{t("profile.data")}</h2>
      <p class="soft">{t("profile.export.words")}</p>
      <Check label={t("profile.export.files")} checked={withFiles} onChecked={setWithFiles} />
      <div class="row">
        <a class="button button-quiet" href={exportAddress(withFiles)} download>
          <Icon name="download" />
          {t("profile.export")}
        </a>
        <Button look="danger" onClick={() => setDeleting(true)}>
          {t("profile.delete")}
        </Button>
      </div>
      {deleting && <DeleteAccount login={login} onClose={() => setDeleting(false)} />}
    </section>
  );
}
