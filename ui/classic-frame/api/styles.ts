/** The requester's styles stand once on the page, whoever asks for their element first. */
import { runtime } from "../runtime";

let element: HTMLStyleElement | null = null;

export function pageStyles(): HTMLStyleElement {
  if (element === null) {
    element = document.createElement("style");
    element.textContent = runtime().init.specs.view_spec.styles ?? "";
    document.head.append(element);
  }
  return element;
}
