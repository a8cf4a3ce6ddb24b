// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { ApiError, NetworkError } from "~/api";
import { fieldWords, sentence, wordsOf } from "./words";

function refusal(status: number, code: string, payload: unknown = null, retryAfter?: number): ApiError {
  return new ApiError(status, code, "The server's words", payload, "r1", retryAfter);
}

describe("what is said of", () => {
  test.each([
    ["no network", new NetworkError("x"), "The server cannot be reached."],
    ["a mistake of ours", new TypeError("x"), "Something went wrong"],
    ["a mistake of the server's", refusal(500, "INTERNAL_ERROR"), "tell your operator this number: r1"],
    ["too many attempts", refusal(429, "TOO_MANY_REQUESTS", null, 90), "try again in 1 min 30"],
    ["something that is gone", refusal(404, "DOES_NOT_EXIST"), "This is gone"],
    [
      "too many attempts, and nobody knows until when",
      refusal(429, "TOO_MANY_REQUESTS"),
      "The server's words.",
    ],
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
    expect(words.replaceAll("\u00a0", " ")).toBe("The server's words. Try again in 2 min.");
  });
});

test("a reason is the server's, who knows the reader's language", () => {
  const reason = { code: "FILTER", words: "Land: nur Deutschland (bei Ihnen: Frankreich)" };
  expect(wordsOf(refusal(403, "ACCESS_DENIED", { reasons: [reason] }))).toBe(
    "Land: nur Deutschland (bei Ihnen: Frankreich).",
  );
});

test("words end like a sentence, once", () => {
  expect(["Gone", "Gone.", "Who is there?"].map(sentence)).toEqual(["Gone.", "Gone.", "Who is there?"]);
});

describe("what is wrong with a field", () => {
  const error = refusal(400, "VALIDATION_ERROR", {
    "profile.country": { code: "INVALID_VALUE", message: "No country" },
    password: { code: "STRING_LENGTH_LESS_THAN_MIN", message: "Short", params: [8] },
    "languages.1": { code: "INVALID_VALUE", message: "No language" },
  });

  test("is found by its name, below the profile too", () => {
    expect(fieldWords(error, "country")).toBe("No country.");
    expect(fieldWords(error, "languages")).toBe("No language.");
    expect(fieldWords(error, "city")).toBeUndefined();
    expect(fieldWords(new NetworkError("x"), "city")).toBeUndefined();
  });
});
