// @vitest-environment happy-dom
import { afterEach, describe, expect, test } from "vitest";
import { ApiError, NetworkError } from "~/api";
import { useLanguage } from "~/kit/i18n";
import { fieldWords, reasonOf, wordsOf } from "./words";

function refusal(status: number, code: string, payload: unknown = null, retryAfter?: number): ApiError {
  return new ApiError(status, code, "The server's words", payload, "r1", retryAfter);
}

afterEach(() => useLanguage("en"));

describe("what is said of", () => {
  test.each([
    ["no network", new NetworkError("x"), "The server cannot be reached."],
    ["a mistake of ours", new TypeError("x"), "Something went wrong"],
    ["a mistake of the server's", refusal(500, "INTERNAL_ERROR"), "tell your operator this number: r1"],
    ["too many attempts", refusal(429, "TOO_MANY_REQUESTS", null, 90), "try again in 1 min 30"],
    ["something that is gone", refusal(404, "DOES_NOT_EXIST"), "This is gone"],
    ["a pool that was closed", refusal(409, "POOL_CLOSED"), "The requester has closed it."],
    ["what has no words of our own", refusal(409, "CONFLICT_STATE"), "The server's words"],
    [
      "fields",
      refusal(400, "VALIDATION_ERROR", { login: { code: "X", message: "m" } }),
      "what is marked below",
    ],
    ["a body that cannot be read", refusal(400, "VALIDATION_ERROR"), "The server's words"],
  ])("%s", (_of, error, wanted) => {
    expect(wordsOf(error).replaceAll("\u00a0", " ")).toContain(wanted);
  });

  test("a code that means something else on this page", () => {
    expect(wordsOf(refusal(401, "WRONG_CREDENTIALS"), { WRONG_CREDENTIALS: "login.wrong" })).toBe(
      "The login or the password is wrong.",
    );
  });

  test("a pool that will have something again, with when", () => {
    const words = wordsOf(refusal(409, "NO_TASKS_AVAILABLE", { finished: false, retry_after_seconds: 120 }));
    expect(words.replaceAll("\u00a0", " ")).toBe(
      "There is nothing left for you at the moment. Try again in 2 min.",
    );
  });
});

describe("a reason", () => {
  const reason = { code: "FILTER", words: "Country must be Germany" };

  test("is the server's in English, which knows more", () => {
    expect(reasonOf(reason)).toEqual({ words: "Country must be Germany" });
    expect(wordsOf(refusal(403, "ACCESS_DENIED", { reasons: [reason] }))).toBe("Country must be Germany");
  });

  test("is ours in other languages, with the server's beside it", async () => {
    await useLanguage("de");
    expect(reasonOf(reason)).toEqual({
      words: "Gesucht sind Menschen mit anderen Merkmalen.",
      detail: "Country must be Germany",
    });
    expect(reasonOf({ code: "NEW", words: "x" })).toEqual({ words: "x" });
  });
});

describe("what is wrong with a field", () => {
  const error = refusal(400, "VALIDATION_ERROR", {
    "profile.country": { code: "INVALID_VALUE", message: "No country" },
    password: { code: "STRING_LENGTH_LESS_THAN_MIN", message: "Short", params: [8] },
    "languages.1": { code: "INVALID_VALUE", message: "No language" },
  });

  test("is found by its name, below the profile too", () => {
    expect(fieldWords(error, "country")).toBe("No country");
    expect(fieldWords(error, "languages")).toBe("No language");
    expect(fieldWords(error, "city")).toBeUndefined();
    expect(fieldWords(new NetworkError("x"), "city")).toBeUndefined();
  });

  test("is said in the reader's language", async () => {
    await useLanguage("ru");
    expect(fieldWords(error, "password")).toBe("Не короче 8 знаков.");
  });
});
