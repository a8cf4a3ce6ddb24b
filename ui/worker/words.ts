/** What to say when something is refused or fails. The server's words are in the reader's language already. */
import { ApiError, NetworkError } from "~/api";
import { formatDuration } from "~/kit/format";
import { type TextKey, t } from "~/kit/i18n";
import { locale } from "~/kit/locale";

/** Words for what went wrong; `own` are those of this page, by code. */
export function wordsOf(error: unknown, own: Partial<Record<string, TextKey>> = {}): string {
  if (error instanceof NetworkError) return t("error.network");
  if (!(error instanceof ApiError)) return t("error.unexpected");
  const [reason] = error.reasons;
  if (reason) return sentence(reason.words);
  const key = own[error.code];
  if (key) return t(key);
  if (error.status === 429 && error.retryAfter !== undefined) {
    return t("error.tooOften", { time: formatDuration(error.retryAfter, locale()) });
  }
  if (error.status === 404) return t("error.notFound");
  if (error.status === 413) return t("error.tooLarge");
  if (error.code === "VALIDATION_ERROR" && Object.keys(error.fields).length > 0) return t("error.fields");
  if (error.status >= 500) {
    return error.requestId ? t("error.unexpected.id", { id: error.requestId }) : t("error.unexpected");
  }
  return withRetry(sentence(error.message), error);
}

/** What is wrong with one field of a form; the server may name it below `profile`. */
export function fieldWords(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { fields } = error;
  const path = Object.keys(fields).find((one) => {
    const [first, second] = one.split(".");
    return (first === "profile" ? second : first) === field;
  });
  const found = path === undefined ? undefined : fields[path];
  return found && sentence(found.message);
}

/** The server's words end like those of the texts here. */
export function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** When a pool has nothing now but will again, its refusal says when. */
function withRetry(words: string, error: ApiError): string {
  const { payload } = error;
  if (typeof payload !== "object" || payload === null || !("retry_after_seconds" in payload)) return words;
  const seconds = Number(payload.retry_after_seconds);
  if (!Number.isFinite(seconds)) return words;
  return `${words} ${t("tasks.retry", { time: formatDuration(seconds, locale()) })}`;
}
