/** A few ways to look at one list, as links beside each other. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";

/** `label` names the choice for who cannot see it. */
export function choiceView(label: string, items: readonly { href: string; label: string; current: boolean }[]): Html {
  const links = items.map(
    ({ href, label: words, current }) =>
      html`<a href="${href}" rel="nofollow"${current ? raw(' aria-current="true"') : ""}>${words}</a>`,
  );
  return html`<nav class="choice" aria-label="${label}">${links}</nav>`;
}
