import type { Text, TextKey } from "~/kit/i18n";

export default {
  "views.media.retry": "Erneut versuchen",
} satisfies Partial<Record<TextKey, Text>>;
