"""German."""

from __future__ import annotations

from collections.abc import Mapping

from talka.words.plurals import Plural

_ACCESS: Mapping[str, str | Plural] = {
    "The requester can pay for the next page": "Der Auftraggeber kann die nächste Seite bezahlen",
    "The requester cannot pay for more work at the moment": (
        "Der Auftraggeber kann im Moment keine weitere Arbeit bezahlen"
    ),
    "No captcha is due": "Kein Captcha nötig",
    "A captcha is due: prove that you are human": (
        "Lösen Sie zuerst ein Captcha: Zeigen Sie, dass Sie ein Mensch sind"
    ),
    "The content suits your profile": "Die Inhalte passen zu Ihrem Profil",
    "The tasks may contain adult content, which your profile does not allow": (
        "Die Aufgaben können Inhalte für Erwachsene enthalten; das lässt Ihr Profil nicht zu"
    ),
    "You are among those whom the requester looks for": "Sie erfüllen die Bedingungen des Auftraggebers",
    "Complete the training first": "Absolvieren Sie zuerst das Training",
    "The training that is needed first is closed at the moment": (
        "Zuerst ist ein Training nötig, das im Moment geschlossen ist"
    ),
    "The training's result is {got}; {wanted} is needed": (
        "Ihr Ergebnis im Training ist {got}; nötig sind {wanted}"
    ),
    "The training is passed": "Das Training ist bestanden",
    "No training is needed": "Kein Training nötig",
    "No open pool needs this training at the moment": (
        "Im Moment gibt es keine offenen Aufgaben, die dieses Training verlangen"
    ),
    "You have not done this training yet": "Sie haben dieses Training noch nicht absolviert",
    "You have done this training": "Sie haben dieses Training schon absolviert",
    "The training opens a pool to you": "Das Training öffnet Ihnen weitere Aufgaben",
    "Nothing restricts your access": "Ihr Zugang ist nicht eingeschränkt",
    "The platform itself gives you no tasks for now": "Die Plattform gibt Ihnen vorerst keine Aufgaben",
    "You have no access to this requester's tasks": (
        "Sie haben keinen Zugang zu den Aufgaben dieses Auftraggebers"
    ),
    "The pool is open": "Die Aufgaben sind offen",
    "The pool does not give out work at the moment": "Diese Aufgaben werden im Moment nicht vergeben",
    "There is a page for you": "Für Sie ist eine Aufgabenseite da",
    "You have had this point already": "Diesen Ort hatten Sie schon",
    "This point is meant for other workers": "Dieser Ort ist für andere bestimmt",
    "Others were quicker: this point is taken": "Andere waren schneller: Dieser Ort ist vergeben",
    "The {count} best workers who are here do these tasks now; ask again later": Plural(
        "count",
        one="Diese Aufgaben bekommt gerade nur, wer von allen Anwesenden am besten ist; sehen Sie"
        " später wieder nach",
        other="Diese Aufgaben bekommen gerade nur die {count} Besten der Anwesenden; sehen Sie"
        " später wieder nach",
    ),
    "The requester takes workers of any rank": "Dem Auftraggeber ist jeder Rang recht",
    "You are among the best workers who are here now": "Sie gehören zu den Besten, die gerade hier sind",
    "Only the best {percent} % of the workers who are here get these tasks; ask again later": (
        "Diese Aufgaben bekommen gerade nur die besten {percent} % der Anwesenden; sehen Sie später"
        " wieder nach"
    ),
    "There are no more tasks for you here": "Hier gibt es für Sie keine weiteren Aufgaben",
    "Too few tasks are left for you to fill a page": (
        "Es sind zu wenige Aufgaben übrig, um eine Seite zu füllen"
    ),
    "The last tasks are given out a while after the last upload": (
        "Die letzten Aufgaben werden erst einige Zeit nach dem Hochladen vergeben"
    ),
    "You have done all control tasks that are meant for you": "Sie haben alle Ihre Kontrollaufgaben erledigt",
    "You have done all training tasks that are meant for you": "Sie haben alle Ihre Übungsaufgaben erledigt",
    "The pool may give out more assignments": "Es sind noch Aufgabenseiten zu vergeben",
    "The pool has given out all of its assignments": "Alle Seiten dieser Aufgaben sind vergeben",
    "You hold no more pages of the project than it allows": (
        "Sie haben nicht mehr unfertige Seiten als erlaubt"
    ),
    "Choose a point on the map, or say where you are": (
        "Wählen Sie einen Ort auf der Karte oder geben Sie Ihren Standort an"
    ),
    "Finish one of the {held} pages you hold first": Plural(
        "held",
        one="Beenden Sie zuerst die Seite, die Sie angefangen haben",
        other="Beenden Sie zuerst eine der {held} Seiten, die Sie angefangen haben",
    ),
    "The pool gives out its suites in turn": "Diese Aufgaben werden der Reihe nach vergeben",
    "The pool gives out its suites in turn; it has no points to choose from": (
        "Diese Aufgaben werden der Reihe nach vergeben; Orte gibt es nicht zur Auswahl"
    ),
    "The pool has no tasks yet": "Hier gibt es noch keine Aufgaben",
}

