import type { Text, TextKey } from "~/kit/i18n";

export default {
  "views.media.retry": "Reintentar",
} satisfies Partial<Record<TextKey, Text>>;
