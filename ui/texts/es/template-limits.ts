import type { Text, TextKey } from "~/kit/i18n";

/** Why a part of an interface is not shown: it asks for too much. */
export default {
  "template.tooDeep": "está anidada a demasiada profundidad",
  "template.tooManyParts": "sus referencias se multiplican en demasiadas partes",
  "template.tooMany": "una página puede tener como máximo {n} elementos",
  "template.tooLong": "calcularla lleva demasiado tiempo",
  "template.tooLarge": "produce un texto o una lista de más de {n} elementos",
  "template.unchecked": "Esta respuesta no se puede comprobar: {reason}",
  "template.pattern.long": "se aplica un patrón a un texto de más de {n} caracteres",
  "template.pattern.costly": "el patrón {pattern} tarda demasiado con este texto",
} satisfies Partial<Record<TextKey, Text>>;
