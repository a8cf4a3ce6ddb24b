import { useLayoutEffect, useRef } from "preact/hooks";
import { Dialog } from "~/kit/Dialog";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "./Failure";

interface Props {
  html: string | undefined;
  onClose: () => void;
}

/** What the requester wants to be done, in a dialog. */
export function InstructionsDialog({ html, onClose }: Props) {
  return (
    <Dialog title={t("instructions.title")} wide onClose={onClose}>
      {html?.trim() ? <Instructions html={html} /> : <p>{t("instructions.none")}</p>}
    </Dialog>
  );
}

/** A requester's HTML, without whatever could run or reach out of its place. */
export function Instructions({ html }: { html: string }) {
  const { data, error, reload } = useLoaded(async () => (await import("./sanitize")).sanitized(html), html);
  if (error !== undefined) return <Failure error={error} retry={reload} />;
  return data ? <Shown content={data} /> : <Skeleton shape="line" count={1} />;
}

function Shown({ content }: { content: DocumentFragment }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.replaceChildren(content.cloneNode(true));
  }, [content]);
  return <div class="prose" dir="auto" ref={place} />;
}
