"""Spanish."""

from __future__ import annotations

from collections.abc import Mapping

from talka.words.plurals import Plural

_ACCESS: Mapping[str, str | Plural] = {
    "The requester can pay for the next page": "El solicitante puede pagar la página siguiente",
    "The requester cannot pay for more work at the moment": (
        "El solicitante no puede pagar más trabajo en este momento"
    ),
    "No captcha is due": "No hace falta ningún captcha",
    "A captcha is due: prove that you are human": (
        "Antes hay que resolver un captcha: demuestra que eres una persona"
    ),
    "The content suits your profile": "El contenido es adecuado para tu perfil",
    "The tasks may contain adult content, which your profile does not allow": (
        "Las tareas pueden tener contenido para adultos, que tu perfil no permite"
    ),
    "You are among those whom the requester looks for": "Cumples las condiciones del solicitante",
    "Complete the training first": "Completa antes el entrenamiento",
    "The training that is needed first is closed at the moment": (
        "Antes hace falta un entrenamiento que ahora está cerrado"
    ),
    "The training's result is {got}; {wanted} is needed": (
        "Tu resultado en el entrenamiento es {got}; se necesita {wanted}"
    ),
    "The training is passed": "Has superado el entrenamiento",
    "No training is needed": "No hace falta entrenamiento",
    "No open pool needs this training at the moment": (
        "Ahora mismo no hay tareas abiertas que pidan este entrenamiento"
    ),
    "You have not done this training yet": "Todavía no has hecho este entrenamiento",
    "You have done this training": "Ya has hecho este entrenamiento",
    "The training opens a pool to you": "El entrenamiento te da acceso a más tareas",
    "Nothing restricts your access": "Tu acceso no está restringido",
    "The platform itself gives you no tasks for now": "Por ahora la plataforma no te da tareas",
    "You have no access to this requester's tasks": "No tienes acceso a las tareas de este solicitante",
    "The pool is open": "Las tareas están abiertas",
    "The pool does not give out work at the moment": "Estas tareas no se reparten en este momento",
    "There is a page for you": "Hay una página de tareas para ti",
    "You have had this point already": "Ya has tenido este lugar",
    "This point is meant for other workers": "Este lugar es para otras personas",
    "Others were quicker: this point is taken": "Otros se han adelantado: este lugar ya está ocupado",
    "The {count} best workers who are here do these tasks now; ask again later": Plural(
        "count",
        one="Ahora estas tareas son solo para quien mejor trabaja de quienes están aquí; vuelve a"
        " mirar más tarde",
        other="Ahora estas tareas son solo para las {count} mejores personas que están aquí; vuelve"
        " a mirar más tarde",
    ),
    "The requester takes workers of any rank": "Al solicitante le vale cualquier puesto en la clasificación",
    "You are among the best workers who are here now": "Estás entre los mejores que hay aquí ahora",
    "Only the best {percent} % of the workers who are here get these tasks; ask again later": (
        "Solo el mejor {percent} % de quienes están aquí recibe estas tareas; vuelve a mirar más tarde"
    ),
    "There are no more tasks for you here": "Aquí no hay más tareas para ti",
    "Too few tasks are left for you to fill a page": "Quedan demasiado pocas tareas para llenar una página",
    "The last tasks are given out a while after the last upload": (
        "Las últimas tareas se reparten un tiempo después de cargarlas"
    ),
    "You have done all control tasks that are meant for you": "Has hecho todas tus tareas de control",
    "You have done all training tasks that are meant for you": "Has hecho todas tus tareas de práctica",
    "The pool may give out more assignments": "Quedan páginas de tareas por repartir",
    "The pool has given out all of its assignments": "Ya se han repartido todas las páginas de estas tareas",
    "You hold no more pages of the project than it allows": (
        "No tienes más páginas sin terminar de las permitidas"
    ),
    "Choose a point on the map, or say where you are": "Elige un lugar en el mapa o indica dónde estás",
    "Finish one of the {held} pages you hold first": Plural(
        "held",
        one="Termina antes la página que tienes empezada",
        other="Termina antes una de las {held} páginas que tienes empezadas",
    ),
    "The pool gives out its suites in turn": "Estas tareas se reparten por orden",
    "The pool gives out its suites in turn; it has no points to choose from": (
        "Estas tareas se reparten por orden; no hay lugares entre los que elegir"
    ),
    "The pool has no tasks yet": "Todavía no hay tareas",
}

