/** One line to type into, with a button that clears it. */
import type { ComponentProps } from "preact";
import { useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { described, Frame, useIds } from "~/template/view";

interface TextInputProps {
  mount: Mount;
  value: string;
  write: (text: string) => void;
  /** What the input is besides: its keyboard, its direction. */
  more?: ComponentProps<"input">;
}

export function TextInput({ mount, value, write, more }: TextInputProps) {
  const ids = useIds();
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    write("");
    input.current?.focus();
  };
  return (
    <Frame mount={mount} ids={ids}>
      <div class="tb-input-row">
        <input
          id={ids.control}
          ref={input}
          class="tb-input"
          type="text"
          autocomplete="off"
          value={value}
          aria-label={nameOf(mount)}
          placeholder={placeholderOf(mount)}
          disabled={mount.isDisabled}
          onInput={(event) => write(event.currentTarget.value)}
          {...more}
          {...described(mount, ids)}
        />
        {value && !mount.isDisabled ? (
          <button type="button" class="tb-clear" aria-label={t("template.clear")} onClick={clear}>
            ×
          </button>
        ) : null}
      </div>
    </Frame>
  );
}

/** What a control is called where no label stands above it. */
export function nameOf(mount: Mount): string | undefined {
  const { label, placeholder } = mount.props;
  return textOf(label) ? undefined : textOf(placeholder) || t("template.answer");
}

/** An answer that is only read needs no invitation to type. */
export function placeholderOf(mount: Mount): string | undefined {
  return mount.task.isReadOnly ? undefined : textOf(mount.props.placeholder);
}
