/** A page around one classic task suite, which tests mount and whose events they read. */
import { createRef, render } from "preact";
import { ClassicSuite, type ClassicSuiteProps, type ErrorsByTask, type SubmitResult } from "~/classic-host";
import { chooseLanguage, useLanguage } from "~/kit/i18n";
import "~/kit/base.css";
import "./classic.css";

export type Mounted = Pick<
  ClassicSuiteProps,
  "frameUrl" | "viewSpec" | "inputSpec" | "outputSpec" | "tasks"
> &
  Partial<Pick<ClassicSuiteProps, "solutions" | "readOnly" | "reviewMode" | "language" | "assignmentId">> & {
    uploads?: "fail" | "never";
  };

export interface Told {
  event: string;
  value: unknown;
}

declare global {
  interface Window {
    told: Told[];
    uploaded: File[];
    mount(given: Mounted): Promise<void>;
    unmount(): void;
    requestSubmit(): Promise<SubmitResult>;
    showErrors(errors: ErrorsByTask): void;
  }
}

const suite = createRef<ClassicSuite>();
const place = document.getElementById("place") as HTMLElement;
window.told = [];
window.uploaded = [];

function tell(event: string, value: unknown = null): void {
  window.told.push({ event, value });
}

function services(given: Mounted): ClassicSuiteProps["services"] {
  let uploads = 0;
  return {
    storageKey: "project-1",
    openLink: (url) => tell("link", url),
    fileUrl: async () => "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
    async upload(file, onProgress) {
      window.uploaded.push(file);
      tell("upload", { name: file.name, type: file.type, size: file.size });
      onProgress(0.5);
      if (given.uploads === "never") await new Promise(() => {});
      if (given.uploads === "fail") throw new Error("Too large");
      uploads += 1;
      return { id: `00000000-0000-4000-8000-00000000000${uploads}` };
    },
    proxy: async (request) => ({ echo: request }),
  };
}

window.mount = async (given) => {
  const language = given.language ?? "en";
  await useLanguage(chooseLanguage([language]));
  document.documentElement.lang = language;
  render(
    <ClassicSuite
      ref={suite}
      solutions={null}
      readOnly={false}
      {...given}
      language={language}
      services={services(given)}
      onSolutions={(solutions) => tell("solutions", solutions)}
      onSubmit={(solutions) => tell("submit", solutions)}
      onSkip={() => tell("skip")}
      onExit={() => tell("exit")}
      onWrite={() => tell("write")}
      onInstructions={() => tell("instructions")}
      onWarning={(warning) => tell("warning", warning)}
    />,
    place,
  );
};
window.unmount = () => render(null, place);
window.requestSubmit = () => suite.current?.requestSubmit() ?? Promise.resolve({ kind: "silent" });
window.showErrors = (errors) => suite.current?.showErrors(errors);