_FILTERS: Mapping[str, str | Plural] = {
    "Version of the operating system": "Versión del sistema operativo",
    "First part of the version of the operating system": "Primer número de la versión del sistema operativo",
    "Second part of the version of the operating system": (
        "Segundo número de la versión del sistema operativo"
    ),
    "Third part of the version of the operating system": "Tercer número de la versión del sistema operativo",
    "Version of the browser": "Versión del navegador",
    "First part of the version of the browser": "Primer número de la versión del navegador",
    "Second part of the version of the browser": "Segundo número de la versión del navegador",
    "Third part of the version of the browser": "Tercer número de la versión del navegador",
    "Skill": "Habilidad",
    "Gender": "Género",
    "Country": "País",
    "Citizenship": "Nacionalidad",
    "Education": "Estudios",
    "Consent to adult content": "Permiso para contenido para adultos",
    "Verification of the account": "Verificación de la cuenta",
    "Date of birth": "Fecha de nacimiento",
    "City": "Ciudad",
    "Languages": "Idiomas",
    "Region of the telephone": "Región del teléfono",
    "Region of the internet address": "Región de la dirección IP",
    "Rating": "Valoración",
    "Device": "Dispositivo",
    "Client": "Programa",
    "Operating system": "Sistema operativo",
    "Kind of browser": "Tipo de navegador",
    "Browser": "Navegador",
    "Experiment group": "Grupo de experimentos",
    "One of these is needed: {choices}": "Basta con una de estas condiciones: {choices}",
    "; ": ". ",
    " and ": " y ",
    "region {id}": "región {id}",
    "{what} must be {wanted} ({has})": "{what}: solo {wanted} ({has})",
    "{what} must not be {wanted} ({has})": "{what}: no vale {wanted} ({has})",
    "{what} must be more than {wanted} ({has})": "{what}: más de {wanted} ({has})",
    "{what} must be {wanted} or more ({has})": "{what}: {wanted} o más ({has})",
    "{what} must be less than {wanted} ({has})": "{what}: menos de {wanted} ({has})",
    "{what} must be {wanted} or less ({has})": "{what}: {wanted} o menos ({has})",
    "{what} must include {wanted} ({has})": "{what}: hace falta {wanted} ({has})",
    "{what} must not include {wanted} ({has})": "{what}: no vale {wanted} ({has})",
    "{what} must be after {wanted} ({has})": "{what}: después del {wanted} ({has})",
    "{what} must be {wanted} or later ({has})": "{what}: el {wanted} o después ({has})",
    "{what} must be before {wanted} ({has})": "{what}: antes del {wanted} ({has})",
    "{what} must be {wanted} or earlier ({has})": "{what}: el {wanted} o antes ({has})",
    "{what} must be known ({has})": "{what}: debe conocerse ({has})",
    "{what} must be unknown ({has})": "{what}: no debe conocerse ({has})",
    "{what} is needed": "{what}: solo para quien lo tenga",
    "{what} must be absent": "{what}: solo para quien no lo tenga",
    "A skill that is not shown must be as the requester wants it": (
        "Una habilidad que no se muestra debe ser como la quiere el solicitante"
    ),
    "The skill “{name}”": "Habilidad «{name}»",
    "it is {value}": "tú: {value}",
    "they are {languages}": "tú: {languages}",
    "there is none": "no la tienes",
    "it is not known": "tú: sin indicar",
    "none is named": "tú: sin indicar",
    "Internet Explorer on a phone": "Internet Explorer en el móvil",
    "Chrome on a phone or tablet": "Chrome en el móvil o la tableta",
    "Firefox on a phone or tablet": "Firefox en el móvil o la tableta",
    "Safari on a phone or tablet": "Safari en el móvil o la tableta",
    "Mac OS 9 or older": "Mac OS 9 o anterior",
    "a personal computer": "ordenador",
    "a smartphone": "teléfono móvil",
    "a tablet": "tableta",
    "a wearable computer": "dispositivo que se lleva puesto",
    "a mobile browser": "navegador móvil",
    "the mobile app": "aplicación móvil",
    "a browser": "navegador",
    "a desktop browser": "navegador de ordenador",
    "male": "hombre",
    "female": "mujer",
    "other": "otro",
    "basic": "básicos",
    "middle": "secundarios",
    "high": "superiores",
}

