/**
 * Light or dark, as the app is, unless the requester chose colours: these were chosen for a light page, and half
 * of a page turned dark cannot be read.
 */
import type { Channel } from "./channel";
import type { ClassicViewSpec, Init } from "./protocol";

const COLOURS = /(?:^|[\s;{"'-])(?:color|background|background-color|fill)\s*:/i;

export function hasOwnColours(view: ClassicViewSpec): boolean {
  const foreign = view.assets?.style_urls?.length ?? 0;
  return foreign > 0 || COLOURS.test(view.styles ?? "") || COLOURS.test(view.markup ?? "");
}

export function applyTheme(channel: Channel, init: Init): void {
  const light = hasOwnColours(init.specs.view_spec);
  const apply = (theme: "light" | "dark"): void => {
    document.documentElement.dataset.theme = light ? "light" : theme;
  };
  apply(init.theme);
  channel.on("theme", ({ theme }) => apply(theme));
}
