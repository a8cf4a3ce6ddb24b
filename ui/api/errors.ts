/** What can go wrong when the server is asked. */
import type { Reason } from "./types";

/** Why one field was refused. */
export interface FieldError {
  code: string;
  message: string;
  params?: unknown[];
}

/** The server refused, in the form that all of its refusals have. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly payload: unknown,
    readonly requestId: string | undefined,
    /** In how many seconds to try again, where the server said so. */
    readonly retryAfter: number | undefined,
  ) {
    super(message);
  }

  /** Why each field was refused, by its path. */
  get fields(): Record<string, FieldError> {
    if (this.code !== "VALIDATION_ERROR" || !isRecord(this.payload)) return {};
    return Object.fromEntries(Object.entries(this.payload).filter(isFieldEntry));
  }

  /** Why access was refused, where it was. */
  get reasons(): Reason[] {
    const reasons = isRecord(this.payload) ? this.payload.reasons : undefined;
    return Array.isArray(reasons) ? reasons.filter(isReason) : [];
  }
}

/** No answer came: no network, or no server. What was asked may have been done or not. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** What an answer with a failing status says; it may come from a proxy that knows nothing of our form. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const said = isRecord(body) ? body : {};
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiError(
    response.status,
    typeof said.code === "string" ? said.code : `HTTP_${response.status}`,
    typeof said.message === "string" ? said.message : response.statusText,
    said.payload,
    typeof said.request_id === "string" ? said.request_id : undefined,
    Number.isFinite(seconds) ? seconds : undefined,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFieldEntry(entry: [string, unknown]): entry is [string, FieldError] {
  const [, value] = entry;
  return isRecord(value) && typeof value.code === "string" && typeof value.message === "string";
}

function isReason(value: unknown): value is Reason {
  return isRecord(value) && typeof value.code === "string" && typeof value.words === "string";
}
