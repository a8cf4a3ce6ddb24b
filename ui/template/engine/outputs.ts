/** What a project's output spec demands, as far as a page can tell it before the server does. */
import { isObject } from "./json";

export interface FieldSpec {
  readonly type: string;
  readonly required?: boolean;
  readonly hidden?: boolean;
}

export type FieldSpecs = Readonly<Record<string, FieldSpec>>;

/** The required fields of an answer that are absent, by name. */
export function missingOutputs(specs: FieldSpecs, output: unknown): string[] {
  const values = isObject(output) ? output : {};
  return Object.entries(specs)
    .filter(([, spec]) => spec.required !== false)
    .filter(([name]) => values[name] === undefined || values[name] === null)
    .map(([name]) => name);
}
