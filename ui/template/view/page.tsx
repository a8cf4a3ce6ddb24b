/** A whole page of tasks. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import type { Page } from "../engine/page";
import type { Notice, Task } from "../engine/task";
import { Shown, type View, Views } from "./index";
import { isTyping, keyName } from "./keys";

interface PageViewProps {
  page: Page;
  views: ReadonlyMap<string, View>;
  /** What stands in red above a task: a training's hint. By tasks. */
  mistakes?: ReadonlyMap<number, string>;
}

/** The notifications, then the tasks: all in rows, or one at a time. */
export function PageView({ page, views, mistakes }: PageViewProps) {
  useKeys(page);
  const layout = page.layout.value;
  const current = page.current.value;
  const isPager = layout.kind === "pager" && page.tasks.length > 1;
  const width = layout.taskWidth;
  return (
    <Views.Provider value={views}>
      {page.notifications.value.map((mount) => (
        <Shown key={mount.visual.id} mount={mount} />
      ))}
      <div class={`tb-tasks tb-tasks-${layout.kind}`}>
        {page.tasks.map((task, index) => (
          <TaskView
            key={task.id}
            task={task}
            index={index}
            page={page}
            isHidden={isPager && index !== current}
            width={isPager ? undefined : width}
            mistake={mistakes?.get(index)}
          />
        ))}
      </div>
      {isPager ? <Pager page={page} /> : null}
      <Notices tasks={page.tasks} />
    </Views.Provider>
  );
}

interface TaskViewProps {
  task: Task;
  index: number;
  page: Page;
  isHidden: boolean;
  width: number | undefined;
  mistake: string | undefined;
}

function TaskView({ task, index, page, isHidden, width, mistake }: TaskViewProps) {
  const root = task.root.value;
  const missing = page.missing.value.get(index);
  const focus = () => {
    if (page.current.peek() !== index) page.focus(index);
  };
  return (
    <section
      class={`tb-task ${task.isFocused.value ? "tb-task-focused" : ""}`}
      aria-label={t("template.task", { n: index + 1, of: page.tasks.length })}
      data-task={index}
      hidden={isHidden}
      style={width === undefined ? undefined : { inlineSize: `${width}px` }}
      onFocusCapture={focus}
      onPointerDownCapture={focus}
    >
      {mistake === undefined ? null : (
        <div class="tb-mistake" role="alert">
          {mistake}
        </div>
      )}
      {task.trouble.value === undefined ? null : <p class="tb-fault">{task.trouble.value}</p>}
      {root ? <Shown mount={root} /> : <p class="tb-fault">{t("template.empty")}</p>}
      <div class="tb-error" role="alert" hidden={missing === undefined}>
        {missing}
      </div>
    </section>
  );
}

function Pager({ page }: { page: Page }) {
  const current = page.current.value;
  const count = page.tasks.length;
  return (
    <nav class="tb-pager" aria-label={t("template.pager")}>
      <button
        type="button"
        class="tb-button"
        disabled={current === 0}
        onClick={() => page.focus(current - 1)}
      >
        {t("template.previous")}
      </button>
      <span aria-live="polite">{t("template.position", { n: current + 1, of: count })}</span>
      <button
        type="button"
        class="tb-button"
        disabled={current === count - 1}
        onClick={() => page.focus(current + 1)}
      >
        {t("template.next")}
      </button>
    </nav>
  );
}

function Notices({ tasks }: { tasks: readonly Task[] }) {
  const all = tasks.flatMap((task) => task.notices.value.map((notice) => ({ task, notice })));
  return (
    <div class="tb-notices" role="status">
      {all.map(({ task, notice }) => (
        <NoticeView key={notice.id} notice={notice} close={() => task.dismiss(notice.id)} />
      ))}
    </div>
  );
}

function NoticeView({ notice, close }: { notice: Notice; close: () => void }) {
  return (
    <div class={`tb-notice tb-theme-${notice.theme}`}>
      <div>{notice.mount ? <Shown mount={notice.mount} /> : String(notice.content)}</div>
      <button type="button" class="tb-close" aria-label={t("template.close")} onClick={close}>
        ×
      </button>
    </div>
  );
}

/** Keys act on the task in focus, unless somebody is typing. */
function useKeys(page: Page): void {
  const used = useRef(page);
  used.current = page;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const task = used.current.tasks[used.current.current.peek()];
      if (!task || event.defaultPrevented || (isTyping(event.target) && !task.allowsKeysInInputs)) return;
      for (const name of keyName(event)) {
        if (!task.press(name)) continue;
        event.preventDefault();
        return;
      }
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
