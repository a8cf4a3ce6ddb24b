/** Photos as phones take them: a JPEG whose EXIF data says how it was held and where. */
import type { Page } from "@playwright/test";

export interface Exif {
  /** 1 is upright; 6 was taken with the phone turned, and is shown turned to the right. */
  orientation?: number;
  located?: boolean;
}

const ORIENTATION = 0x0112;
const GPS_DIRECTORY = 0x8825;
const GPS_LATITUDE_SIDE = 1;
const GPS_LATITUDE = 2;
const [ASCII, SHORT, LONG, RATIONAL] = [2, 3, 4, 5];

export function withExif(jpeg: Buffer, { orientation = 1, located = false }: Exif): Buffer {
  const main = [entry(ORIENTATION, SHORT, 1, [orientation, 0])];
  const gpsAt = 8 + 2 + 12 * 2 + 4;
  const latitudeAt = gpsAt + 2 + 12 * 2 + 4;
  if (located) main.push(entry(GPS_DIRECTORY, LONG, 1, [0, gpsAt]));
  const parts = [Buffer.from("MM\0*\0\0\0\x08", "latin1"), directory(main)];
  if (located) {
    const side = entry(GPS_LATITUDE_SIDE, ASCII, 2, [0x4e00, 0]);
    parts.push(directory([side, entry(GPS_LATITUDE, RATIONAL, 3, [0, latitudeAt])]));
    parts.push(numbers([0, 48, 0, 1, 0, 12, 0, 1, 0, 30, 0, 1]));
  }
  const data = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), ...parts]);
  const head = numbers([0xffe1, data.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

function directory(entries: Buffer[]): Buffer {
  return Buffer.concat([numbers([entries.length]), ...entries, numbers([0, 0])]);
}

function entry(tag: number, type: number, count: number, value: [number, number]): Buffer {
  return numbers([tag, type, 0, count, ...value]);
}

/** As 16 bits each, the higher first. */
function numbers(values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
}

/** A JPEG of this size, its left half red and its right half blue. */
export async function photo(page: Page, width: number, height: number, exif: Exif = {}): Promise<Buffer> {
  const url = await page.evaluate(
    ([wide, high]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("no canvas");
      for (const [place, colour] of [
        [0, "#f00"],
        [0.5, "#00f"],
      ] as const) {
        context.fillStyle = colour;
        context.fillRect(place * wide, 0, wide / 2, high);
      }
      return canvas.toDataURL("image/jpeg", 0.95);
    },
    [width, height] as const,
  );
  return withExif(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"), exif);
}

/** For an input that takes files. */
export const file = (buffer: Buffer) => ({ name: "photo.jpg", mimeType: "image/jpeg", buffer });