_FILTERS: Mapping[str, str | Plural] = {
    "Version of the operating system": "Version des Betriebssystems",
    "First part of the version of the operating system": "Erste Zahl der Version des Betriebssystems",
    "Second part of the version of the operating system": "Zweite Zahl der Version des Betriebssystems",
    "Third part of the version of the operating system": "Dritte Zahl der Version des Betriebssystems",
    "Version of the browser": "Version des Browsers",
    "First part of the version of the browser": "Erste Zahl der Version des Browsers",
    "Second part of the version of the browser": "Zweite Zahl der Version des Browsers",
    "Third part of the version of the browser": "Dritte Zahl der Version des Browsers",
    "Skill": "Fähigkeit",
    "Gender": "Geschlecht",
    "Country": "Land",
    "Citizenship": "Staatsangehörigkeit",
    "Education": "Bildung",
    "Consent to adult content": "Zustimmung zu Inhalten für Erwachsene",
    "Verification of the account": "Bestätigung des Kontos",
    "Date of birth": "Geburtsdatum",
    "City": "Stadt",
    "Languages": "Sprachen",
    "Region of the telephone": "Region der Telefonnummer",
    "Region of the internet address": "Region der IP-Adresse",
    "Rating": "Bewertung",
    "Device": "Gerät",
    "Client": "Programm",
    "Operating system": "Betriebssystem",
    "Kind of browser": "Art des Browsers",
    "Browser": "Browser",
    "Experiment group": "Versuchsgruppe",
    "One of these is needed: {choices}": "Eines davon genügt: {choices}",
    "; ": ". ",
    " and ": " und ",
    "region {id}": "Region {id}",
    "{what} must be {wanted} ({has})": "{what}: nur {wanted} ({has})",
    "{what} must not be {wanted} ({has})": "{what}: nicht {wanted} ({has})",
    "{what} must be more than {wanted} ({has})": "{what}: mehr als {wanted} ({has})",
    "{what} must be {wanted} or more ({has})": "{what}: mindestens {wanted} ({has})",
    "{what} must be less than {wanted} ({has})": "{what}: weniger als {wanted} ({has})",
    "{what} must be {wanted} or less ({has})": "{what}: höchstens {wanted} ({has})",
    "{what} must include {wanted} ({has})": "{what}: gefragt ist {wanted} ({has})",
    "{what} must not include {wanted} ({has})": "{what}: nicht {wanted} ({has})",
    "{what} must be after {wanted} ({has})": "{what}: nach dem {wanted} ({has})",
    "{what} must be {wanted} or later ({has})": "{what}: {wanted} oder später ({has})",
    "{what} must be before {wanted} ({has})": "{what}: vor dem {wanted} ({has})",
    "{what} must be {wanted} or earlier ({has})": "{what}: {wanted} oder früher ({has})",
    "{what} must be known ({has})": "{what}: muss bekannt sein ({has})",
    "{what} must be unknown ({has})": "{what}: darf nicht bekannt sein ({has})",
    "{what} is needed": "{what}: nur für alle, die das haben",
    "{what} must be absent": "{what}: nur für alle, die das nicht haben",
    "A skill that is not shown must be as the requester wants it": (
        "Eine Fähigkeit, die nicht gezeigt wird, muss so sein, wie der Auftraggeber sie will"
    ),
    "The skill “{name}”": "Fähigkeit „{name}“",
    "it is {value}": "bei Ihnen: {value}",
    "they are {languages}": "bei Ihnen: {languages}",
    "there is none": "haben Sie nicht",
    "it is not known": "bei Ihnen: unbekannt",
    "none is named": "bei Ihnen: keine Angabe",
    "Internet Explorer on a phone": "Internet Explorer auf dem Handy",
    "Chrome on a phone or tablet": "Chrome auf Handy oder Tablet",
    "Firefox on a phone or tablet": "Firefox auf Handy oder Tablet",
    "Safari on a phone or tablet": "Safari auf Handy oder Tablet",
    "Mac OS 9 or older": "Mac OS 9 oder älter",
    "a personal computer": "Computer",
    "a smartphone": "Smartphone",
    "a tablet": "Tablet",
    "a wearable computer": "am Körper getragenes Gerät",
    "a mobile browser": "mobiler Browser",
    "the mobile app": "mobile App",
    "a browser": "Browser",
    "a desktop browser": "Browser am Computer",
    "male": "männlich",
    "female": "weiblich",
    "other": "anderes",
    "basic": "Grundbildung",
    "middle": "mittlerer Abschluss",
    "high": "Hochschule",
}

