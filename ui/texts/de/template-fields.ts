import type { Text, TextKey } from "~/kit/i18n";

export default {
  "fields.number.none": "Das ist keine Zahl",
  "fields.number.minimum": "Mindestens {minimum}",
  "fields.number.maximum": "Höchstens {maximum}",
  "fields.email.wrong": "Das ist keine E-Mail-Adresse",
  "fields.phone.wrong": "Eine Telefonnummer besteht nur aus Ziffern, davor darf ein Plus stehen",
  "fields.date.min": "Nicht vor dem {min}",
  "fields.date.max": "Nicht nach dem {max}",
  "fields.date.blocked": "Dieses Datum kann nicht gewählt werden",
  "fields.date.format": "„{format}“ ist kein Datumsformat. Es gibt date und date-time",
  "fields.date.bound": "„{bound}“ ist kein Datum. Schreiben Sie YYYY-MM-DD oder YYYY-MM-DD hh:mm",
  "fields.list.add": "Hinzufügen",
  "fields.list.row": "Zeile {n}",
  "fields.list.remove": "Zeile {n} entfernen",
  "fields.quiz.right": "Richtig",
  "fields.quiz.wrong": "Nicht richtig",
} satisfies Partial<Record<TextKey, Text>>;
