import { textOf } from "~/template/engine/json";
import type { View } from "~/template/view";

const Fault: View = ({ mount }) => <p class="tb-fault">{textOf(mount.props.words)}</p>;

export default Fault;
