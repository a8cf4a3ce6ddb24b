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
  onReload(): void;
  onConsent(allowed: boolean): void;
}

export function Bars(props: BarsProps): ComponentChildren {
  const { trouble, reason } = props;
  return (
    <>
      {trouble !== null && (
        <div class="classic-suite__bar classic-suite__bar_trouble" role="alert">
          <p>{t(`classic.${trouble}`, { reason })}</p>
          {!props.readOnly && (
            <button type="button" onClick={() => props.onSkip()}>
              {t("classic.skip")}
            </button>
          )}
          <button type="button" onClick={() => props.onReload()}>
            {t("classic.reload")}
          </button>
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
