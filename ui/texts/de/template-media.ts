import type { Text, TextKey } from "~/kit/i18n";

/** What players, recorders and fields with files say. */
export default {
  "media.audio": "Aufnahme",
  "media.audio.failed": "Die Aufnahme konnte nicht geladen werden",
  "media.video": "Video",
  "media.video.failed": "Das Video konnte nicht geladen werden",
  "media.audio.record": "Aufnehmen",
  "media.audio.again": "Neu aufnehmen",
  "media.audio.stop": "Stoppen",
  "media.audio.time": "Bisherige Aufnahmedauer",
  "media.audio.choose": "Aufnahme hochladen",
  "media.audio.listen": "{name} anhören",
  "media.audio.kind": "{name} ist keine Tonaufnahme",
  "media.audio.refused":
    "Das Mikrofon ist hier nicht erlaubt. Erlauben Sie es in den Browser-Einstellungen oder laden Sie eine Aufnahme hoch",
  "media.audio.noMicrophone":
    "Es wurde kein Mikrofon gefunden. Schließen Sie eines an oder laden Sie eine Aufnahme hoch",
  "media.audio.broken":
    "Die Aufnahme konnte nicht gestartet werden. Vielleicht nutzt ein anderes Programm das Mikrofon",
  "media.audio.unstopped": "Stoppen Sie zuerst die Aufnahme",
  "media.file.choose": "Datei auswählen",
  "media.file.choose.many": "Dateien auswählen",
  "media.file.drop": "oder hier ablegen",
  "media.file.drop.many": "oder hier ablegen",
  "media.file.from.photo": "Foto aufnehmen",
  "media.file.from.video": "Video aufnehmen",
  "media.file.from.gallery": "Aus der Galerie",
  "media.file.from.fileSystem": "Datei hochladen",
  "media.file.kind": "{name} wurde nicht hinzugefügt: nur {kinds}",
  "media.file.place":
    "Die Datei muss den Aufnahmeort enthalten: Schalten Sie in den Kameraeinstellungen den Standort ein",
  "media.file.noPlace":
    "{name} wurde nicht hinzugefügt: Der Aufnahmeort fehlt. Schalten Sie in den Kameraeinstellungen den Standort ein und nehmen Sie noch einmal auf",
  "media.file.sending": "{name} wird hochgeladen",
  "media.file.failed": "Die Datei konnte nicht hochgeladen werden",
  "media.file.unsent":
    "Einige Dateien wurden nicht hochgeladen. Versuchen Sie es erneut oder entfernen Sie sie",
  "media.file.retry": "{name} erneut hochladen",
  "media.file.remove": "{name} entfernen",
  "media.file.lost": "Die Datei ist nicht verfügbar",
  "media.file.open": "{name} öffnen",
  "media.file.none": "Keine Dateien",
} satisfies Partial<Record<TextKey, Text>>;
