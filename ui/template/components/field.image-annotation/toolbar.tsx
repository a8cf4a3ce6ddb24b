import { t } from "~/kit/i18n";
import { KeyBadge } from "~/template/view";
import type { Tool } from "./editing";
import { Picture, type ToolIcon } from "./icons";
import type { Work } from "./work";

/** Drawing tools, zoom and the delete-all; where nothing may be changed, zoom alone. */
export function Toolbar({ work }: { work: Work }) {
  return (
    <div class="tb-annotation-toolbar">
      {work.isDisabled ? null : <Tools work={work} />}
      <Zoom work={work} />
      {work.isDisabled ? null : <DeleteAll work={work} />}
    </div>
  );
}

function Tools({ work }: { work: Work }) {
  const tools: Tool[] = ["select", ...work.kinds];
  const current = work.editing.tool.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is sent
    <div class="tb-annotation-group" role="group" aria-label={t("annotation.tools")}>
      {tools.map((tool) => (
        <ToolButton
          key={tool}
          icon={tool}
          words={t(`annotation.${tool}`)}
          isPressed={tool === current}
          shortcut={work.keys.modes[tool]}
          press={() => work.editing.use(tool)}
        />
      ))}
    </div>
  );
}

function Zoom({ work: { sight } }: { work: Work }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is sent
    <div class="tb-annotation-group" role="group" aria-label={t("annotation.zoom")}>
      <ToolButton icon="zoomIn" words={t("annotation.zoomIn")} isBare press={() => sight.step(1)} />
      <ToolButton icon="zoomOut" words={t("annotation.zoomOut")} isBare press={() => sight.step(-1)} />
      <ToolButton icon="whole" words={t("annotation.whole")} isBare press={() => sight.reset()} />
    </div>
  );
}

function DeleteAll({ work: { editing } }: { work: Work }) {
  const isEmpty = editing.shapes.value.length === 0 && editing.drawing.value === undefined;
  return (
    <div class="tb-annotation-group">
      <ToolButton
        icon="deleteAll"
        words={t("annotation.deleteAll")}
        isDisabled={isEmpty}
        isBare
        press={() => editing.askDeleteAll()}
      />
    </div>
  );
}

interface ToolButtonProps {
  icon: ToolIcon;
  words: string;
  press: () => void;
  /** Of a button that stays pressed. */
  isPressed?: boolean;
  isDisabled?: boolean;
  /** Never with its words beside the picture. */
  isBare?: boolean;
  shortcut?: string | undefined;
}

export function ToolButton({
  icon,
  words,
  press,
  isPressed,
  isDisabled = false,
  isBare = false,
  shortcut,
}: ToolButtonProps) {
  return (
    <button
      type="button"
      class={`tb-annotation-tool ${isBare ? "tb-annotation-bare" : ""}`}
      aria-label={words}
      title={words}
      aria-pressed={isPressed}
      aria-disabled={isDisabled ? true : undefined}
      aria-keyshortcuts={shortcut}
      onClick={() => {
        if (!isDisabled) press();
      }}
    >
      <Picture name={icon} />
      <span class="tb-annotation-words" aria-hidden="true">
        {words}
      </span>
      <KeyBadge name={shortcut} />
    </button>
  );
}
