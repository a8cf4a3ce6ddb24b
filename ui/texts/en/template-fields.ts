/** What fields of task interfaces say by themselves. */
export default {
  "fields.number.none": "This is not a number",
  "fields.number.minimum": "At least {minimum}",
  "fields.number.maximum": "At most {maximum}",
  "fields.email.wrong": "This is not an email address",
  "fields.phone.wrong": "A phone number has only digits, and perhaps a plus before them",
  "fields.date.min": "Not before {min}",
  "fields.date.max": "Not after {max}",
  "fields.date.blocked": "This date cannot be chosen",
  "fields.date.format": "“{format}” is not a format of dates. There are date and date-time",
  "fields.date.bound": "“{bound}” is not a date. Write YYYY-MM-DD or YYYY-MM-DD hh:mm",
  "fields.list.add": "Add",
  "fields.list.row": "Row {n}",
  "fields.list.remove": "Remove row {n}",
  "fields.quiz.right": "Right",
  "fields.quiz.wrong": "Not right",
};
