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

/** A component whose code is loaded when it is first shown, unless it is there already. */
export function lazy<Props extends object>(from: Loader<Props>): Lazy<Props> {
  let loaded: ComponentType<Props> | undefined;
  let loading: ReturnType<Loader<Props>> | undefined;
  const load = () => {
    loading ??= from().then((module) => {
      loaded = module.default;
      return module;
    });
    // What failed is asked for anew.
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  function Lazy(props: Props) {
    const [Shown, setShown] = useState<ComponentType<Props> | undefined>(() => loaded);
    const [failed, setFailed] = useState(0);
    const [tried, setTried] = useState(0);
    useEffect(() => {
      if (Shown) return;
      load().then(
        (module) => setShown(() => module.default),
        () => setFailed(tried + 1),
      );
    }, [tried, Shown]);
    if (Shown) return <Shown {...props} />;
    if (failed <= tried) return <Skeleton shape="card" />;
    return (
      <EmptyState icon="offline" title={t("error.network")}>
        <Button icon="refresh" onClick={() => setTried(failed)}>
          {t("app.retry")}
        </Button>
      </EmptyState>
    );
  }
  return Object.assign(Lazy, { preload: () => void load() });
}
