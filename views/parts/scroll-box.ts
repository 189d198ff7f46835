/** Tables: where a small window or large letters leave them too little room, they scroll in a box of their own, by keys too, and the page stays where it is. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";

/** @param label what the table is about: said of the box, which takes the focus */
export const scrollBox = (label: string, table: Html): Html =>
  html`<div class="scrolls" role="group" aria-label="${label}" tabindex="0">${table}</div>`;
