/** Sending a worker's file for the page that it belongs to. */
import { transport } from "~/api";
import { backOnline, sendFile } from "~/api/uploads";
import type { Upload } from "~/template/engine/host";
import { wordsOf } from "../words";

const patient = {
  ...transport,
  delays: [500, 1_000, 2_000, 5_000, 10_000, 20_000],
  isOnline: () => navigator.onLine,
  backOnline,
};

/** Begin to send a file; `progress` hears which share of it is there. What fails says why, in words. */
export function uploadFor(assignmentId: string, file: File, progress: (share: number) => void): Upload {
  const { done, cancel } = sendFile(patient, { file, assignmentId, progress });
  return {
    done: done.catch((error: unknown) => {
      const isCancelled = error instanceof DOMException && error.name === "AbortError";
      throw isCancelled ? error : new Error(wordsOf(error), { cause: error });
    }),
    cancel,
  };
}
