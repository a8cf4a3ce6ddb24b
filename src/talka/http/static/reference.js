"use strict";
const box = document.getElementById("filter");
const count = document.getElementById("filter-count");
const entries = [...document.querySelectorAll("[data-words]")];
const groups = [...document.querySelectorAll("[data-group]")];

function show() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const entry of entries) {
    entry.hidden = !words.every((word) => entry.dataset.words.includes(word));
    if (!entry.hidden && entry.tagName === "ARTICLE") found += 1;
  }
  for (const group of groups) {
    group.hidden = !group.querySelector("[data-words]:not([hidden])");
  }
  count.textContent = words.length === 0 ? "" : `${found} found`;
}

document.getElementById("search").hidden = false;
box.addEventListener("input", show);
show();
