/** What a page of tasks needs of the program that shows it. */

export type Mode = "work" | "preview" | "read-only" | "markup";
export type Theme = "info" | "success" | "warning" | "danger";

export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

export interface Upload {
  /** Resolves once the file is stored; rejects with words for the worker. */
  readonly done: Promise<UploadedFile>;
  /** End it; what has arrived may be kept, for the same file to go on there when it is picked again. */
  cancel(keepsWhatArrived?: boolean): void;
}

export interface FileAddress extends UploadedFile {
  /** Signed and short-lived. */
  readonly url: string;
}

export interface Note {
  readonly theme: Theme;
  /** Milliseconds that it stays. */
  readonly duration: number;
}

export interface Tiles {
  /** An address with `{z}`, `{x}` and `{y}`. */
  readonly url: string;
  /** Whom maps have to name for it, as providers write it: a text, with links in HTML. */
  readonly attribution: string;
}

export interface Host {
  readonly mode: Mode;
  /** `<assignment-id>` in a preview. */
  readonly assignmentId: string;
  readonly searchEngines: Readonly<Record<string, string>>;
  /** Where maps get their pictures; nothing: a blank grid. */
  readonly tiles: Tiles | undefined;
  /** A text of the project in the worker's language. */
  translate(key: string): string | undefined;
  /** The address of a file behind the requester's storage proxy. */
  proxyUrl(path: string): string;
  openLink(url: string): void;
  /** Begin to follow the device's position; `said` gets "lat,lon" or one of the two placeholders. */
  watchLocation(said: (position: string) => void): () => void;
  upload(file: File, progress: (share: number) => void): Upload;
  file(id: string): Promise<FileAddress>;
}