_WORK: Mapping[str, str | Plural] = {
    "A draft holds at most {limit} bytes": "Un borrador admite {limit} bytes como máximo",
    "The assignment is {status} already": "Esta página ya está {status}",
    "The time for this assignment ended at {time}": "El tiempo para esta página se acabó el {time}",
    "Answer every task of the page: {expected}": Plural(
        "expected",
        one="Responde a la tarea de la página",
        other="Responde a las {expected} tareas de la página",
    ),
    "The assignment was handed in already, with other answers": (
        "Esta página ya se envió, con otras respuestas"
    ),
    "Upload the file for this page first": "Sube antes el archivo para esta página",
    "Name a suite, or give a position, not both": "Indica un lugar o unas coordenadas, no las dos cosas",
    "bbox is west,south,east,north: four numbers of degrees": (
        "bbox es oeste,sur,este,norte: cuatro números en grados"
    ),
    "Longitudes are from -180 to 180, latitudes from -90 to 90, the southern one first": (
        "Las longitudes van de -180 a 180 y las latitudes de -90 a 90, primero la del sur"
    ),
    "There is no such suite in the pool": "Entre estas tareas no hay esa página",
    "A position has latitude and longitude": "Unas coordenadas tienen latitud y longitud",
    "{status} is not a status": "No existe el estado {status}",
    "ACTIVE": "en curso",
    "SUBMITTED": "enviada",
    "ACCEPTED": "aceptada",
    "REJECTED": "rechazada",
    "SKIPPED": "omitida",
    "EXPIRED": "caducada",
    "Enter the {count} digits that you see or hear": Plural(
        "count",
        one="Escribe la cifra que ves u oyes",
        other="Escribe las {count} cifras que ves u oyes",
    ),
    "A picture of {count} distorted digits; the sound says the same digits": Plural(
        "count",
        one="Una imagen con una cifra deformada; el audio dice la misma",
        other="Una imagen con {count} cifras deformadas; el audio dice las mismas",
    ),
    "After three signals a voice says {count} digits; the picture shows the same": Plural(
        "count",
        one="Después de tres señales, una voz dice una cifra; la imagen muestra la misma",
        other="Después de tres señales, una voz dice {count} cifras; la imagen muestra las mismas",
    ),
    "The platform keeps you out for now. Prove later that you are human": (
        "Por ahora la plataforma no te deja trabajar. Más tarde podrás demostrar que eres una persona"
    ),
    "The platform keeps you out for now. Prove later that you are human: from {time} on": (
        "Por ahora la plataforma no te deja trabajar. Podrás demostrar que eres una persona a partir del"
        " {time}"
    ),
    "No captcha is due: go on working": "No hace falta ningún captcha: sigue trabajando",
    "Too many captchas were asked for; try again in a minute": (
        "Has pedido demasiados captchas; inténtalo de nuevo dentro de un minuto"
    ),
    "The captcha takes no answer any more: ask for another": "Este captcha ya no admite respuesta: pide otro",
    "The captcha was answered already: ask for another": "Este captcha ya se respondió: pide otro",
}

