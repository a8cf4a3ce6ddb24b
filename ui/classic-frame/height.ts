/** The app makes the frame as high as its content, so that the page scrolls as one. */
import type { Channel } from "./channel";

export function followHeight(channel: Channel): void {
  let sent = 0;
  const tell = (): void => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === sent) return;
    sent = height;
    channel.send({ type: "height", height });
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
