import { field } from "~/template/engine/schema";
import { visualsIn } from "~/template/engine/scope";
import { rowsOf } from "./rows";

export const schema = field({
  type: "field.list",
  props: {
    render: { kind: "template" },
    buttonLabel: { aliases: ["button_label"] },
    minLength: { default: 0 },
    maxLength: { aliases: ["max_length"] },
    editable: { default: true },
    direction: { default: "vertical" },
    size: { default: "m" },
    addedItems: {},
    removeVariant: { default: "default" },
  },
  children: (mount) => [...rowsOf(mount).flat(), ...visualsIn(mount.props.addedItems)],
});