_ACCOUNT: Mapping[str, str | Plural] = {
    "Use at least {least} characters": Plural(
        "least", one="Usa al menos {least} carácter", other="Usa al menos {least} caracteres"
    ),
    "Use at most {most} characters": Plural(
        "most", one="Usa {most} carácter como máximo", other="Usa {most} caracteres como máximo"
    ),
    "{value} is not a country's two-letter code (ISO 3166-1)": (
        "{value} no es el código de dos letras de un país (ISO 3166-1)"
    ),
    "{value} is not a language's two-letter code (ISO 639-1)": (
        "{value} no es el código de dos letras de un idioma (ISO 639-1)"
    ),
    "The value must be a date like 1990-12-31": "Debe ser una fecha como 1990-12-31",
    "Workers must be at least {age} years old": Plural(
        "age",
        one="Hay que tener al menos {age} año para trabajar aquí",
        other="Hay que tener al menos {age} años para trabajar aquí",
    ),
    "Use 1 to 100 letters, digits or . _ @ + -": "Usa de 1 a 100 letras, cifras o . _ @ + -",
    "This is not the year of the date of birth": "Ese no es el año de la fecha de nacimiento",
    "The value must be a date of birth": "Debe ser una fecha de nacimiento",
    "The login {login} is taken": "El usuario {login} ya existe",
    "Registration is closed; the operator makes the accounts here": (
        "El registro está cerrado; aquí crea las cuentas quien administra la plataforma"
    ),
    "Too many failed attempts; try again in a quarter of an hour": (
        "Demasiados intentos fallidos; inténtalo de nuevo dentro de un cuarto de hora"
    ),
    "The login or the password is wrong": "El usuario o la contraseña no son correctos",
    "The old password is wrong": "La contraseña actual no es correcta",
    "{language} was confirmed by a test and cannot be removed": (
        "Una prueba ha confirmado este idioma ({language}) y no se puede quitar"
    ),
    "Verified language: {language}": "Idioma verificado: {language}",
    "{project} - training": "{project}: entrenamiento",
    "New skill: {name}": "Habilidad nueva: {name}",
    "You have a new skill: {name}, {value} of 100. Some tasks are for workers with certain skills only.": (
        "Tienes una habilidad nueva: {name}, {value} de 100. Algunas tareas son solo para quienes tienen"
        " ciertas habilidades."
    ),
    "You get no tasks for now": "Por ahora no recibes tareas",
    "The platform gives you no tasks until it lifts this block. The usual reasons are captchas that were not"
    " solved, programs that answer instead of people, several accounts, and false data.": (
        "La plataforma no te dará tareas hasta que levante este bloqueo. Los motivos habituales son"
        " captchas sin"
        " resolver, programas que responden en lugar de personas, varias cuentas y datos falsos."
    ),
    "The platform gives you no tasks until {time}; then this block ends by itself. The usual reasons are"
    " captchas that were not solved, programs that answer instead of people, several accounts, and false"
    " data.": (
        "La plataforma no te dará tareas hasta el {time}; entonces el bloqueo termina solo. Los motivos"
        " habituales son captchas sin resolver, programas que responden en lugar de personas, varias"
        " cuentas y"
        " datos falsos."
    ),
    "Question: {project}": "Pregunta: {project}",
    "Appeal: {project}": "Reclamación: {project}",
    "Name a pool or an assignment": "Indica una tarea o una página",
    "Name either a pool or an assignment": "Indica o una tarea o una página",
    "Only a rejected assignment can be appealed; this one is {status}": (
        "Solo se puede reclamar por una página rechazada; esta está {status}"
    ),
    "This message takes no answers": "Este mensaje no admite respuestas",
    "You have appealed against this rejection already": "Ya has reclamado contra este rechazo",
    "An appeal is taken within seven days of the rejection": (
        "Solo se puede reclamar en los siete días que siguen al rechazo"
    ),
    "The text must not be blank": "Escribe algo",
}

