/** What the app does for a frame: uploads, the position, requests through the proxy. */
import type { Call, FrameMessages, HostMessage, Position, PositionSettings } from "~/classic-frame/protocol";
import type { ClassicServices } from "./types";

const MAX_WATCHES = 20;
/** Calls that wait for an answer at one time: more than any page of files and pictures has. */
const MAX_PENDING = 200;
const PERMISSION_DENIED = 1;
const FALLBACK = { code: "UNAVAILABLE", message: "Not available here" };

export interface CallSettings {
  services: ClassicServices;
  send(message: HostMessage): void;
  /** Whether the worker lets this project know where they are. */
  mayLocate(): Promise<boolean>;
}

export class Calls {
  readonly #settings: CallSettings;
  readonly #watches = new Map<number, number>();
  #pending = 0;
  #closed = false;

  constructor(settings: CallSettings) {
    this.#settings = settings;
  }

  answer(message: Call): void {
    if (message.type === "watch") void this.#watch(message);
    else if (message.type === "unwatch") this.#unwatch(message.call);
    else if (this.#pending < MAX_PENDING) this.#reply(message.call, this.#ask(message));
    else this.#send({ type: "refusal", call: message.call, ...FALLBACK });
  }

  close(): void {
    this.#closed = true;
    for (const watch of this.#watches.values()) this.#location?.clearWatch(watch);
    this.#watches.clear();
  }

  get #location(): Geolocation | undefined {
    return this.#settings.services.location ?? navigator.geolocation;
  }

  #ask(message: Exclude<Call, { type: "watch" | "unwatch" }>): Promise<unknown> {
    const { services } = this.#settings;
    switch (message.type) {
      case "upload":
        return this.#upload(message);
      case "fileUrl":
        return Promise.resolve(services.fileUrl(message.id));
      case "locate":
        return this.#locate(message.options);
      case "proxy": {
        const { path, method, contentType, dataType, body } = message;
        const optional = {
          ...(contentType === undefined ? {} : { contentType }),
          ...(dataType === undefined ? {} : { dataType }),
          ...(body === undefined ? {} : { body }),
        };
        return services.proxy?.({ path, method, ...optional }) ?? Promise.reject(FALLBACK);
      }
    }
  }

  #reply(call: number, answer: Promise<unknown>): void {
    this.#pending += 1;
    const done = (): void => {
      this.#pending -= 1;
    };
    answer.then(done, done);
    answer.then(
      (value) => this.#send({ type: "answer", call, value }),
      (reason: unknown) => this.#send({ type: "refusal", call, ...wordsOf(reason) }),
    );
  }

  #upload({ call, file, name }: FrameMessages["upload"]): Promise<{ id: string; url?: string }> {
    const named = new File([file], name, { type: file.type });
    return this.#settings.services.upload(named, (share) => this.#send({ type: "progress", call, share }));
  }

  async #locate(options: PositionSettings): Promise<Position> {
    const location = await this.#allowedLocation();
    return new Promise((resolve, reject) => {
      location.getCurrentPosition(
        (position) => resolve(plainPosition(position)),
        ({ code, message }) =>
          reject({ code: code === PERMISSION_DENIED ? "DENIED" : "UNAVAILABLE", message }),
        options,
      );
    });
  }

  async #allowedLocation(): Promise<Geolocation> {
    if (this.#location === undefined) throw FALLBACK;
    if (!(await this.#settings.mayLocate())) throw { code: "DENIED", message: "Not allowed by the worker" };
    return this.#location;
  }

  async #watch({ call, options }: FrameMessages["watch"]): Promise<void> {
    const fail = (code: number, message: string): void =>
      this.#send({ type: "watchFailed", call, code, message });
    try {
      const location = await this.#allowedLocation();
      if (this.#closed || this.#watches.size >= MAX_WATCHES || this.#watches.has(call)) return;
      const watch = location.watchPosition(
        (position) => this.#send({ type: "watched", call, position: plainPosition(position) }),
        ({ code, message }) => fail(code, message),
        options,
      );
      this.#watches.set(call, watch);
    } catch (reason) {
      fail(PERMISSION_DENIED, wordsOf(reason).message);
    }
  }

  #unwatch(call: number): void {
    const watch = this.#watches.get(call);
    if (watch !== undefined) this.#location?.clearWatch(watch);
    this.#watches.delete(call);
  }

  #send(message: HostMessage): void {
    if (!this.#closed) this.#settings.send(message);
  }
}

/** A position of the browser does not cross as it is. */
function plainPosition({ coords, timestamp }: GeolocationPosition): Position {
  const { latitude, longitude, accuracy, altitude, altitudeAccuracy, heading, speed } = coords;
  return {
    coords: { latitude, longitude, accuracy, altitude, altitudeAccuracy, heading, speed },
    timestamp,
  };
}

function wordsOf(reason: unknown): { code: string; message: string } {
  if (typeof reason !== "object" || reason === null) return { ...FALLBACK, message: String(reason) };
  const { code, message } = reason as { code?: unknown; message?: unknown };
  return { code: String(code ?? FALLBACK.code), message: String(message ?? FALLBACK.message) };
}
