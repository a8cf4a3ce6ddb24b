/** Which key of a config a pressed key is. */

const NOT_TYPED = new Set([
  "button",
  "checkbox",
  "radio",
  "submit",
  "reset",
  "file",
  "range",
  "color",
  "image",
]);

/**
 * The names that a pressed key may have, the character's before the physical key's, so that shortcuts work on
 * every keyboard layout. None while Control, Meta or Alt is held.
 */
export function keyName(
  event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey">,
): string[] {
  if (event.ctrlKey || event.metaKey || event.altKey) return [];
  if (event.key === "ArrowUp") return ["up"];
  if (event.key === "ArrowDown") return ["down"];
  const names = new Set<string>();
  const character = event.key.toLowerCase();
  if (/^[a-z0-9]$/.test(character)) names.add(character);
  const physical = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1];
  if (physical !== undefined && names.size === 0) names.add(physical.toLowerCase());
  return [...names];
}

/** Whether keys are being typed into something. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !NOT_TYPED.has(target.type);
}
