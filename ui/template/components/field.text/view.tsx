import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { described, Frame, useIds, type View } from "~/template/view";

const TextField: View = ({ mount }) => {
  const ids = useIds();
  const value = textOf(mount.value);
  const write = (text: string) => mount.write(text === "" ? undefined : text);
  return (
    <Frame mount={mount} ids={ids}>
      <div class="tb-input-row">
        <input
          id={ids.control}
          class="tb-input"
          type="text"
          value={value}
          aria-label={mount.props.label ? undefined : textOf(mount.props.placeholder) || t("template.answer")}
          placeholder={mount.task.isReadOnly ? undefined : textOf(mount.props.placeholder)}
          disabled={mount.isDisabled}
          onInput={(event) => write(event.currentTarget.value)}
          {...described(mount, ids)}
        />
        {value && !mount.isDisabled ? (
          <button type="button" class="tb-clear" aria-label={t("template.clear")} onClick={() => write("")}>
            ×
          </button>
        ) : null}
      </div>
    </Frame>
  );
};

export default TextField;
