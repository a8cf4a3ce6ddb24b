import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Visual } from "~/template/engine/scope";
import { Child, Frame, type View } from "~/template/view";

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const Table: View = ({ mount }) => {
  const headers = listOf(mount.props.headers);
  const rows = listOf(mount.props.items).filter(Array.isArray);
  const name = textOf(mount.props.label) || t("views.table");
  return (
    <Frame mount={mount}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can reach */}
      <section class="tb-table-scroll" aria-label={name} tabIndex={0}>
        <table class="tb-table">
          {headers.length > 0 ? (
            <thead>
              <tr>
                {headers.map((header, index) => (
                  <th key={keyOf(header, index)} scope="col">
                    <Cell of={header} mount={mount} />
                  </th>
                ))}
              </tr>
            </thead>
          ) : null}
          <tbody>
            {rows.map((row, index) => (
              <tr
                key={keyOf(
                  row.find((cell) => cell instanceof Visual),
                  index,
                )}
              >
                {row.map((cell, column) => (
                  <td key={keyOf(cell, column)}>
                    <Cell of={cell} mount={mount} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Frame>
  );
};

/** A visual, or a plain value as text. */
function Cell({ of, mount }: { of: unknown; mount: Mount }) {
  return of instanceof Visual ? <Child of={of} mount={mount} /> : textOf(of);
}

function keyOf(cell: unknown, index: number): string {
  return cell instanceof Visual ? `visual ${cell.id}` : `place ${index}`;
}

export default Table;
