/**
 * A frame that hangs goes with its process, for which browsers take a moment. A frame that comes too soon after it is put
 * into the same process and hangs from the start, though its own code is innocent: so the next one waits.
 */
const REST = 2000;

let until = Number.NEGATIVE_INFINITY;

export function restAfterHang(): void {
  until = performance.now() + REST;
}

/** How long a new frame has to wait yet, in milliseconds. */
export function restLeft(): number {
  return Math.max(0, until - performance.now());
}