_WORK: Mapping[str, str | Plural] = {
    "A draft holds at most {limit} bytes": "Ein Entwurf fasst höchstens {limit} Byte",
    "The assignment is {status} already": "Diese Seite ist schon {status}",
    "The time for this assignment ended at {time}": "Die Zeit für diese Seite war um: {time}",
    "Answer every task of the page: {expected}": Plural(
        "expected",
        one="Beantworten Sie die Aufgabe der Seite",
        other="Beantworten Sie alle {expected} Aufgaben der Seite",
    ),
    "The assignment was handed in already, with other answers": (
        "Diese Seite wurde schon abgesendet, mit anderen Antworten"
    ),
    "Upload the file for this page first": "Laden Sie zuerst die Datei für diese Seite hoch",
    "Name a suite, or give a position, not both": (
        "Nennen Sie entweder einen Ort oder Koordinaten, nicht beides"
    ),
    "bbox is west,south,east,north: four numbers of degrees": (
        "bbox ist West,Süd,Ost,Nord: vier Zahlen in Grad"
    ),
    "Longitudes are from -180 to 180, latitudes from -90 to 90, the southern one first": (
        "Längen gehen von -180 bis 180, Breiten von -90 bis 90, die südliche zuerst"
    ),
    "There is no such suite in the pool": "Unter diesen Aufgaben gibt es keine solche Seite",
    "A position has latitude and longitude": "Zu einer Position gehören Breite und Länge",
    "{status} is not a status": "Diesen Status gibt es nicht: {status}",
    "ACTIVE": "in Arbeit",
    "SUBMITTED": "abgesendet",
    "ACCEPTED": "angenommen",
    "REJECTED": "abgelehnt",
    "SKIPPED": "übersprungen",
    "EXPIRED": "abgelaufen",
    "Enter the {count} digits that you see or hear": Plural(
        "count",
        one="Geben Sie die Ziffer ein, die Sie sehen oder hören",
        other="Geben Sie die {count} Ziffern ein, die Sie sehen oder hören",
    ),
    "A picture of {count} distorted digits; the sound says the same digits": Plural(
        "count",
        one="Ein Bild mit einer verzerrten Ziffer; die Aufnahme nennt dieselbe",
        other="Ein Bild mit {count} verzerrten Ziffern; die Aufnahme nennt dieselben",
    ),
    "After three signals a voice says {count} digits; the picture shows the same": Plural(
        "count",
        one="Nach drei Tönen nennt eine Stimme eine Ziffer; das Bild zeigt dieselbe",
        other="Nach drei Tönen nennt eine Stimme {count} Ziffern; das Bild zeigt dieselben",
    ),
    "The platform keeps you out for now. Prove later that you are human": (
        "Die Plattform sperrt Sie vorerst aus. Zeigen Sie später, dass Sie ein Mensch sind"
    ),
    "The platform keeps you out for now. Prove later that you are human: from {time} on": (
        "Die Plattform sperrt Sie vorerst aus. Zeigen Sie später, dass Sie ein Mensch sind, möglich ab {time}"
    ),
    "No captcha is due: go on working": "Kein Captcha nötig: Arbeiten Sie weiter",
    "Too many captchas were asked for; try again in a minute": (
        "Zu viele Captchas angefordert; versuchen Sie es in einer Minute noch einmal"
    ),
    "The captcha takes no answer any more: ask for another": (
        "Dieses Captcha gilt nicht mehr: Fordern Sie ein anderes an"
    ),
    "The captcha was answered already: ask for another": (
        "Dieses Captcha wurde schon beantwortet: Fordern Sie ein anderes an"
    ),
}

