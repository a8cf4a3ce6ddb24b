import type { Text, TextKey } from "~/kit/i18n";

/** What players, recorders and fields with files say. */
export default {
  "media.audio": "Grabación",
  "media.audio.failed": "No se pudo cargar la grabación",
  "media.video": "Vídeo",
  "media.video.failed": "No se pudo cargar el vídeo",
  "media.audio.record": "Grabar",
  "media.audio.again": "Grabar de nuevo",
  "media.audio.stop": "Detener",
  "media.audio.time": "Tiempo grabado",
  "media.audio.choose": "Subir una grabación",
  "media.audio.listen": "Escuchar {name}",
  "media.audio.kind": "{name} no es una grabación de sonido",
  "media.audio.refused":
    "El micrófono no está permitido. Permítelo en los ajustes del navegador o sube una grabación",
  "media.audio.noMicrophone": "No se encontró ningún micrófono. Conecta uno o sube una grabación",
  "media.audio.broken": "No se pudo empezar a grabar. Puede que otro programa esté usando el micrófono",
  "media.audio.unstopped": "Primero detén la grabación",
  "media.file.choose": "Elegir un archivo",
  "media.file.choose.many": "Elegir archivos",
  "media.file.drop": "o suéltalo aquí",
  "media.file.drop.many": "o suéltalos aquí",
  "media.file.from.photo": "Hacer una foto",
  "media.file.from.video": "Grabar un vídeo",
  "media.file.from.gallery": "De la galería",
  "media.file.from.fileSystem": "Subir un archivo",
  "media.file.kind": "{name} no se añadió: solo se admiten {kinds}",
  "media.file.place":
    "El archivo debe indicar dónde se tomó: activa la ubicación en los ajustes de la cámara",
  "media.file.noPlace":
    "{name} no se añadió: no indica dónde se tomó. Activa la ubicación en los ajustes de la cámara y vuelve a intentarlo",
  "media.file.sending": "Subiendo {name}",
  "media.file.failed": "No se pudo subir el archivo",
  "media.file.unsent": "Algunos archivos no se subieron. Vuelve a intentarlo o quítalos",
  "media.file.retry": "Volver a subir {name}",
  "media.file.remove": "Quitar {name}",
  "media.file.lost": "El archivo no está disponible",
  "media.file.open": "Abrir {name}",
  "media.file.none": "No hay archivos",
} satisfies Partial<Record<TextKey, Text>>;
