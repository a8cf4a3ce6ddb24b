/** What to say when something is refused or fails. */
import { ApiError, NetworkError, type Reason } from "~/api";
import { formatDuration } from "~/kit/format";
import { language, type TextKey, t } from "~/kit/i18n";
import { locale } from "~/kit/locale";
import english from "~/texts/en";

/** Words for what went wrong. Codes with a text of their own are said in the reader's language. */
export function wordsOf(error: unknown, own: Partial<Record<string, TextKey>> = {}): string {
  if (error instanceof NetworkError) return t("error.network");
  if (!(error instanceof ApiError)) return t("error.unexpected");
  const [reason] = error.reasons;
  if (reason) return reasonOf(reason).words;
  const key = own[error.code] ?? whyKey(error.code);
  if (key) return withRetry(t(key), error);
  if (error.status === 429) return tooOften(error);
  if (error.status === 404) return t("error.notFound");
  if (error.status === 413) return t("error.tooLarge");
  if (error.code === "VALIDATION_ERROR" && Object.keys(error.fields).length > 0) return t("error.fields");
  if (error.status >= 500) {
    return error.requestId ? t("error.unexpected.id", { id: error.requestId }) : t("error.unexpected");
  }
  return error.message;
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
  if (!found) return undefined;
  if (language() === "en") return found.message;
  const keys = [`field.${field}`, `field.${found.code}`];
  const key = keys.find((one): one is TextKey => one in english);
  return key ? t(key, { n: Number(found.params?.[0] ?? 0) }) : found.message;
}

function tooOften(error: ApiError): string {
  if (error.retryAfter === undefined) return t("error.tooOften.later");
  return t("error.tooOften", { time: formatDuration(error.retryAfter, locale()) });
}

/** When a pool has nothing now but will again, its refusal says when. */
function withRetry(words: string, error: ApiError): string {
  const { payload } = error;
  if (typeof payload !== "object" || payload === null || !("retry_after_seconds" in payload)) return words;
  const seconds = Number(payload.retry_after_seconds);
  if (!Number.isFinite(seconds)) return words;
  return `${words} ${t("tasks.retry", { time: formatDuration(seconds, locale()) })}`;
}

function whyKey(code: string): TextKey | undefined {
  const key = `why.${code}`;
  return key in english ? (key as TextKey) : undefined;
}

/** A reason in the reader's language, and the server's own words where they say more. */
export function reasonOf(reason: Reason): { words: string; detail?: string } {
  const key = whyKey(reason.code);
  if (language() === "en" || !key) return { words: reason.words };
  return { words: t(key), detail: reason.words };
}
