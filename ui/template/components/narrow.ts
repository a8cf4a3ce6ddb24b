/** Whether a component is too narrow to stand side by side: by its own width, not the window's. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { pixels } from "./media-box";

/** Whether the element is at most so wide. Known before the first paint, and followed from then on. */
export function useNarrow<T extends HTMLElement>(most: unknown): [RefObject<T | null>, boolean] {
  const element = useRef<T>(null);
  const [isNarrow, setIsNarrow] = useState(false);
  const limit = pixels(most) ?? 0;
  useLayoutEffect(() => {
    const found = element.current;
    if (!found) return;
    const measure = () => setIsNarrow(found.getBoundingClientRect().width <= limit);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(found);
    return () => observer.disconnect();
  }, [limit]);
  return [element, isNarrow];
}
