/** Sending a worker's file for the page that it belongs to. */
import { uploadFile } from "~/api";
import type { Upload } from "~/template/engine/host";
import { wordsOf } from "../words";

/** Begin to send a file; `progress` hears which share of it is there. What fails says why, in words. */
export function uploadFor(assignmentId: string, file: File, progress: (share: number) => void): Upload {
  const abort = new AbortController();
  const done = uploadFile(file, assignmentId, abort.signal).then(
    (stored) => {
      progress(1);
      return { id: stored.id, name: stored.name, mediaType: stored.media_type, size: stored.size };
    },
    (error) => {
      throw abort.signal.aborted ? error : new Error(wordsOf(error), { cause: error });
    },
  );
  return { done, cancel: () => abort.abort() };
}
