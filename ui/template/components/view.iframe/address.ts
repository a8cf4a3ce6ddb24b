/** What may be framed, and how far it is trusted (template-builder 10). */
import { textOf } from "~/template/engine/json";

export type FrameAddress =
  | { readonly address: string; readonly sandbox: string }
  | { readonly fault: "none" | "bad" | "mixed" };

const SANDBOX = "allow-scripts allow-forms allow-popups";

/**
 * A page from elsewhere keeps its own origin, or hardly any would work; one from ours must not have it, or it
 * could leave its sandbox.
 */
export function frameOf(url: unknown, page: Pick<Location, "href" | "origin" | "protocol">): FrameAddress {
  const text = textOf(url).trim();
  if (text === "") return { fault: "none" };
  let parsed: URL;
  try {
    parsed = new URL(text, text.startsWith("/") ? page.href : undefined);
  } catch {
    return { fault: "bad" };
  }
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return { fault: "bad" };
  if (page.protocol === "https:" && parsed.protocol === "http:") return { fault: "mixed" };
  const isOurs = parsed.host === new URL(page.href).host;
  return { address: parsed.href, sandbox: isOurs ? SANDBOX : `${SANDBOX} allow-same-origin` };
}
