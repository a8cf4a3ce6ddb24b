import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { Child, Frame, type View, visuals } from "~/template/view";
import { pixels } from "../media-box";
import { useNarrow } from "../narrow";

const ALIGNMENTS = new Set(["top", "middle", "bottom"]);

const Columns: View = ({ mount }) => {
  const [row, isNarrow] = useNarrow<HTMLDivElement>(mount.props.minWidth);
  const items = visuals(mount.props.items);
  const shares = sharesOf(mount.props.ratio, items.length);
  const given = textOf(mount.props.verticalAlign);
  const align = ALIGNMENTS.has(given) ? given : "stretch";
  const isFull = mount.props.fullHeight === true && !isNarrow;
  const classes = `tb-columns tb-align-${align} ${isNarrow ? "tb-narrow" : ""} ${isFull ? "tb-columns-full" : ""}`;
  return (
    <Frame mount={mount}>
      <div ref={row} class={classes}>
        {items.map((item, index) => (
          <div
            key={item.id}
            class="tb-column"
            style={{ flexGrow: shares[index] ?? 1 }}
            {...(isFull
              ? { role: "region", tabIndex: 0, "aria-label": t("views.column", { n: index + 1 }) }
              : {})}
          >
            <Child of={item} mount={mount} />
          </div>
        ))}
      </div>
    </Frame>
  );
};

/** How wide each column is beside the others: the ratio, again and again where it is short. */
export function sharesOf(ratio: unknown, count: number): number[] {
  const given = (Array.isArray(ratio) ? ratio : []).map((share) => pixels(share) ?? 1);
  return Array.from({ length: count }, (_, index) => given[index % Math.max(given.length, 1)] ?? 1);
}

export default Columns;
