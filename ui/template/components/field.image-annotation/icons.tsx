/** The editor's pictures for its tools, drawn for a field of 24 by 24. */

const PATHS = {
  select: "m6 3 12 9-5.4.9L15.5 19l-2.7 1.2-2.8-6.1L6 17.5V3Z",
  point: "M12 3v5M12 16v5M3 12h5M16 12h5M12 12h.01",
  rectangle: "M4 6h16v12H4zM4 6h.01M20 6h.01M20 18h.01M4 18h.01",
  polygon: "M5 9 13 4l7 7-4 9H7L5 9ZM5 9h.01M13 4h.01M20 11h.01M16 20h.01M7 20h.01",
  zoomIn: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 21 21M10.5 7.5v6M7.5 10.5h6",
  zoomOut: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 21 21M7.5 10.5h6",
  whole: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  deleteAll: "M4 7h16M9.5 7V4h5v3M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5",
  finish: "m5 12.5 4.5 4.5L19 7.5",
  cancel: "M6 6l12 12M18 6 6 18",
} as const;

export type ToolIcon = keyof typeof PATHS;

export function Picture({ name }: { name: ToolIcon }) {
  return (
    <svg class="tb-annotation-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
