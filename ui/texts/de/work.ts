import type { Text, TextKey } from "~/kit/i18n";

export default {
  "work.submit": "Absenden",
  "work.skip": "Überspringen",
  "work.exit": "Beenden",
  "work.exit.words":
    "Wenn du beendest, wird die Seite zurückgegeben und deine Antworten darauf gehen verloren. Du kannst solche Aufgaben wieder annehmen.",
  "work.exit.stay": "Bleiben",
  "work.exit.yes": "Seite zurückgeben",
  "work.message": "Dem Auftraggeber schreiben",
  "work.fullscreen": "Vollbild",
  "work.timeLeft": "Verbleibende Zeit:",
  "work.lastMinute": "Weniger als eine Minute übrig",
  "work.wrong": "Diese Antwort stimmt nicht, versuche es noch einmal",
  "work.mistakes": {
    one: "Eine Aufgabe stimmt noch nicht. Lies den Hinweis in Rot und beantworte sie noch einmal.",
    other: "{n} Aufgaben stimmen noch nicht. Lies die Hinweise in Rot und beantworte sie noch einmal.",
  },
  "work.files": {
    one: "Eine Datei wird noch gesendet. Die Seite wird abgegeben, sobald sie da ist.",
    other: "{n} Dateien werden noch gesendet. Die Seite wird abgegeben, sobald sie da sind.",
  },
  "work.files.share": "{n} %",
  "work.files.stop": "Nicht warten, zurück zu den Aufgaben",
  "work.unsent":
    "Der Server ist nicht erreichbar. Deine Antworten sind auf diesem Gerät gespeichert und werden gesendet, sobald es geht.",
  "work.unsent.change": "Antworten ändern",
  "work.elsewhere":
    "Diese Seite wurde in einem anderen Tab geöffnet, mit den Antworten von hier. Arbeite dort weiter.",
  "work.elsewhere.here": "Hier weiterarbeiten",
  "work.brokenInterface": "Die Oberfläche dieser Aufgaben kann nicht angezeigt werden: {reason}",
  "work.locationRefused":
    "Diese Aufgabe braucht deinen Standort. Erlaube dieser Seite den Zugriff in den Einstellungen des Browsers.",
  "work.done": "Abgesendet",
  "work.done.words": "Danke. Im Moment gibt es keine weiteren Aufgaben dieser Art für dich.",
  "work.skipped": "Übersprungen",
  "work.skipped.words": "Diese Seite wird dir nicht noch einmal angeboten.",
  "work.givenUp": "Zurückgegeben",
  "work.givenUp.words": "Du hast diese Seite verlassen, ohne sie abzusenden.",
  "work.expired": "Die Zeit ist um",
  "work.expired.words":
    "Diese Seite wurde nicht rechtzeitig abgesendet, ihre Aufgaben können andere bekommen. Sie wird nicht bezahlt.",
  "work.changed": "Schon abgesendet",
  "work.changed.words":
    "Die Antworten dieser Seite waren schon beim Server. Du findest sie in deinem Verlauf.",
  "work.takeNext": "Nächste Seite nehmen",
} satisfies Partial<Record<TextKey, Text>>;
