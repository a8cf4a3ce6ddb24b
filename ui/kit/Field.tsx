import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./Icon";
import { t } from "./i18n";

interface Common {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
}

interface Inside {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
}

/** A label, what is typed or chosen, a hint and what is wrong, tied together for screen readers. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: Common & { children: (inside: Inside) => ComponentChildren }) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="optional"> {t("app.optional")}</span>}
      </label>
      {children({ id, "aria-describedby": describedBy, "aria-invalid": error ? "true" : undefined })}
      {hint && (
        <span class="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="field-error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}

interface Typed extends Common {
  value: string;
  onValue: (value: string) => void;
  name?: string;
  required?: boolean;
  autofocus?: boolean;
  maxLength?: number;
}

interface TextProps extends Typed {
  type?: "text" | "password" | "date";
  autocomplete?:
    | "username"
    | "current-password"
    | "new-password"
    | "name"
    | "address-level2"
    | "bday"
    | "off";
  inputMode?: "numeric" | "text";
  /** Letters as they are: a login, a code. */
  exact?: boolean;
}

/** One line that is typed. */
export function TextField(props: TextProps) {
  const { label, hint, error, optional, onValue, type = "text", exact, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} optional={optional === true}>
      {(inside) => (
        <input
          {...rest}
          {...inside}
          // Preact has a form of attributes for each type; what is given here is in all of them.
          type={type as "text"}
          class="input"
          dir="auto"
          {...(exact ? { autocapitalize: "none", spellcheck: false } : {})}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** Several lines that are typed. */
export function TextArea({ label, hint, error, optional, onValue, ...rest }: Typed) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional === true}>
      {(inside) => (
        <textarea
          {...rest}
          {...inside}
          class="input"
          dir="auto"
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectProps<Value extends string> extends Common {
  value: Value;
  options: readonly (readonly [Value, string])[];
  onValue: (value: Value) => void;
  autocomplete?: string;
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hint, error, optional, value, options, onValue, autocomplete } = props;
  return (
    <Field label={label} hint={hint} error={error} optional={optional === true}>
      {(inside) => (
        <div class="select">
          <select
            {...inside}
            class="input"
            autocomplete={autocomplete as "off" | undefined}
            value={value}
            onChange={(event) => {
              const chosen = options[event.currentTarget.selectedIndex];
              if (chosen) onValue(chosen[0]);
            }}
          >
            {options.map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </div>
      )}
    </Field>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}

export function Check({ label, checked, onChecked }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
