/** Pages shown as if their window were wider than their place: drawn at that width, then made smaller. */
export function fitPages(root: HTMLElement, zoomLabel: () => string): void {
  for (const place of root.querySelectorAll<HTMLElement>("span.iframe")) {
    const page = place.querySelector("iframe");
    const width = Number.parseFloat(place.dataset.contentWidth ?? "");
    if (page === null) continue;
    const resize = (): void => scale(place, page, width);
    new ResizeObserver(resize).observe(place);
    resize();
    if (place.dataset.zoom === "1") place.append(zoomButton(place, resize, zoomLabel()));
  }
}

function scale(place: HTMLElement, page: HTMLIFrameElement, width: number): void {
  const share = place.classList.contains("iframe_zoomed") ? 1 : place.clientWidth / width;
  const fits = !(width > 0) || share >= 1;
  page.style.width = width > 0 ? `${Math.max(width, place.clientWidth)}px` : "100%";
  page.style.height = fits ? "100%" : `${place.clientHeight / share}px`;
  page.style.transform = fits ? "" : `scale(${share})`;
}

function zoomButton(place: HTMLElement, resize: () => void, label: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "iframe__zoom";
  button.textContent = "⤢";
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", "false");
  const { width, height } = place.style;
  button.addEventListener("click", () => {
    const zoomed = place.classList.toggle("iframe_zoomed");
    // As large as the window that the worker looks through; this frame's own is as high as all the tasks.
    const large = { width: "100%", height: `${Math.round(window.screen.availHeight * 0.8)}px` };
    Object.assign(place.style, zoomed ? large : { width, height });
    button.setAttribute("aria-pressed", String(zoomed));
    resize();
  });
  return button;
}
