/** The picture editor. It comes as a chunk of its own, when a field of it is first shown. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "~/kit/Button";
import { Dialog, DialogActions } from "~/kit/Dialog";
import { t } from "~/kit/i18n";
import type { Mount } from "~/template/engine/mount";
import { Frame, KeyBadge, useIds } from "~/template/view";
import { useOfferedKeys } from "../annotation.keys";
import { LabelRow } from "../annotation.labels";
import { addressFor, MediaBox, MediaFault, useSeen } from "../media-box";
import type { Question } from "./editing";
import { Picture, type ToolIcon } from "./icons";
import { canLoseVertex, type Kind } from "./shapes";
import { Stage } from "./stage";
import { Toolbar } from "./toolbar";
import { Work } from "./work";

interface EditorProps {
  mount: Mount;
  only?: Kind;
}

export default function Editor({ mount, only }: EditorProps) {
  const ids = useIds();
  const work = useMemo(() => new Work(mount, only), [mount, only]);
  const box = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const [failed, setFailed] = useState(false);
  const address = addressFor(mount, mount.props.image);
  useEffect(() => setFailed(false), [address]);
  useEffect(() => work.keepDrawing(), [work]);
  useOfferedKeys(box, mount, work.press);
  const isShown = address !== undefined && !failed;
  const question = work.editing.question.value;
  return (
    <Frame mount={mount} ids={ids} role="group" class="tb-annotation">
      <Toolbar work={work} />
      <MediaBox mount={mount} class="tb-annotation-box" boxRef={box}>
        {isShown ? (
          <Stage
            work={work}
            address={seen ? address : undefined}
            ids={ids}
            stage={stage}
            fail={() => setFailed(true)}
          />
        ) : (
          <MediaFault
            reason={t(failed ? "annotation.notLoaded" : "annotation.noPicture")}
            url={mount.props.image}
            retry={failed ? () => setFailed(false) : undefined}
          />
        )}
      </MediaBox>
      <p class="tb-hidden" id={`${ids.control}-keys`}>
        {t(work.isDisabled ? "annotation.keys.look" : "annotation.keys")}
      </p>
      {work.isDisabled ? null : <Foot work={work} refocus={() => stage.current?.focus()} />}
      {question ? <Asking question={question} answer={(isYes) => work.editing.answer(isYes)} /> : null}
    </Frame>
  );
}

/** What to do now, what can be done with what is selected or being drawn, and the labels. */
function Foot({ work, refocus }: { work: Work; refocus: () => void }) {
  const { editing, labels } = work;
  const notice = editing.notice.value;
  return (
    <div class="tb-annotation-foot">
      <div class="tb-annotation-now">
        <p class={notice ? "tb-annotation-how tb-annotation-notice" : "tb-annotation-how"} role="status">
          {notice || howTo(work)}
        </p>
        <Doing work={work} refocus={refocus} />
      </div>
      <p class="tb-hidden" role="status">
        {editing.said.value}
      </p>
      {labels.length > 0 ? (
        <LabelRow
          labels={labels}
          name={t("annotation.labels")}
          pressed={editing.label.value}
          choose={(label) => editing.choose(label)}
        />
      ) : null}
    </div>
  );
}

function howTo({ editing }: Work): string {
  const tool = editing.tool.value;
  const drawing = editing.drawing.value;
  if (drawing?.kind === "polygon" && drawing.places.length > 2) return t("annotation.how.close");
  if (tool === "select" && editing.selected.value) return t("annotation.how.selected");
  return t(`annotation.how.${tool}`);
}

function Doing({ work, refocus }: { work: Work; refocus: () => void }) {
  const { editing, keys } = work;
  const drawing = editing.drawing.value;
  const selected = editing.selected.value;
  const shape = editing.selectedShape;
  const act = (what: () => void) => () => {
    what();
    refocus();
  };
  return (
    <div class="tb-annotation-doing">
      {drawing?.kind === "polygon" ? (
        <>
          <Act
            icon="finish"
            words={t("annotation.finish")}
            shortcut={keys.confirm}
            act={act(() => editing.confirm())}
          />
          <Act
            icon="cancel"
            words={t("annotation.cancel")}
            shortcut={keys.cancel}
            act={() => editing.cancel()}
          />
        </>
      ) : null}
      {shape && selected?.vertex !== undefined && canLoseVertex(shape) ? (
        <Act icon="deleteAll" words={t("annotation.deleteVertex")} act={act(() => editing.deleteVertex())} />
      ) : null}
      {shape ? (
        <>
          <Act icon="deleteAll" words={t("annotation.delete")} act={act(() => editing.deleteShape())} />
          <Act icon="cancel" words={t("annotation.deselect")} act={act(() => editing.select(undefined))} />
        </>
      ) : null}
    </div>
  );
}

interface ActProps {
  icon: ToolIcon;
  words: string;
  act: () => void;
  shortcut?: string | undefined;
}

function Act({ icon, words, act, shortcut }: ActProps) {
  return (
    <button type="button" class="tb-annotation-act" aria-keyshortcuts={shortcut} onClick={act}>
      <Picture name={icon} />
      <span>{words}</span>
      <KeyBadge name={shortcut} />
    </button>
  );
}

/** Before something is lost that took work. */
function Asking({ question: { about }, answer }: { question: Question; answer: (isYes: boolean) => void }) {
  return (
    <Dialog title={t(`annotation.ask.${about}`)} onClose={() => answer(false)}>
      <p>{t(`annotation.ask.${about}.more`)}</p>
      <DialogActions>
        <Button look="quiet" onClick={() => answer(false)}>
          {t("annotation.ask.keep")}
        </Button>
        <Button look="danger" autofocus onClick={() => answer(true)}>
          {t(`annotation.ask.${about}.yes`)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
