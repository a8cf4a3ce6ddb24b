import type { ComponentType, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "~/kit/Button";
import { EmptyState } from "~/kit/EmptyState";
import { t } from "~/kit/i18n";
import { Skeleton } from "~/kit/Spinner";

type Loader<Props> = () => Promise<{ default: ComponentType<Props> }>;

export type Lazy<Props> = FunctionComponent<Props> & {
  /** Load its code now, for it to be there when it is shown. */
  preload: () => void;
};

/** Whether code that was to be there early could not be loaded. */
let isMissed = false;

/** Try again what could not be loaded: by itself, or with the whole page where its code is missing too. */
export function tryAgain(load: () => void): void {
  if (isMissed) location.reload();
  else load();
}

/**
 * A component whose code is loaded when it is first shown, unless it is there already. A browser that could not
 * load it remembers that for as long as the document lives, so that trying again is loading the page anew.
 */
export function lazy<Props extends object>(from: Loader<Props>): Lazy<Props> {
  let loaded: ComponentType<Props> | undefined;
  let loading: ReturnType<Loader<Props>> | undefined;
  const load = () => {
    loading ??= from();
    return loading;
  };
  function Lazy(props: Props) {
    const [Shown, setShown] = useState<ComponentType<Props> | undefined>(() => loaded);
    const [isMissing, setIsMissing] = useState(false);
    useEffect(() => {
      if (Shown) return;
      load().then(
        (module) => {
          loaded = module.default;
          setShown(() => module.default);
        },
        () => setIsMissing(true),
      );
    }, []);
    if (Shown) return <Shown {...props} />;
    if (!isMissing) return <Skeleton shape="card" />;
    return (
      <EmptyState icon="offline" title={t("error.network")}>
        <Button icon="refresh" onClick={() => location.reload()}>
          {t("app.retry")}
        </Button>
      </EmptyState>
    );
  }
  const preload = () => {
    // That it fails is said once it is to be shown.
    load().catch(() => {
      isMissed = true;
    });
  };
  return Object.assign(Lazy, { preload });
}
