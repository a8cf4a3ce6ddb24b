/** What a story's page needs of the program around it: honest in what it does, only that it all stays here. */
import type { FileAddress, Host, Mode, Upload, UploadedFile } from "~/template/engine/host";
import { LOCATION_REFUSED, LOCATION_UNKNOWN } from "~/template/engine/task";

const STEPS = 5;
const STEP_TIME = 60;

/** Uploads take a little while and get the ids `att-1`, `att-2` and so on; a name with "broken" in it fails. */
export class StoryHost implements Host {
  readonly assignmentId: string = "assignment-1";
  readonly tiles = undefined;
  readonly #files = new Map<string, FileAddress>();
  #count = 0;

  constructor(
    readonly mode: Mode,
    private readonly texts: Readonly<Record<string, string>>,
    readonly searchEngines: Host["searchEngines"],
  ) {}

  translate(key: string): string | undefined {
    return this.texts[key];
  }

  proxyUrl(path: string): string {
    return `https://media.example/proxy/${path.replace(/^\/+/, "")}`;
  }

  openLink(url: string): void {
    window.open(url, "_blank", "noopener");
  }

  watchLocation(said: (position: string) => void): () => void {
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => said(`${coords.latitude},${coords.longitude}`),
      (error) => said(error.code === error.PERMISSION_DENIED ? LOCATION_REFUSED : LOCATION_UNKNOWN),
    );
    return () => navigator.geolocation.clearWatch(watch);
  }

  upload(file: File, progress: (share: number) => void): Upload {
    let cancel = () => {};
    const done = new Promise<UploadedFile>((resolve, reject) => {
      let step = 0;
      const timer = setInterval(() => {
        step += 1;
        progress(step / STEPS);
        if (step < STEPS) return;
        clearInterval(timer);
        if (file.name.includes("broken")) reject(new Error("The file could not be stored"));
        else resolve(this.#store(file));
      }, STEP_TIME);
      cancel = () => {
        clearInterval(timer);
        reject(new DOMException("The upload was cancelled", "AbortError"));
      };
    });
    return { done, cancel: () => cancel() };
  }

  #store(file: File): UploadedFile {
    this.#count += 1;
    const stored = { id: `att-${this.#count}`, name: file.name, mediaType: file.type, size: file.size };
    this.#files.set(stored.id, { ...stored, url: URL.createObjectURL(file) });
    return stored;
  }

  async file(id: string): Promise<FileAddress> {
    const found = this.#files.get(id);
    if (!found) throw new Error(`There is no file ${id}`);
    return found;
  }
}
