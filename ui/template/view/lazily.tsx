/** Parts that are too heavy for everybody's first load. */
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "~/kit/i18n";

/** A component whose code comes when it is first shown; meanwhile its place says that it loads. */
export function lazily<P extends object>(
  load: () => Promise<{ default: FunctionComponent<P> }>,
): FunctionComponent<P> {
  let loaded: FunctionComponent<P> | undefined;
  return function Lazily(props: P) {
    const [state, setState] = useState<{ found: FunctionComponent<P> | undefined; failed: boolean }>({
      found: loaded,
      failed: false,
    });
    useEffect(() => {
      if (loaded) return;
      load().then(
        (module) => {
          loaded = module.default;
          setState({ found: loaded, failed: false });
        },
        () => setState({ found: undefined, failed: true }),
      );
    }, []);
    if (state.found) return <state.found {...props} />;
    return (
      <p class="tb-loading" role="status">
        {state.failed ? t("template.notLoaded") : t("template.loading")}
      </p>
    );
  };
}