_FILES: Mapping[str, str | Plural] = {
    "The place where files are kept does not answer; try again later": (
        "El almacén de archivos no responde; inténtalo más tarde"
    ),
    "The upload was cut off": "La subida se ha cortado",
    "The upload was cut off; what has arrived is kept": (
        "La subida se ha cortado; lo que ha llegado se conserva"
    ),
    "A part of the upload was lost; begin it anew": (
        "Se ha perdido una parte de la subida; empiézala de nuevo"
    ),
    "The upload's time is over; begin it anew": "Se acabó el tiempo de la subida; empiézala de nuevo",
    "There is no such assignment of yours": "No tienes esa página",
    "The address is not one that was given out here": "Esta dirección no se ha dado aquí",
    "The address has expired; ask for the attachment again": (
        "La dirección ha caducado; vuelve a pedir el archivo"
    ),
    "The assignment is finished; it takes no more files": "La página está terminada y ya no admite archivos",
    "The file is larger than {limit} bytes": "El archivo ocupa más de {limit} bytes",
    "Files that are {kind} are not taken here; those taken are {allowed}": (
        "Aquí no se admiten archivos {kind}, solo {allowed}"
    ),
    "Send the file as multipart/form-data, in the field `file`": (
        "Envía el archivo como multipart/form-data, en el campo `file`"
    ),
    "The body is not multipart/form-data: {error}": "El contenido no es multipart/form-data: {error}",
    "There is no file in the body": "La petición no lleva ningún archivo",
    "Send one file at a time": "Envía los archivos de uno en uno",
    "Send Tus-Resumable: {version}": "Envía Tus-Resumable: {version}",
    "Another request adds to this upload; ask for its offset again in some seconds": (
        "Otra petición continúa esta subida; vuelve a consultar dentro de unos segundos por dónde va"
    ),
    "The bytes that arrived do not have the checksum sent along; send them again": (
        "La suma de comprobación no coincide con los datos; envíalos de nuevo"
    ),
    "Say X-HTTP-Method-Override: PATCH or DELETE": "Indica X-HTTP-Method-Override: PATCH o DELETE",
    "Send the part as Content-Type: {type}": "Envía la parte como Content-Type: {type}",
    "Send bytes as Content-Type: {type}, or none": "Envía los datos como Content-Type: {type}, o ninguno",
    "Send this header, with a number of bytes": "Envía esta cabecera, con un número de bytes",
    "The header takes a number of bytes, from 0": "La cabecera lleva un número de bytes, desde 0",
    "The algorithms known here are {names}": "Los algoritmos que se conocen aquí son {names}",
    "That is no {algorithm} in base64": "Eso no es {algorithm} en base64",
    "The header is longer than {most} characters": "La cabecera tiene más de {most} caracteres",
    "Each key is named, and once only": "Cada clave tiene un nombre y aparece una sola vez",
    "The value of {key} is not UTF-8 text in base64": "El valor de {key} no es texto UTF-8 en base64",
    "At most {most} uploads may be unfinished; end or delete some": (
        "Puede haber {most} subidas sin terminar como máximo; termina o elimina algunas"
    ),
    "The upload goes on at {offset}": "La subida continúa en el byte {offset}",
    "The file came in more than {most} parts; send larger ones": (
        "El archivo ha llegado en más de {most} partes; envíalas más grandes"
    ),
    "There are {size} bytes only": "Solo hay {size} bytes",
}

