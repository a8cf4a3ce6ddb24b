import type { Text, TextKey } from "~/kit/i18n";

export default {
  "fields.number.none": "Это не число",
  "fields.number.minimum": "Не меньше {minimum}",
  "fields.number.maximum": "Не больше {maximum}",
  "fields.email.wrong": "Это не адрес электронной почты",
  "fields.phone.wrong": "В номере телефона могут быть только цифры и плюс в начале",
  "fields.date.min": "Не раньше {min}",
  "fields.date.max": "Не позже {max}",
  "fields.date.blocked": "Эту дату выбрать нельзя",
  "fields.date.format": "Формата даты «{format}» нет. Есть date и date-time",
  "fields.date.bound": "«{bound}» — не дата. Нужно YYYY-MM-DD или YYYY-MM-DD hh:mm",
  "fields.list.add": "Добавить",
  "fields.list.row": "Строка {n}",
  "fields.list.remove": "Удалить строку {n}",
  "fields.quiz.right": "Верно",
  "fields.quiz.wrong": "Неверно",
} satisfies Partial<Record<TextKey, Text>>;
