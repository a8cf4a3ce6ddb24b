/** Colours of labels: a fixed palette, then further ones derived from the index. */

const PALETTE = [
  "#c62a2f",
  "#0b68cb",
  "#1f7a4d",
  "#ffb224",
  "#8e4ec6",
  "#0fb5ae",
  "#e54695",
  "#a3b818",
  "#976544",
  "#5566e0",
];

const GOLDEN_ANGLE = 137.508;

/** The colour of the label at an index, as `#rrggbb`. */
export function colourOf(index: number): string {
  const given = PALETTE[index];
  if (given !== undefined) return given;
  const turn = index - PALETTE.length;
  // Neighbours in the row are far apart on the wheel; each round differs in lightness too.
  return hex((turn * GOLDEN_ANGLE + 20) % 360, 0.62, 0.4 + 0.12 * (turn % 3));
}

function hex(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** Black or white, whichever is read better on a colour. */
export function textOn(colour: string): string {
  const light = luminance(colour);
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? "#000000" : "#ffffff";
}

/** Relative luminance, as WCAG defines it. */
export function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
