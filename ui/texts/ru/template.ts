import type { Text, TextKey } from "~/kit/i18n";

export default {} satisfies Partial<Record<TextKey, Text>>;
