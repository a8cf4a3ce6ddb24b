/** Drawing what the engine has mounted, with Preact. The engine decides what is there; here it is only shown. */
import type { ComponentChildren, FunctionComponent } from "preact";
import { createContext } from "preact";
import { useContext, useErrorBoundary, useId } from "preact/hooks";
import { t } from "~/kit/i18n";
import { isObject, textOf } from "../engine/json";
import type { Mount } from "../engine/mount";
import { Visual } from "../engine/scope";

/** What draws one type of component. */
export type View = FunctionComponent<{ mount: Mount }>;

/** What draws each type; given by whoever shows a page. */
export const Views = createContext<ReadonlyMap<string, View>>(new Map());

/** The visuals among a property's value, each to be drawn by `Child`. Nothing and plain values are left out. */
export function visuals(value: unknown): Visual[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => item instanceof Visual);
}

/** The drawn child that a visual among the mount's properties is. */
export function Child({ of, mount }: { of: unknown; mount: Mount }) {
  if (!(of instanceof Visual)) return null;
  const child = mount.childOf(of);
  return child ? <Shown key={of.id} mount={child} /> : null;
}

/** All visuals of a list, one after another. */
export function Children({ of, mount }: { of: unknown; mount: Mount }) {
  return (
    <>
      {visuals(of).map((visual) => (
        <Child key={visual.id} of={visual} mount={mount} />
      ))}
    </>
  );
}

/** One mounted component. A view that fails says so in its place, and the rest of the page lives. */
export function Shown({ mount }: { mount: Mount }) {
  const views = useContext(Views);
  const [error] = useErrorBoundary();
  const reason = error ? textOf(isObject(error) ? error.message : error) : mount.fault;
  if (reason !== undefined) return <p class="tb-fault">{t("template.broken", { reason })}</p>;
  const Found = views.get(mount.type);
  return Found ? <Found mount={mount} /> : null;
}

interface FrameProps {
  mount: Mount;
  children: ComponentChildren;
  /** Whether the component shows its label itself. */
  ownLabel?: boolean;
  /** What the label names: a group of controls (`group`, `radiogroup`), or one control with `ids.control`. */
  role?: "group" | "radiogroup";
  ids?: Ids;
  class?: string;
}

export interface Ids {
  readonly control: string;
  readonly label: string;
  readonly error: string;
}

/** Ids to tie a control to its label and its error. */
export function useIds(): Ids {
  const id = useId();
  return { control: `${id}-control`, label: `${id}-label`, error: `${id}-error` };
}

/** What a control says of itself: its error, whether it is wrong, whether it must be answered. */
export function described(mount: Mount, ids: Ids) {
  const wrong = mount.shownError !== undefined;
  return {
    "aria-invalid": wrong,
    "aria-describedby": wrong ? ids.error : undefined,
    "aria-required": mount.props.requiredMark === true ? true : undefined,
  };
}

/** The frame that views and fields have: label with hint above, errors below, direction of writing. */
export function Frame({ mount, children, ownLabel, role, ids, class: extra }: FrameProps) {
  const own = useIds();
  const used = ids ?? own;
  const { props } = mount;
  const label = ownLabel ? "" : textOf(props.label);
  const mode = isObject(props.rtl) ? textOf(props.rtl.mode) : "";
  const error = mount.shownError;
  const group = role && groupOf(mount, used, role, label);
  return (
    <div
      class={`tb-component ${extra ?? ""}`}
      data-type={mount.type}
      data-place={mount.visual.definition.place}
      dir={mode === "rtl" || mode === "ltr" ? mode : undefined}
      {...group}
    >
      {label || (props.hint && !ownLabel) ? (
        <div class="tb-label-row">
          <Label
            text={label}
            mount={mount}
            ids={used}
            isControl={role === undefined && mount.part.isField === true}
          />
          {props.hint && !ownLabel ? <Hint text={textOf(props.hint)} /> : null}
        </div>
      ) : null}
      {children}
      <ErrorText text={error} id={used.error} />
    </div>
  );
}

/** What a group of controls says of itself. */
function groupOf(mount: Mount, ids: Ids, role: "group" | "radiogroup", label: string) {
  return {
    role,
    "aria-labelledby": label ? ids.label : undefined,
    "aria-label": label ? undefined : t("template.answer"),
    "aria-describedby": mount.shownError === undefined ? undefined : ids.error,
    "aria-required": role === "radiogroup" && mount.props.requiredMark === true ? true : undefined,
  } as const;
}

function Label({
  text,
  mount,
  ids,
  isControl,
}: {
  text: string;
  mount: Mount;
  ids: Ids;
  isControl: boolean;
}) {
  if (isControl) {
    return (
      <label class="tb-label" id={ids.label} for={ids.control}>
        {text}
        <RequiredMark mount={mount} />
      </label>
    );
  }
  return (
    <div class="tb-label" id={ids.label}>
      {text}
      <RequiredMark mount={mount} />
    </div>
  );
}

/** The star after a label; a control says by `aria-required` what it means. */
export function RequiredMark({ mount }: { mount: Mount }) {
  if (mount.props.requiredMark !== true) return null;
  return (
    <span class="tb-required" aria-hidden="true">
      *
    </span>
  );
}

/** What is wrong, told at once to those who cannot see it. */
export function ErrorText({ text, id }: { text: string | undefined; id: string }) {
  return (
    <div class="tb-error" id={id} role="alert" hidden={text === undefined}>
      {text}
    </div>
  );
}

/** A question mark that opens a bubble; Escape and a press elsewhere close it. */
export function Hint({ text }: { text: string }) {
  const id = useId();
  return (
    <span class="tb-hint">
      <button type="button" class="tb-hint-button" popovertarget={id} aria-label={t("template.hint")}>
        ?
      </button>
      <div id={id} popover="auto" class="tb-hint-bubble">
        {text}
      </div>
    </span>
  );
}

/** The key that does the same, for those who see it; `aria-keyshortcuts` tells the others. */
export function KeyBadge({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  const shown = name === "up" ? "↑" : name === "down" ? "↓" : name.toUpperCase();
  return (
    <span class="tb-key" aria-hidden="true">
      {shown}
    </span>
  );
}

/** Only what a worker may follow: http and https, or a place on this server. Undefined for everything else. */
export function safeLink(url: unknown): string | undefined {
  try {
    const text = textOf(url);
    const parsed = new URL(text, text.startsWith("/") ? document.baseURI : undefined);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}