_ACCOUNT: Mapping[str, str | Plural] = {
    "Use at least {least} characters": "Mindestens {least} Zeichen",
    "Use at most {most} characters": "Höchstens {most} Zeichen",
    "{value} is not a country's two-letter code (ISO 3166-1)": (
        "{value} ist kein Ländercode aus zwei Buchstaben (ISO 3166-1)"
    ),
    "{value} is not a language's two-letter code (ISO 639-1)": (
        "{value} ist kein Sprachcode aus zwei Buchstaben (ISO 639-1)"
    ),
    "The value must be a date like 1990-12-31": "Gebraucht wird ein Datum wie 1990-12-31",
    "Workers must be at least {age} years old": Plural(
        "age",
        one="Man muss hier mindestens {age} Jahr alt sein",
        other="Man muss hier mindestens {age} Jahre alt sein",
    ),
    "Use 1 to 100 letters, digits or . _ @ + -": "1 bis 100 Buchstaben, Ziffern oder . _ @ + -",
    "This is not the year of the date of birth": "Das Jahr passt nicht zum Geburtsdatum",
    "The value must be a date of birth": "Das ist kein mögliches Geburtsdatum",
    "The login {login} is taken": "Der Benutzername {login} ist vergeben",
    "Registration is closed; the operator makes the accounts here": (
        "Hier kann man sich nicht selbst registrieren; der Betreiber richtet die Konten ein"
    ),
    "Too many failed attempts; try again in a quarter of an hour": (
        "Zu viele Fehlversuche; versuchen Sie es in einer Viertelstunde noch einmal"
    ),
    "The login or the password is wrong": "Benutzername oder Passwort ist falsch",
    "The old password is wrong": "Das bisherige Passwort ist falsch",
    "{language} was confirmed by a test and cannot be removed": (
        "{language} wurde durch einen Test bestätigt und lässt sich nicht entfernen"
    ),
    "Verified language: {language}": "Bestätigte Sprache: {language}",
    "{project} - training": "{project}: Training",
    "New skill: {name}": "Neue Fähigkeit: {name}",
    "You have a new skill: {name}, {value} of 100. Some tasks are for workers with certain skills only.": (
        "Sie haben eine neue Fähigkeit: {name}, {value} von 100. Manche Aufgaben sind nur für Menschen mit"
        " bestimmten Fähigkeiten."
    ),
    "You get no tasks for now": "Sie bekommen vorerst keine Aufgaben",
    "The platform gives you no tasks until it lifts this block. The usual reasons are captchas that were not"
    " solved, programs that answer instead of people, several accounts, and false data.": (
        "Die Plattform gibt Ihnen keine Aufgaben, bis sie diese Sperre aufhebt. Die üblichen Gründe sind"
        " ungelöste Captchas, Programme, die statt eines Menschen antworten, mehrere Konten und falsche"
        " Angaben."
    ),
    "The platform gives you no tasks until {time}; then this block ends by itself. The usual reasons are"
    " captchas that were not solved, programs that answer instead of people, several accounts, and false"
    " data.": (
        "Die Plattform gibt Ihnen keine Aufgaben; diese Sperre endet von selbst: {time}. Die üblichen Gründe"
        " sind ungelöste Captchas, Programme, die statt eines Menschen antworten, mehrere Konten und falsche"
        " Angaben."
    ),
    "Question: {project}": "Frage: {project}",
    "Appeal: {project}": "Widerspruch: {project}",
    "Name a pool or an assignment": "Nennen Sie eine Aufgabe oder eine Seite",
    "Name either a pool or an assignment": "Nennen Sie entweder eine Aufgabe oder eine Seite",
    "Only a rejected assignment can be appealed; this one is {status}": (
        "Widersprechen kann man nur bei einer abgelehnten Seite; diese ist {status}"
    ),
    "This message takes no answers": "Auf diese Nachricht kann man nicht antworten",
    "You have appealed against this rejection already": "Sie haben dieser Ablehnung schon widersprochen",
    "An appeal is taken within seven days of the rejection": (
        "Widersprechen kann man nur sieben Tage lang nach der Ablehnung"
    ),
    "The text must not be blank": "Schreiben Sie etwas",
}

