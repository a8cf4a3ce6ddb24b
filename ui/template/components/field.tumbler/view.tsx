import type { View } from "~/template/view";
import { Box } from "../box";

const Tumbler: View = ({ mount }) => <Box mount={mount} isSwitch />;

export default Tumbler;
