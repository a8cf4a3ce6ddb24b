import type { Text, TextKey } from "~/kit/i18n";

/** Why a part of an interface is not shown: it asks for too much. */
export default {
  "template.tooDeep": "er ist zu tief verschachtelt",
  "template.tooManyParts": "seine Verweise ergeben zu viele Teile",
  "template.tooMany": "eine Seite kann höchstens {n} Elemente haben",
  "template.tooLong": "die Berechnung dauert zu lange",
  "template.tooLarge": "er ergibt einen Text oder eine Liste mit mehr als {n} Teilen",
  "template.unchecked": "Diese Antwort lässt sich nicht prüfen: {reason}",
  "template.pattern.long": "ein Muster wird auf einen Text mit mehr als {n} Zeichen angewandt",
  "template.pattern.costly": "das Muster {pattern} braucht bei diesem Text zu lange",
} satisfies Partial<Record<TextKey, Text>>;
