import type { Text, TextKey } from "~/kit/i18n";

export default {
  "work.submit": "Enviar",
  "work.skip": "Omitir",
  "work.exit": "Salir",
  "work.exit.words":
    "Si sales, esta página se devuelve y se pierden tus respuestas. Podrás volver a tomar tareas de este tipo.",
  "work.exit.stay": "Quedarme",
  "work.exit.yes": "Devolver la página",
  "work.message": "Escribir al solicitante",
  "work.fullscreen": "Pantalla completa",
  "work.timeLeft": "Tiempo restante:",
  "work.lastMinute": "Queda menos de un minuto",
  "work.wrong": "Esta respuesta no es correcta, inténtalo de nuevo",
  "work.mistakes": {
    one: "Una tarea aún no es correcta. Lee la pista en rojo y respóndela otra vez.",
    other: "{n} tareas aún no son correctas. Lee las pistas en rojo y respóndelas otra vez.",
  },
  "work.files": {
    one: "Todavía se está enviando un archivo. La página se entregará en cuanto haya llegado.",
    other: "Todavía se están enviando {n} archivos. La página se entregará en cuanto hayan llegado.",
  },
  "work.files.stop": "No esperar y volver a las tareas",
  "work.unsent":
    "No se puede contactar con el servidor. Tus respuestas están guardadas en este dispositivo y se enviarán en cuanto sea posible.",
  "work.unsent.change": "Cambiar las respuestas",
  "work.elsewhere": "Esta página se abrió en otra pestaña, con las respuestas dadas aquí. Continúa allí.",
  "work.elsewhere.here": "Continuar aquí",
  "work.brokenInterface": "No se puede mostrar la interfaz de estas tareas: {reason}",
  "work.locationRefused":
    "Esta tarea necesita tu ubicación. Permite que este sitio la vea en los ajustes del navegador.",
  "work.done": "Enviada",
  "work.done.thanks": "Gracias.",
  "work.done.words": "Gracias. Por ahora no hay más tareas de este tipo para ti.",
  "work.skipped": "Omitida",
  "work.skipped.words": "Esta página no se te volverá a ofrecer.",
  "work.givenUp": "Devuelta",
  "work.givenUp.words": "Dejaste esta página sin enviarla.",
  "work.expired": "Se acabó el tiempo",
  "work.expired.words":
    "Esta página no se envió a tiempo y otra persona puede recibir sus tareas. No se paga nada por ella.",
  "work.changed": "Ya estaba enviada",
  "work.changed.words": "Las respuestas de esta página ya habían llegado al servidor. Están en tu historial.",
  "work.takeNext": "Tomar la página siguiente",
} satisfies Partial<Record<TextKey, Text>>;
