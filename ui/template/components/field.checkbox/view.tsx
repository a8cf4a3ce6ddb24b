import type { View } from "~/template/view";
import { Box } from "../box";

const Checkbox: View = ({ mount }) => <Box mount={mount} />;

export default Checkbox;
