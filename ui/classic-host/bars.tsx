/** What the app says above a classic interface: that it is in trouble, or that it wants to know something. */
import type { ComponentChildren } from "preact";
import { t } from "~/kit/i18n";
import type { Trouble } from "./types";

export interface BarsProps {
  trouble: Trouble | null;
  reason: string;
  asksLocation: boolean;
  readOnly: boolean;
  onSkip(): void;
  onExit?: (() => void) | undefined;
  onWrite?: (() => void) | undefined;
  onReload(): void;
  onConsent(allowed: boolean): void;
}

function Way({ words, go }: { words: string; go: (() => void) | undefined }): ComponentChildren {
  if (go === undefined) return null;
  return (
    <button type="button" onClick={() => go()}>
      {words}
    </button>
  );
}

export function Bars(props: BarsProps): ComponentChildren {
  const { trouble, reason } = props;
  return (
    <>
      {trouble !== null && (
        <div class="classic-suite__bar classic-suite__bar_trouble" role="alert">
          <p>{t(`classic.${trouble}`, { reason })}</p>
          {!props.readOnly && <Way words={t("classic.skip")} go={props.onSkip} />}
          {!props.readOnly && <Way words={t("work.exit")} go={props.onExit} />}
          <Way words={t("work.message")} go={props.onWrite} />
          <Way words={t("classic.reload")} go={props.onReload} />
        </div>
      )}
      {props.asksLocation && (
        <div class="classic-suite__bar" role="alert">
          <p>{t("classic.location")}</p>
          <button type="button" onClick={() => props.onConsent(true)}>
            {t("classic.location.allow")}
          </button>
          <button type="button" onClick={() => props.onConsent(false)}>
            {t("classic.location.deny")}
          </button>
        </div>
      )}
    </>
  );
}
