import { formatMoney, formatTime } from "./format";
import { language } from "./i18n";

/** An amount in the reader's own way of writing. */
export function Money({ amount, currency }: { amount: number; currency: string }) {
  return <span class="money">{formatMoney(amount, currency, language())}</span>;
}

/** A moment in the reader's own time zone. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString(language())}>
      {formatTime(at, language())}
    </time>
  );
}
