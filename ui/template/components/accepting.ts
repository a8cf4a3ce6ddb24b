/** Which files a field takes. */
import { isObject, textOf } from "~/template/engine/json";

/** What a config accepts, as a file input wants it: media types, and extensions with their dot. */
export function acceptList(value: unknown): string[] {
  return (Array.isArray(value) ? value : [])
    .map((one) => textOf(one).trim().toLowerCase())
    .filter((one) => one !== "")
    .map((one) => (one.includes("/") || one.startsWith(".") ? one : `.${one}`));
}

/** Whether a file is of a kind in the list. A file whose kind the browser does not know may be any. */
export function isAccepted(file: Pick<File, "name" | "type">, list: readonly string[]): boolean {
  if (list.length === 0) return true;
  const type = (file.type.split(";")[0] ?? "").toLowerCase();
  const name = file.name.toLowerCase();
  return list.some((one) => {
    if (one.startsWith(".")) return name.endsWith(one);
    if (type === "") return true;
    if (one === "*/*") return true;
    return one.endsWith("/*") ? type.startsWith(one.slice(0, -1)) : type === one;
  });
}

export const SOURCES = ["photo", "video", "gallery", "fileSystem"] as const;
export type Source = (typeof SOURCES)[number];

/** The ways to add a file that a `field.media-file` offers; a photo where it names none. */
export function sourcesOf(accept: unknown): Source[] {
  const given = isObject(accept) ? accept : {};
  const found = SOURCES.filter((source) => given[source] === true);
  return found.length > 0 || SOURCES.some((source) => given[source] === false) ? found : ["photo"];
}
