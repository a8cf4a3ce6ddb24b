/** Who completes a sample, by which means, and what they need to know of where it is shown. */
import type { Page } from "@playwright/test";
import { closely, type Sample } from "./sample";

/** Where a sample is shown: on the page of stories, or in the app with a server behind it. */
export interface Place {
  readonly page: Page;
  readonly sample: Sample;
  /** The first task's answer is this one now, or in a moment. */
  expectAnswer(expected: unknown): Promise<void>;
  /** An attempt to hand it in is refused, and says why. */
  expectRefused(...words: string[]): Promise<void>;
}

export type Way = "mouse" | "touch" | "keyboard";

/** Completes the first task of a sample as far as handing it in. */
export type User = (place: Place) => Promise<void>;

/** By which means one sample can be completed. */
export type Users = Readonly<Partial<Record<Way, User>>>;

/** What the browser has to be for each. */
export const DEVICES = {
  mouse: {},
  keyboard: {},
  touch: { hasTouch: true, viewport: { width: 360, height: 740 } },
} as const;

export interface Named {
  readonly name: string;
  readonly users: Users;
  /** Places are pointed at: their numbers are right within what the sample allows. */
  readonly isPointed?: true;
  /** The names of its files, in the order in which the sample counts them. */
  readonly files?: readonly string[];
  /** How many tasks are on its page, if not one: all are answered alike. */
  readonly tasks?: number;
  /** It is its interface that hands it in. */
  readonly handsItselfIn?: true;
  /** Where on the earth it is to be done. */
  readonly at?: { readonly latitude: number; readonly longitude: number };
}

/** Samples by their numbers. */
export type Samples = Readonly<Record<string, Named>>;

/** What counts as this answer: a finger's place is a pixel of a small screen, others are pointed at exactly. */
export const rightBy = <Answer>(way: Way, answer: Answer, isPointed = false): Answer =>
  isPointed || way === "touch" ? closely(answer) : answer;

/** Everybody there is: one sample by one means each. */
export function usersOf(samples: Samples): { number: string; sample: Named; way: Way; user: User }[] {
  return Object.entries(samples).flatMap(([number, sample]) =>
    (Object.entries(sample.users) as [Way, User][]).map(([way, user]) => ({ number, sample, way, user })),
  );
}
