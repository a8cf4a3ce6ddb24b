/** Places that data stands at. */

/**
 * A place to read and perhaps write. `key` names it: two refs of one task with one key are the same place.
 * `fallback` gives the default that a field bound to it writes once.
 */
export interface DataRef {
  readonly key: string;
  readonly writable: boolean;
  read(): unknown;
  /** Put a value there, undefined to remove it; nothing happens where it is not writable. */
  write(value: unknown): void;
  fallback?(): unknown;
}
