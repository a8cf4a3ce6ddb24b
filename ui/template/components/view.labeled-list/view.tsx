import { isObject, textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Visual } from "~/template/engine/scope";
import { Child, Frame, Hint, type View } from "~/template/view";
import { useNarrow } from "../narrow";

const LabeledList: View = ({ mount }) => {
  const [list, isNarrow] = useNarrow<HTMLDListElement>(mount.props.minWidth);
  const items = Array.isArray(mount.props.items) ? mount.props.items.filter(isObject) : [];
  return (
    <Frame mount={mount}>
      <dl ref={list} class={`tb-labeled-list ${isNarrow ? "tb-narrow" : ""}`}>
        {items.map((item, index) => (
          <Item key={item.content instanceof Visual ? item.content.id : index} item={item} mount={mount} />
        ))}
      </dl>
    </Frame>
  );
};

function Item({ item, mount }: { item: Record<string, unknown>; mount: Mount }) {
  return (
    <div class={`tb-labeled-item ${item.centerLabel === true ? "tb-labeled-center" : ""}`}>
      <dt class="tb-label-row">
        <span class="tb-label">{textOf(item.label)}</span>
        {item.hint ? <Hint text={textOf(item.hint)} /> : null}
      </dt>
      <dd>
        <Child of={item.content} mount={mount} />
      </dd>
    </div>
  );
}

export default LabeledList;
