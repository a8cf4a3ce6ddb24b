/** The position of the worker, asked of the app: the frame itself has no right to it. */
import { type Channel, Refusal } from "../channel";
import type { Position, PositionSettings } from "../protocol";

type OnPosition = (position: Position) => void;
type OnFailure = (error: { code: number; message: string }) => void;

const PERMISSION_DENIED = 1;
const UNAVAILABLE = 2;

export class ChannelGeolocation {
  readonly #channel: Channel;
  readonly #watches = new Map<number, { success: OnPosition; error: OnFailure | undefined }>();

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.on("watched", ({ call, position }) => this.#watches.get(call)?.success(position));
    channel.on("watchFailed", ({ call, code, message }) =>
      this.#watches.get(call)?.error?.({ code, message }),
    );
  }

  getCurrentPosition(success: OnPosition, error?: OnFailure, options: PositionSettings = {}): void {
    this.#channel.ask({ type: "locate", options: settings(options) }).then(
      (position) => success(position as Position),
      (reason: unknown) => error?.(failure(reason)),
    );
  }

  watchPosition(success: OnPosition, error?: OnFailure, options: PositionSettings = {}): number {
    const call = this.#channel.number();
    this.#watches.set(call, { success, error });
    this.#channel.send({ type: "watch", call, options: settings(options) });
    return call;
  }

  clearWatch(call: number): void {
    if (this.#watches.delete(call)) this.#channel.send({ type: "unwatch", call });
  }

  stop(): void {
    for (const call of this.#watches.keys()) this.clearWatch(call);
  }
}

/** Only what is known crosses; an infinite age is as good as a very long one. */
function settings({ enableHighAccuracy, timeout, maximumAge }: PositionSettings): PositionSettings {
  const known: PositionSettings = {};
  if (enableHighAccuracy !== undefined) known.enableHighAccuracy = Boolean(enableHighAccuracy);
  if (timeout !== undefined) known.timeout = Math.min(Number(timeout), Number.MAX_SAFE_INTEGER);
  if (maximumAge !== undefined) known.maximumAge = Math.min(Number(maximumAge), Number.MAX_SAFE_INTEGER);
  return known;
}

function failure(reason: unknown): { code: number; message: string } {
  const message = reason instanceof Error ? reason.message : String(reason);
  const denied = reason instanceof Refusal && reason.code === "DENIED";
  return { code: denied ? PERMISSION_DENIED : UNAVAILABLE, message };
}
