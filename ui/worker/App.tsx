import { useEffect, useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import { OfflineBar } from "~/kit/online";
import { place } from "~/kit/router";
import { Skeleton } from "~/kit/Spinner";
import { Toasts } from "~/kit/Toast";
import { Failure } from "./Failure";
import { Layout } from "./Layout";
import { lazy, tryAgain } from "./Lazy";
import { LogIn } from "./pages/LogIn";
import { route } from "./routes";
import { loadMe, me } from "./session";
import { waiting } from "./taken";

const SignUp = lazy(() => import("./pages/SignUp"));
const CaptchaDialog = lazy(() => import("./CaptchaDialog"));

/** `account` is the first answer to who is logged in, which was asked for before anything could be shown. */
export function App({ account }: { account: Promise<void> }) {
  return (
    <>
      <OfflineBar />
      <Whole account={account} />
      <Toasts />
      {waiting.value && <CaptchaDialog />}
    </>
  );
}

function Whole({ account }: { account: Promise<void> }) {
  const [error, setError] = useState<unknown>();
  const retry = () => {
    setError(undefined);
    tryAgain(() => loadMe().catch(setError));
  };
  useEffect(() => {
    account.catch(setError);
  }, [account]);
  if (error !== undefined && !me.value) return <Plain content={<Failure error={error} retry={retry} />} />;
  if (me.value === undefined) return <Plain content={<Skeleton shape="card" />} />;
  const { path } = place.value;
  if (me.value === null) return <Plain content={path === "/register" ? <SignUp /> : <LogIn />} />;
  const { content, bare, section } = route(path);
  if (bare) return <main id="content">{content}</main>;
  return <Layout section={section}>{content}</Layout>;
}

/** A page without the sections around it. */
function Plain({ content }: { content: preact.ComponentChildren }) {
  return (
    <main id="content" class="plain">
      <p class="brand">{t("app.name")}</p>
      {content}
    </main>
  );
}
