/** The app makes the frame as high as its content, so that the page scrolls as one. */
import type { Channel } from "./channel";
import type { Outbox } from "./outbox";

/** So often in a row the content may grow by the same step just because the frame did. */
const MAX_ECHOES = 4;

export function followHeight(outbox: Outbox): void {
  let sent = 0;
  let step = 0;
  let echoes = 0;
  const tell = (): void => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === sent) return;
    // Styles that measure by the window (100vh) would grow with it for ever: they scroll from here on.
    echoes = height - sent === step && window.innerHeight === sent ? echoes + 1 : 0;
    step = height - sent;
    if (step > 0 && echoes >= MAX_ECHOES) {
      document.documentElement.style.overflowY = "auto";
      return;
    }
    sent = height;
    outbox.send("height", { type: "height", height });
  };
  const observer = new ResizeObserver(tell);
  observer.observe(document.documentElement);
  observer.observe(document.body);
  tell();
}

/** Ask the app to scroll to an element: the frame itself has nothing to scroll. */
export function reveal(channel: Channel, element: Element): void {
  const box = element.getBoundingClientRect();
  channel.send({ type: "reveal", top: box.top + window.scrollY, height: box.height });
}
