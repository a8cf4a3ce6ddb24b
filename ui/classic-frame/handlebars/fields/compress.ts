/** Pictures are made smaller before they are sent: the shorter side to 1000 pixels, as JPEG of quality 90. */
const SHORTER_SIDE = 1000;
const QUALITY = 0.9;

export async function compress(file: File): Promise<{ blob: Blob; name: string }> {
  const picture = await createImageBitmap(file).catch(() => null);
  // What the browser cannot draw goes as it is.
  if (picture === null) return { blob: file, name: file.name };
  const share = Math.min(1, SHORTER_SIDE / Math.min(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * share);
  canvas.height = Math.round(picture.height * share);
  const context = canvas.getContext("2d");
  if (context === null) return { blob: file, name: file.name };
  // JPEG has no transparency; without this it would become black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (blob === null) return { blob: file, name: file.name };
  return { blob, name: `${file.name.replace(/\.[^.]*$/, "")}.jpg` };
}
