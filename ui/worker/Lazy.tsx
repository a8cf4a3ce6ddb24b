import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "~/kit/Button";
import { EmptyState } from "~/kit/EmptyState";
import { t } from "~/kit/i18n";
import { Skeleton } from "~/kit/Spinner";

type Loader<Props> = () => Promise<{ default: ComponentType<Props> }>;

/** A component whose code is loaded when it is first shown, and at once the next time. */
export function lazy<Props extends object>(load: Loader<Props>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [Shown, setShown] = useState<ComponentType<Props> | undefined>(() => loaded);
    const [failed, setFailed] = useState(0);
    const [tried, setTried] = useState(0);
    useEffect(() => {
      if (Shown) return;
      load().then(
        (module) => {
          loaded = module.default;
          setShown(() => module.default);
        },
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
  };
}
