/** The recorder's controls. Loaded when such a field is shown. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import type { Mount } from "~/template/engine/mount";
import { filesOf } from "../sent-files";
import { type Recording, startRecording } from "./recording";
import type { AudioMemory } from "./schema";

const FRAME = 100; // milliseconds

export default function Recorder({ mount }: { mount: Mount }) {
  const memory = mount.memory as AudioMemory;
  const [recording, setRecording] = useState<Recording>();
  const [isAsking, setIsAsking] = useState(false);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  useEffect(() => {
    memory.recording.value = recording !== undefined;
    return () => {
      recording?.cancel();
      memory.recording.value = false;
    };
  }, [recording]);

  useEffect(() => {
    if (!recording) return;
    // What is being recorded is nowhere yet: a reload would lose it.
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [recording]);

  const start = async () => {
    setIsAsking(true);
    try {
      const begun = await startRecording();
      if (!alive.current) return begun.cancel();
      setRecording(begun);
      begun.done.then((file) => {
        setRecording((now) => (now === begun ? undefined : now));
        if (file && alive.current) filesOf(mount).add([file]);
      });
    } catch (error) {
      filesOf(mount).refuse([whyNot(error)]);
    } finally {
      setIsAsking(false);
    }
    return undefined;
  };

  if (recording) return <Running recording={recording} />;
  const files = filesOf(mount);
  const isAgain = !files.isMultiple && files.ids.length + files.pending.value.length > 0;
  return (
    <button type="button" class="tb-button" disabled={isAsking} onClick={start}>
      <Icon name="microphone" />
      {isAgain ? t("media.audio.again") : t("media.audio.record")}
    </button>
  );
}

/** How long it has been running, how loud it is, and the way to stop it. */
function Running({ recording }: { recording: Recording }) {
  const [now, setNow] = useState({ seconds: 0, level: 0 });
  const stop = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    stop.current?.focus();
    const begun = performance.now();
    const timer = setInterval(
      () => setNow({ seconds: Math.floor((performance.now() - begun) / 1000), level: recording.level() }),
      FRAME,
    );
    return () => clearInterval(timer);
  }, [recording]);
  return (
    <div class="tb-recorder">
      <button ref={stop} type="button" class="tb-button tb-recorder-stop" onClick={() => recording.stop()}>
        <Icon name="stop" />
        {t("media.audio.stop")}
      </button>
      <span class="tb-recorder-time" role="timer" aria-label={t("media.audio.time")}>
        {formatSeconds(now.seconds)}
      </span>
      <span class="tb-recorder-level" aria-hidden="true">
        <span style={{ inlineSize: `${Math.round(now.level * 100)}%` }} />
      </span>
    </div>
  );
}

function formatSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function whyNot(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return t("media.audio.refused");
  return name === "NotFoundError" ? t("media.audio.noMicrophone") : t("media.audio.broken");
}
