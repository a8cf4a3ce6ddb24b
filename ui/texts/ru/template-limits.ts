import type { Text, TextKey } from "~/kit/i18n";

/** Why a part of an interface is not shown: it asks for too much. */
export default {
  "template.tooDeep": "слишком глубокая вложенность",
  "template.tooManyParts": "ссылки разрастаются в слишком большое число частей",
  "template.tooMany": "элементов на странице не может быть больше {n}",
  "template.tooLong": "вычисление занимает слишком много времени",
  "template.tooLarge": "получается текст или список длиннее {n}",
  "template.unchecked": "Этот ответ нельзя проверить: {reason}",
  "template.pattern.long": "шаблон применяется к тексту, в котором больше символов, чем {n}",
  "template.pattern.costly": "проверка шаблона {pattern} на этом тексте занимает слишком много времени",
} satisfies Partial<Record<TextKey, Text>>;