_VALUES: Mapping[str, str | Plural] = {
    "Validation failed": "Revisa los datos",
    "A value is needed here and must not be null": "Rellena este campo",
    "At least one field must have a value": "Rellena al menos un campo",
    "The project has no field of this name": "El proyecto no tiene ese campo",
    "There is no such field": "No existe ese campo",
    "Only null is allowed here": "Aquí solo se admite null",
    "The value must be true or false": "Debe ser sí o no",
    "The value must be a whole number": "Debe ser un número entero",
    "The value must be a number": "Debe ser un número",
    "The value must be a string": "Debe ser un texto",
    "The value must be an array": "Debe ser una lista",
    "The value must be an object": "Debe ser un objeto",
    "The value must be a UUID": "Debe ser un UUID",
    "The value must be {wanted}": "Debe ser {wanted}",
    "The value must be one of: {names}": "Valores posibles: {names}",
    "The value must be one of these: {kinds}": "Aquí puede haber: {kinds}",
    "true or false": "sí o no",
    "a number": "un número",
    "a string": "un texto",
    "an array": "una lista",
    "an object": "un objeto",
    "The value must be from {low} to {high}": "El valor debe estar entre {low} y {high}",
    "The value must be at least {low}": "El valor debe ser {low} como mínimo",
    "The value must be more than {low}": "El valor debe ser mayor que {low}",
    "The value must be at most {high}": "El valor debe ser {high} como máximo",
    "The value must be less than {high}": "El valor debe ser menor que {high}",
    "The value has not the form that is asked for": "El valor no tiene el formato que se pide",
    "The value must match {pattern}": "El valor debe ajustarse al patrón {pattern}",
    "Matching {pattern} takes too long": "Se tarda demasiado en comprobar el patrón {pattern}",
    "The value must begin with http://, https:// or www": (
        "La dirección debe empezar por http://, https:// o www"
    ),
    'The value must be "latitude,longitude" in degrees, like 53.910236,27.531110': (
        "Hacen falta la latitud y la longitud en grados, con una coma, como 53.910236,27.531110"
    ),
    "The value must be the id of an uploaded attachment": "Vuelve a subir el archivo",
    "The value must not hold the character NUL": "El valor no puede tener el carácter NUL",
    "The time must be a string like 2021-02-26T10:13:32": (
        "La hora debe ser un texto como 2021-02-26T10:13:32"
    ),
    "The value must be a UTC time like 2021-02-26T10:13:32": (
        "Debe ser una hora UTC como 2021-02-26T10:13:32"
    ),
    "At least {low} characters are needed": Plural(
        "low", one="Hace falta al menos {low} carácter", other="Hacen falta al menos {low} caracteres"
    ),
    "At most {high} characters are allowed": Plural(
        "high", one="Se admite {high} carácter como máximo", other="Se admiten {high} caracteres como máximo"
    ),
    "At least {low} items are needed": Plural(
        "low", one="Hace falta al menos {low} elemento", other="Hacen falta al menos {low} elementos"
    ),
    "At most {high} items are allowed": Plural(
        "high", one="Se admite {high} elemento como máximo", other="Se admiten {high} elementos como máximo"
    ),
    "There must be {low} to {high} characters": "Debe haber de {low} a {high} caracteres",
    "There must be at least {low} characters": Plural(
        "low", one="Hace falta al menos {low} carácter", other="Hacen falta al menos {low} caracteres"
    ),
    "There must be at most {high} characters": Plural(
        "high", one="Se admite {high} carácter como máximo", other="Se admiten {high} caracteres como máximo"
    ),
    "There must be {low} to {high} items": "Debe haber de {low} a {high} elementos",
    "There must be at least {low} items": Plural(
        "low", one="Hace falta al menos {low} elemento", other="Hacen falta al menos {low} elementos"
    ),
    "There must be at most {high} items": Plural(
        "high", one="Se admite {high} elemento como máximo", other="Se admiten {high} elementos como máximo"
    ),
    "There must be {low} to {high} entries": "Debe haber de {low} a {high} entradas",
    "There must be at least {low} entries": Plural(
        "low", one="Hace falta al menos {low} entrada", other="Hacen falta al menos {low} entradas"
    ),
    "There must be at most {high} entries": Plural(
        "high", one="Se admite {high} entrada como máximo", other="Se admiten {high} entradas como máximo"
    ),
}

_REQUESTS: Mapping[str, str | Plural] = {
    "There is no {what} with id {id}": "No se ha encontrado: {what} {id}",
    "assignment": "página",
    "attachment": "archivo",
    "bonus": "bonificación",
    "captcha": "captcha",
    "message thread": "conversación",
    "pool": "tarea",
    "task suite": "lugar",
    "upload": "subida",
    "worker": "persona",
    "The token is missing or unknown": "Falta el token o no se conoce",
    "This call needs a requester's token": "Esta petición necesita el token de un solicitante",
    "This call needs a worker's token": "Esta petición necesita un token personal",
    "The session has ended; log in again": "La sesión ha terminado; vuelve a entrar",
    "The body is larger than {limit} bytes": "La petición ocupa más de {limit} bytes",
    "Send the body as Content-Type: application/json": (
        "Envía el contenido como Content-Type: application/json"
    ),
    "A call with the session cookie must come from the page it belongs to": (
        "Una petición con la cookie de la sesión debe venir de su propia página"
    ),
    "{scheme} is not a scheme that is known here": "Aquí no se conoce el esquema {scheme}",
    "This call does not take a {scheme} token": "Esta petición no admite un token {scheme}",
    "The server does not take this request": "El servidor no admite esta petición",
    "There is nothing at this address": "No hay nada en esta dirección",
    "Something went wrong; the server's log has it": "Algo ha fallado; está en el registro del servidor",
    "The request needs a body": "La petición está vacía",
    "The request needs a body other than null": "La petición está vacía: solo lleva null",
    "The body is nested too deeply": "La petición tiene demasiados niveles",
    "The body is not JSON: {error}": "La petición no es JSON: {error}",
    "{name} must be at least {minimum}": "{name} debe ser {minimum} como mínimo",
    "{name} must not hold the character NUL": "{name} no puede tener el carácter NUL",
    "{name} must be true or false": "{name} debe ser true o false",
    "{name} must be a whole number": "{name} debe ser un número entero",
    "{name} must be a UUID": "{name} debe ser un UUID",
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
