import { formatMoney, formatTime } from "./format";
import { locale } from "./locale";

/** An amount in the reader's own way of writing. */
export function Money({ amount, currency }: { amount: number; currency: string }) {
  return <span class="money">{formatMoney(amount, currency, locale())}</span>;
}

/** A moment in the reader's own time zone. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString(locale())}>
      {formatTime(at, locale())}
    </time>
  );
}
