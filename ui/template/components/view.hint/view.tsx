import { Frame, type View } from "~/template/view";

/** Nothing but what every view has: the bubble, and a label if there is one. */
const HintView: View = ({ mount }) => <Frame mount={mount}>{null}</Frame>;

export default HintView;
