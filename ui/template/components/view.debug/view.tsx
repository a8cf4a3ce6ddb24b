import { t } from "~/kit/i18n";
import { Frame, type View } from "~/template/view";
import { JsonTree } from "../json-tree";

const EVERYTHING = 1000;

/** The stores of the task, for who makes an interface; workers never see them. */
const Debug: View = ({ mount }) => {
  const { task } = mount;
  if (task.host.mode !== "preview") return null;
  const open = mount.props.insane === true ? EVERYTHING : 2;
  const stores = { input: task.input, output: task.output, internal: task.internal };
  return (
    <Frame mount={mount}>
      <section class="tb-json" dir="ltr" aria-label={t("views.debug")}>
        {Object.entries(stores).map(([name, store]) => (
          <JsonTree key={name} name={name} value={store.read([]) ?? {}} open={open} />
        ))}
      </section>
    </Frame>
  );
};

export default Debug;