_FILES: Mapping[str, str | Plural] = {
    "The place where files are kept does not answer; try again later": (
        "Der Dateispeicher antwortet nicht; versuchen Sie es später noch einmal"
    ),
    "The upload was cut off": "Das Hochladen wurde unterbrochen",
    "The upload was cut off; what has arrived is kept": (
        "Das Hochladen wurde unterbrochen; was angekommen ist, bleibt erhalten"
    ),
    "A part of the upload was lost; begin it anew": (
        "Ein Teil ist verloren gegangen; laden Sie die Datei neu hoch"
    ),
    "The upload's time is over; begin it anew": "Die Zeit zum Hochladen ist um; laden Sie die Datei neu hoch",
    "There is no such assignment of yours": "Sie haben keine solche Seite",
    "The address is not one that was given out here": "Diese Adresse wurde nicht hier vergeben",
    "The address has expired; ask for the attachment again": (
        "Die Adresse ist abgelaufen; rufen Sie die Datei noch einmal ab"
    ),
    "The assignment is finished; it takes no more files": (
        "Die Seite ist fertig und nimmt keine Dateien mehr an"
    ),
    "The file is larger than {limit} bytes": "Die Datei ist größer als {limit} Byte",
    "Files that are {kind} are not taken here; those taken are {allowed}": (
        "Dateien vom Typ {kind} werden nicht angenommen, nur {allowed}"
    ),
    "Send the file as multipart/form-data, in the field `file`": (
        "Senden Sie die Datei als multipart/form-data im Feld `file`"
    ),
    "The body is not multipart/form-data: {error}": "Der Inhalt ist kein multipart/form-data: {error}",
    "There is no file in the body": "Die Anfrage enthält keine Datei",
    "Send one file at a time": "Senden Sie immer nur eine Datei",
    "Send Tus-Resumable: {version}": "Senden Sie Tus-Resumable: {version}",
    "Another request adds to this upload; ask for its offset again in some seconds": (
        "Eine andere Anfrage setzt dieses Hochladen fort; fragen Sie den Stand in einigen Sekunden noch"
        " einmal ab"
    ),
    "The bytes that arrived do not have the checksum sent along; send them again": (
        "Die Prüfsumme passt nicht zu den Daten; senden Sie sie noch einmal"
    ),
    "Say X-HTTP-Method-Override: PATCH or DELETE": "Geben Sie X-HTTP-Method-Override an: PATCH oder DELETE",
    "Send the part as Content-Type: {type}": "Senden Sie den Teil als Content-Type: {type}",
    "Send bytes as Content-Type: {type}, or none": "Senden Sie Daten als Content-Type: {type} oder gar keine",
    "Send this header, with a number of bytes": "Senden Sie diesen Header mit einer Anzahl von Bytes",
    "The header takes a number of bytes, from 0": "Der Header verlangt eine Anzahl von Bytes, ab 0",
    "The algorithms known here are {names}": "Bekannt sind hier die Verfahren {names}",
    "That is no {algorithm} in base64": "Das ist kein {algorithm} in Base64",
    "The header is longer than {most} characters": "Der Header ist länger als {most} Zeichen",
    "Each key is named, and once only": "Jeder Schlüssel hat einen Namen und kommt nur einmal vor",
    "The value of {key} is not UTF-8 text in base64": "Der Wert von {key} ist kein UTF-8-Text in Base64",
    "At most {most} uploads may be unfinished; end or delete some": (
        "Es dürfen höchstens {most} Dateien halb hochgeladen sein; beenden oder löschen Sie einige"
    ),
    "The upload goes on at {offset}": "Das Hochladen geht bei Byte {offset} weiter",
    "The file came in more than {most} parts; send larger ones": (
        "Die Datei kam in mehr als {most} Teilen; senden Sie größere"
    ),
    "There are {size} bytes only": "Es sind nur {size} Byte",
}

