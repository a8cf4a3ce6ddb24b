/** Pictures with `screenshot=true` grow to their own size when they are pressed, and back. */
export function growPictures(root: HTMLElement): void {
  for (const picture of root.querySelectorAll<HTMLImageElement>("img[data-screenshot]")) {
    picture.removeAttribute("data-screenshot");
    picture.tabIndex = 0;
    picture.setAttribute("role", "button");
    picture.setAttribute("aria-pressed", "false");
    picture.classList.add("img_grows");
    picture.addEventListener("click", () => toggle(picture));
    picture.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      toggle(picture);
    });
  }
}

const sizes = new WeakMap<HTMLImageElement, { width: string; height: string }>();

function toggle(picture: HTMLImageElement): void {
  const place = picture.parentElement;
  if (picture.getAttribute("aria-pressed") === "true") {
    place?.replaceWith(picture);
    Object.assign(picture.style, sizes.get(picture));
    picture.setAttribute("aria-pressed", "false");
    picture.classList.remove("img_grown");
  } else {
    // A picture that is wider than the page is looked at by scrolling in its own place.
    const scroller = document.createElement("span");
    scroller.className = "img-scroller";
    const { width, height } = picture.style;
    sizes.set(picture, { width, height });
    Object.assign(picture.style, { width: "auto", height: "auto" });
    picture.replaceWith(scroller);
    scroller.append(picture);
    picture.setAttribute("aria-pressed", "true");
    picture.classList.add("img_grown");
  }
  picture.focus({ preventScroll: true });
}
