/** Who is logged in. */
import { signal } from "@preact/signals";
import { ApiError, getMe, getSettings, logIn, logOut, type Me, type Settings, transport } from "~/api";
import { navigate, place } from "~/kit/router";
import { forgetSentDrafts } from "./assignment/drafts";

/** Undefined until it is known; null for nobody. */
export const me = signal<Me | null | undefined>(undefined);

/** What the operator decided. Undefined until it is known. */
export const settings = signal<Settings | undefined>(undefined);

/** What money is called here. */
export function currency(): string {
  return settings.value?.currency ?? "";
}

/** Whether a session ended while the app was in use. */
export const ended = signal(false);

const WITHOUT_SESSION = ["/login", "/register", "/me/password"];

/** Notice, whatever is asked, that the session is over. */
export function watchSession(): void {
  const { fetch } = transport;
  transport.fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(String(input), location.href);
    if (response.status === 401 && !WITHOUT_SESSION.some((path) => pathname.endsWith(path))) {
      if (me.value) ended.value = true; // several calls may find it out, one after another
      me.value = null;
    }
    return response;
  };
}

/** Ask who is logged in. Nobody is no error; everything else that goes wrong is thrown. */
export async function loadMe(): Promise<void> {
  const known = settings.peek() ? undefined : getSettings();
  try {
    me.value = await getMe();
    before = me.value.user_id;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
    me.value = null;
  }
  if (known) settings.value = await known;
}

/** What `me` says is out of date, though not wrong enough to tell when it cannot be renewed. */
export function renewMe(): void {
  loadMe().catch(() => undefined);
}

const A_WHILE = 1_000;
let renewing: ReturnType<typeof setTimeout> | undefined;

/** The same once there is time for it: what the worker waits for comes first. */
export function renewMeSoon(): void {
  clearTimeout(renewing);
  renewing = setTimeout(renewMe, A_WHILE);
}

/** Who was logged in last, as long as the page is open. */
let before: string | undefined;

/** Log in, and stay where one is unless that is the page for it, or somebody else's. */
export async function enter(login: string, password: string): Promise<void> {
  const { user_id: now } = await logIn(login, password);
  const isForAnybody = place.value.path === "/login" || place.value.path === "/register";
  if (isForAnybody || (before !== undefined && before !== now)) navigate("/", { replace: true });
  await loadMe();
  ended.value = false;
}

/** Log out. */
export async function leave(): Promise<void> {
  try {
    await logOut();
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  forgetSentDrafts();
  me.value = null;
  ended.value = false;
}