_VALUES: Mapping[str, str | Plural] = {
    "Validation failed": "Bitte prüfen Sie die Angaben",
    "A value is needed here and must not be null": "Bitte ausfüllen",
    "At least one field must have a value": "Bitte füllen Sie mindestens ein Feld aus",
    "The project has no field of this name": "Ein solches Feld hat dieses Projekt nicht",
    "There is no such field": "Ein solches Feld gibt es nicht",
    "Only null is allowed here": "Hier ist nur null erlaubt",
    "The value must be true or false": "Hier steht Ja oder Nein",
    "The value must be a whole number": "Hier muss eine ganze Zahl stehen",
    "The value must be a number": "Hier muss eine Zahl stehen",
    "The value must be a string": "Hier muss Text stehen",
    "The value must be an array": "Hier muss eine Liste stehen",
    "The value must be an object": "Hier muss ein Objekt stehen",
    "The value must be a UUID": "Hier muss eine UUID stehen",
    "The value must be {wanted}": "Hier muss {wanted} stehen",
    "The value must be one of: {names}": "Möglich sind: {names}",
    "The value must be one of these: {kinds}": "Hier darf stehen: {kinds}",
    "true or false": "Ja oder Nein",
    "a number": "eine Zahl",
    "a string": "Text",
    "an array": "eine Liste",
    "an object": "ein Objekt",
    "The value must be from {low} to {high}": "Der Wert muss zwischen {low} und {high} liegen",
    "The value must be at least {low}": "Der Wert muss mindestens {low} sein",
    "The value must be more than {low}": "Der Wert muss größer als {low} sein",
    "The value must be at most {high}": "Der Wert darf höchstens {high} sein",
    "The value must be less than {high}": "Der Wert muss kleiner als {high} sein",
    "The value has not the form that is asked for": "Der Wert hat nicht die verlangte Form",
    "The value must match {pattern}": "Der Wert muss dem Muster {pattern} entsprechen",
    "Matching {pattern} takes too long": "Der Vergleich mit dem Muster {pattern} dauert zu lange",
    "The value must begin with http://, https:// or www": (
        "Die Adresse muss mit http://, https:// oder www beginnen"
    ),
    'The value must be "latitude,longitude" in degrees, like 53.910236,27.531110': (
        "Gebraucht werden Breite und Länge in Grad, mit Komma dazwischen, wie 53.910236,27.531110"
    ),
    "The value must be the id of an uploaded attachment": "Laden Sie die Datei noch einmal hoch",
    "The value must not hold the character NUL": "Der Wert darf das Zeichen NUL nicht enthalten",
    "The time must be a string like 2021-02-26T10:13:32": "Die Zeit muss Text wie 2021-02-26T10:13:32 sein",
    "The value must be a UTC time like 2021-02-26T10:13:32": (
        "Gebraucht wird eine UTC-Zeit wie 2021-02-26T10:13:32"
    ),
    "At least {low} characters are needed": "Mindestens {low} Zeichen",
    "At most {high} characters are allowed": "Höchstens {high} Zeichen",
    "At least {low} items are needed": Plural(
        "low", one="Mindestens {low} Eintrag", other="Mindestens {low} Einträge"
    ),
    "At most {high} items are allowed": Plural(
        "high", one="Höchstens {high} Eintrag", other="Höchstens {high} Einträge"
    ),
    "There must be {low} to {high} characters": "{low} bis {high} Zeichen",
    "There must be at least {low} characters": "Mindestens {low} Zeichen",
    "There must be at most {high} characters": "Höchstens {high} Zeichen",
    "There must be {low} to {high} items": "{low} bis {high} Einträge",
    "There must be at least {low} items": Plural(
        "low", one="Mindestens {low} Eintrag", other="Mindestens {low} Einträge"
    ),
    "There must be at most {high} items": Plural(
        "high", one="Höchstens {high} Eintrag", other="Höchstens {high} Einträge"
    ),
    "There must be {low} to {high} entries": "{low} bis {high} Einträge",
    "There must be at least {low} entries": Plural(
        "low", one="Mindestens {low} Eintrag", other="Mindestens {low} Einträge"
    ),
    "There must be at most {high} entries": Plural(
        "high", one="Höchstens {high} Eintrag", other="Höchstens {high} Einträge"
    ),
}

