import type { Text, TextKey } from "~/kit/i18n";

export default {
  "work.submit": "Absenden",
  "work.skip": "Überspringen",
  "work.exit": "Verlassen",
  "work.exit.words":
    "Wenn Sie die Seite verlassen, wird sie zurückgegeben, und Ihre Antworten darauf gehen verloren. Aufgaben dieser Art können Sie später wieder übernehmen.",
  "work.exit.stay": "Bleiben",
  "work.exit.yes": "Seite zurückgeben",
  "work.message": "Dem Auftraggeber schreiben",
  "work.fullscreen": "Vollbild",
  "work.timeLeft": "Verbleibende Zeit:",
  "work.lastMinute": "Weniger als eine Minute übrig",
  "work.wrong": "Diese Antwort stimmt nicht, versuchen Sie es noch einmal",
  "work.mistakes": {
    one: "Eine Aufgabe stimmt noch nicht. Lesen Sie den Hinweis in Rot und beantworten Sie sie noch einmal.",
    other:
      "{n} Aufgaben stimmen noch nicht. Lesen Sie die Hinweise in Rot und beantworten Sie sie noch einmal.",
  },
  "work.files": {
    one: "Eine Datei wird noch gesendet. Die Seite wird abgegeben, sobald sie da ist.",
    other: "{n} Dateien werden noch gesendet. Die Seite wird abgegeben, sobald sie da sind.",
  },
  "work.files.stop": "Nicht warten, zurück zu den Aufgaben",
  "work.unsent":
    "Der Server ist nicht erreichbar. Ihre Antworten sind auf diesem Gerät gespeichert und werden gesendet, sobald es geht.",
  "work.unsent.change": "Antworten ändern",
  "work.elsewhere":
    "Diese Seite wurde in einem anderen Tab geöffnet, mit den Antworten von hier. Arbeiten Sie dort weiter.",
  "work.elsewhere.here": "Hier weiterarbeiten",
  "work.brokenInterface": "Die Oberfläche dieser Aufgaben kann nicht angezeigt werden: {reason}",
  "work.locationRefused":
    "Diese Aufgabe braucht Ihren Standort. Erlauben Sie dieser Website den Zugriff in den Einstellungen des Browsers.",
  "work.done": "Abgesendet",
  "work.done.thanks": "Vielen Dank.",
  "work.done.words": "Danke. Im Moment gibt es keine weiteren Aufgaben dieser Art für Sie.",
  "work.skipped": "Übersprungen",
  "work.skipped.words": "Diese Seite wird Ihnen nicht noch einmal angeboten.",
  "work.givenUp": "Zurückgegeben",
  "work.givenUp.words": "Sie haben diese Seite verlassen, ohne sie abzusenden.",
  "work.expired": "Die Zeit ist um",
  "work.expired.words":
    "Diese Seite wurde nicht rechtzeitig abgesendet, ihre Aufgaben können andere bekommen. Sie wird nicht bezahlt.",
  "work.changed": "Schon abgesendet",
  "work.changed.words":
    "Die Antworten dieser Seite waren schon beim Server. Sie finden sie in Ihrem Verlauf.",
  "work.takeNext": "Zur nächsten Seite",
} satisfies Partial<Record<TextKey, Text>>;
