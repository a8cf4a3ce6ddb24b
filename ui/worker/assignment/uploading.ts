/** Sending a worker's file for the page that it belongs to. */
import { transport } from "~/api";
import { type Begun, backOnline, sendFile } from "~/api/uploads";
import { recall, remember } from "~/kit/remembered";
import type { Upload } from "~/template/engine/host";
import { wordsOf } from "../words";

const PREFIX = "talka-upload:";
const KEPT_DAYS = 1; // the server forgets it then

const patient = {
  ...transport,
  delays: [500, 1_000, 2_000, 5_000, 10_000, 20_000],
  isOnline: () => navigator.onLine,
  backOnline,
};

/** Begin to send a file; `progress` hears which share of it is there. What fails says why, in words. */
export function uploadFor(assignmentId: string, file: File, progress: (share: number) => void): Upload {
  const begun = begunFor(assignmentId, file);
  const { done, cancel } = sendFile(patient, { file, assignmentId, progress, begun });
  return {
    done: done.catch((error: unknown) => {
      const isCancelled = error instanceof DOMException && error.name === "AbortError";
      throw isCancelled ? error : new Error(wordsOf(error), { cause: error });
    }),
    cancel,
  };
}

/** The same file of the same page, by all that a browser says of it: after a reload it is another object. */
function begunFor(assignmentId: string, { name, size, lastModified }: File): Begun {
  const key = `${PREFIX}${assignmentId}:${size}:${lastModified}:${name}`;
  return {
    recall: () => recall(key)?.split(" ")[1],
    keep: (id) => remember(key, `${Date.now()} ${id}`),
    forget: () => remember(key, null),
  };
}

/** Uploads that the server has forgotten are of no use to anybody. */
export function forgetOldUploads(now: number): void {
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      const at = Number(recall(name)?.split(" ")[0]);
      if (!(now - at < KEPT_DAYS * 86_400_000)) localStorage.removeItem(name);
    }
  } catch {
    // Without storage there is nothing to forget.
  }
}
