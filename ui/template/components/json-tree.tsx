/** Any JSON, to be folded and unfolded. */
import { useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import { isObject } from "~/template/engine/json";

interface JsonTreeProps {
  value: unknown;
  name?: string | undefined;
  /** How many levels are unfolded at first. */
  open: number;
}

export function JsonTree({ value, name, open }: JsonTreeProps) {
  const entries = entriesOf(value);
  if (!entries || entries.length === 0) {
    return (
      <div class="tb-json-line">
        <Name name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  return <Branch entries={entries} isList={Array.isArray(value)} name={name} open={open} />;
}

type Entries = readonly (readonly [string, unknown])[];

interface BranchProps {
  entries: Entries;
  isList: boolean;
  name: string | undefined;
  open: number;
}

/** What is folded is not drawn, so that a large value costs only what is looked at. */
function Branch({ entries, isList, name, open }: BranchProps) {
  const [isOpen, setIsOpen] = useState(open > 0);
  const [before, after] = isList ? "[]" : "{}";
  return (
    <details class="tb-json-branch" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <Name name={name} />
        {before}
        {isOpen ? "" : `${t("views.json.items", { n: entries.length })}${after}`}
      </summary>
      {isOpen ? (
        <>
          <div class="tb-json-inside">
            {entries.map(([key, item]) => (
              <JsonTree key={key} value={item} name={key} open={open - 1} />
            ))}
          </div>
          <div class="tb-json-line">{after}</div>
        </>
      ) : null}
    </details>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span class="tb-json-name">{name}: </span>;
}

function Scalar({ value }: { value: unknown }) {
  const kind = value === null ? "null" : Array.isArray(value) || isObject(value) ? "empty" : typeof value;
  return <span class={`tb-json-${kind}`}>{JSON.stringify(value) ?? "undefined"}</span>;
}

function entriesOf(value: unknown): Entries | undefined {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item] as const);
  return isObject(value) ? Object.entries(value) : undefined;
}
