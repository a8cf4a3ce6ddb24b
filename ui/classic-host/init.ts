/** The first message to a frame: all that it needs, and nothing that is a secret. */
import { FRAME_WORDS, type Init } from "~/classic-frame/protocol";
import { t } from "~/kit/i18n";
import type { ClassicSuiteProps } from "./classic-suite";
import type { ProjectStore } from "./store";
import { currentTheme } from "./theme";
import type { Answer } from "./types";

export function firstMessage(props: ClassicSuiteProps, answers: Answer[] | null, store: ProjectStore): Init {
  const { viewSpec, inputSpec, outputSpec, tasks, services } = props;
  return {
    type: "init",
    tasks,
    solutions: answers,
    specs: { input_spec: inputSpec, output_spec: outputSpec, view_spec: viewSpec },
    options: {
      agent: "FRONTEND",
      isReadOnly: props.readOnly,
      isReviewMode: props.reviewMode ?? false,
      language: props.language.slice(0, 2),
      origin: window.location.origin,
    },
    assignmentId: props.assignmentId ?? null,
    words: Object.fromEntries(FRAME_WORDS.map((key) => [key, t(key)])),
    stored: store.load(),
    proxyUrl: services.proxyUrl ?? `${window.location.origin}/api/proxy`,
    theme: currentTheme(),
    direction: document.documentElement.dir === "rtl" ? "rtl" : "ltr",
    clientInfo: services.clientInfo ?? {},
  };
}