_REQUESTS: Mapping[str, str | Plural] = {
    "There is no {what} with id {id}": "Nicht gefunden: {what} {id}",
    "assignment": "Seite",
    "attachment": "Datei",
    "bonus": "Bonus",
    "captcha": "Captcha",
    "message thread": "Unterhaltung",
    "pool": "Aufgabe",
    "task suite": "Ort",
    "upload": "Hochladen",
    "worker": "Person",
    "The token is missing or unknown": "Das Token fehlt oder ist unbekannt",
    "This call needs a requester's token": "Diese Anfrage braucht das Token eines Auftraggebers",
    "This call needs a worker's token": "Diese Anfrage braucht ein persönliches Token",
    "The session has ended; log in again": "Die Sitzung ist zu Ende; melden Sie sich wieder an",
    "The body is larger than {limit} bytes": "Die Anfrage ist größer als {limit} Byte",
    "Send the body as Content-Type: application/json": (
        "Senden Sie den Inhalt als Content-Type: application/json"
    ),
    "A call with the session cookie must come from the page it belongs to": (
        "Eine Anfrage mit dem Cookie der Sitzung muss von deren eigener Seite kommen"
    ),
    "{scheme} is not a scheme that is known here": "Das Schema {scheme} ist hier nicht bekannt",
    "This call does not take a {scheme} token": "Diese Anfrage nimmt kein Token der Art {scheme}",
    "The server does not take this request": "Der Server nimmt diese Anfrage nicht an",
    "There is nothing at this address": "Unter dieser Adresse gibt es nichts",
    "Something went wrong; the server's log has it": (
        "Etwas ist schiefgegangen; es steht im Protokoll des Servers"
    ),
    "The request needs a body": "Die Anfrage ist leer",
    "The request needs a body other than null": "Die Anfrage ist leer: Sie enthält nur null",
    "The body is nested too deeply": "Die Anfrage ist zu tief verschachtelt",
    "The body is not JSON: {error}": "Die Anfrage ist kein JSON: {error}",
    "{name} must be at least {minimum}": "{name} muss mindestens {minimum} sein",
    "{name} must not hold the character NUL": "{name} darf das Zeichen NUL nicht enthalten",
    "{name} must be true or false": "{name} muss true oder false sein",
    "{name} must be a whole number": "{name} muss eine ganze Zahl sein",
    "{name} must be a UUID": "{name} muss eine UUID sein",
}

TEXTS: Mapping[str, str | Plural] = {
    **_ACCESS,
    **_FILTERS,
    **_WORK,
    **_ACCOUNT,
    **_FILES,
    **_VALUES,
    **_REQUESTS,
}
