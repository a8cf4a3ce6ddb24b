import { useEffect } from "preact/hooks";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { Child, Frame, Hint, KeyBadge, useIds, type View } from "~/template/view";
import { keyShortcut } from "../keys";
import { hasShownError } from "../trouble";
import type { CollapseMemory } from "./schema";

const Collapse: View = ({ mount }) => {
  const { opened } = mount.memory as CollapseMemory;
  const ids = useIds();
  const key = mount.keyFor({
    type: "action.open-close",
    view: mount.visual.definition.place,
    payload: undefined,
  });
  const isWrong = mount.children.value.some(hasShownError);
  useEffect(() => {
    // What must be put right has to be seen.
    if (isWrong) opened.value = true;
  }, [isWrong]);
  const isOpen = opened.value;
  return (
    <Frame mount={mount} ownLabel class={`tb-collapse ${isOpen ? "tb-collapse-open" : ""}`}>
      <div class="tb-collapse-head">
        <button
          type="button"
          class="tb-collapse-button"
          aria-expanded={isOpen}
          aria-controls={ids.control}
          aria-keyshortcuts={keyShortcut(key)}
          onClick={() => mount.ask("open-close")}
        >
          <Icon name="next" />
          <span>{textOf(mount.props.label)}</span>
          {isWrong && !isOpen ? <span class="tb-wrong-inside">{t("views.wrongInside")}</span> : null}
          <KeyBadge name={key} />
        </button>
        {mount.props.hint ? <Hint text={textOf(mount.props.hint)} /> : null}
      </div>
      <div id={ids.control} class="tb-collapse-content" hidden={!isOpen}>
        <Child of={mount.props.content} mount={mount} />
      </div>
    </Frame>
  );
};

export default Collapse;
