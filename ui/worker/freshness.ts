import { useEffect } from "preact/hooks";
import { online } from "~/kit/online";

const EVERY = 60_000;

/** Load anew every minute while the page is looked at, and as soon as one comes back to it or to the network. */
export function useFreshness(reload: () => void): void {
  useEffect(() => {
    let last = Date.now();
    const look = () => {
      if (document.visibilityState !== "visible" || !online.peek() || Date.now() - last < EVERY) return;
      last = Date.now();
      reload();
    };
    const timer = setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, [reload]);
}
