/** One recording by the browser's own recorder. */

export interface Recording {
  /** What was recorded, once it stopped, whoever stopped it; nothing where it was cancelled or is empty. */
  readonly done: Promise<File | undefined>;
  /** How loud it is now, from 0 to 1. */
  level(): number;
  stop(): void;
  cancel(): void;
}

/** In the order of what most programs can play. */
const TYPES = ["audio/mp4", "audio/webm;codecs=opus", "audio/webm", "audio/ogg;codecs=opus"];
const ENDINGS: Readonly<Record<string, string>> = {
  "audio/mp4": "m4a",
  "audio/webm": "webm",
  "audio/ogg": "ogg",
};
const SLICE = 1_000; // milliseconds

/** Turn the microphone on. Rejects as `getUserMedia` does where there is none or it is refused. */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  try {
    return record(stream);
  } catch (error) {
    release(stream);
    throw error;
  }
}

function record(stream: MediaStream): Recording {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
  const meter = new Meter(stream);
  const parts: Blob[] = [];
  let isCancelled = false;
  recorder.addEventListener("dataavailable", ({ data }) => {
    if (data.size > 0) parts.push(data);
  });
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  const done = new Promise<File | undefined>((resolve) => {
    recorder.addEventListener("stop", () => {
      release(stream);
      meter.end();
      resolve(isCancelled || parts.length === 0 ? undefined : fileOf(parts, recorder.mimeType));
    });
  });
  recorder.start(SLICE);
  const cancel = () => {
    isCancelled = true;
    stop();
  };
  return { done, level: () => meter.level(), stop, cancel };
}

function fileOf(parts: Blob[], mimeType: string): File {
  const type = mimeType.split(";")[0] || "audio/webm";
  const moment = new Date().toISOString().slice(0, 19).replace(/[T:]/g, "-");
  return new File(parts, `recording-${moment}.${ENDINGS[type] ?? "audio"}`, { type });
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

class Meter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(1024);

  constructor(stream: MediaStream) {
    this.#analyser.fftSize = this.#samples.length;
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.min(1, Math.sqrt(power) * 4); // speech is far from the loudest
  }

  end(): void {
    this.#context.close().catch(() => {});
  }
}
