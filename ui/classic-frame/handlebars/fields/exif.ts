/** Whether a JPEG says where it was taken: its EXIF data has a GPS directory with a latitude. */
const EXIF = 0x45786966;
const GPS_POINTER = 0x8825;
const GPS_LATITUDE = 2;
const ENTRY = 12;

export function hasCoordinates(buffer: ArrayBuffer): boolean {
  try {
    const view = new DataView(buffer);
    const exif = findExif(view);
    if (exif === null) return false;
    const little = view.getUint16(exif) === 0x4949;
    const gps = findEntry(view, exif, view.getUint32(exif + 4, little), GPS_POINTER, little);
    if (gps === null) return false;
    return findEntry(view, exif, view.getUint32(gps + 8, little), GPS_LATITUDE, little) !== null;
  } catch (error) {
    // A picture that is cut off or wrongly made points outside of itself.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Where the TIFF header of the EXIF segment is. */
function findExif(view: DataView): number | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let offset = 2;
  while (offset + 10 < view.byteLength) {
    const marker = view.getUint16(offset);
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return null;
    if (marker === 0xffe1 && view.getUint32(offset + 4) === EXIF) return offset + 10;
    offset += 2 + view.getUint16(offset + 2);
  }
  return null;
}

/** Where an entry of a directory is, by its tag. */
function findEntry(
  view: DataView,
  start: number,
  directory: number,
  tag: number,
  little: boolean,
): number | null {
  const count = view.getUint16(start + directory, little);
  for (let index = 0; index < count; index += 1) {
    const entry = start + directory + 2 + index * ENTRY;
    if (view.getUint16(entry, little) === tag) return entry;
  }
  return null;
}
