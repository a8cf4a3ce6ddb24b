import type { Text, TextKey } from "~/kit/i18n";

export default {
  "fields.number.none": "Esto no es un número",
  "fields.number.minimum": "Como mínimo {minimum}",
  "fields.number.maximum": "Como máximo {maximum}",
  "fields.email.wrong": "Esto no es una dirección de correo electrónico",
  "fields.phone.wrong": "Un número de teléfono solo lleva cifras y, si acaso, un signo más delante",
  "fields.date.min": "No antes del {min}",
  "fields.date.max": "No después del {max}",
  "fields.date.blocked": "Esta fecha no se puede elegir",
  "fields.date.format": "«{format}» no es un formato de fecha. Los hay de dos clases: date y date-time",
  "fields.date.bound": "«{bound}» no es una fecha. Escribe YYYY-MM-DD o YYYY-MM-DD hh:mm",
  "fields.list.add": "Añadir",
  "fields.list.row": "Fila {n}",
  "fields.list.remove": "Quitar la fila {n}",
  "fields.quiz.right": "Correcto",
  "fields.quiz.wrong": "Incorrecto",
} satisfies Partial<Record<TextKey, Text>>;
