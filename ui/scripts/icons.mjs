/**
 * Draws the app's icons as PNG from `worker/public/icon.svg`: `node scripts/icons.mjs`, where CHROMIUM may name a
 * browser. The files are kept in the repository; run it when the drawing changes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const folder = join(import.meta.dirname, "../worker/public");
const drawing = readFileSync(join(folder, "icon.svg"), "utf-8");
// What a phone cuts off at the corners must be ground, with the drawing well inside.
const whole = drawing.replace('rx="14" ', "");

const ICONS = [
  { name: "icon-192.png", size: 192, svg: drawing, inset: 0 },
  { name: "icon-512.png", size: 512, svg: drawing, inset: 0 },
  { name: "icon-180.png", size: 180, svg: whole, inset: 0 },
  { name: "icon-maskable-512.png", size: 512, svg: whole, inset: 0.08 },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const { name, size, svg, inset } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const padding = Math.round(size * inset);
  await page.setContent(
    `<style>*{margin:0}body{background:${inset ? "#0b63ce" : "transparent"};padding:${padding}px}svg{display:block}</style>${svg}`,
  );
  await page.locator("svg").evaluate(
    (element, wide) => {
      element.setAttribute("width", String(wide));
      element.setAttribute("height", String(wide));
    },
    size - 2 * padding,
  );
  writeFileSync(join(folder, name), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
