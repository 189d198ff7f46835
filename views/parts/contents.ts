/** Pages that belong together, in groups: as a page that lists them, each with a line on what it holds, and as the column beside one of them. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import type { IconName } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";

export type ContentsEntry = { href: string; icon: IconName; name: string; about: string; current: boolean };
export type Contents = { title: string; groups: readonly { title: string; entries: readonly ContentsEntry[] }[] };

/** All of them. */
export function contentsView(ctx: ViewContext, { title, groups }: Contents): Html {
  const sections = groups.map(
    (group) =>
      html`<section class="setting-group"><h2>${group.title}</h2><ul>${group.entries.map(
        ({ href, icon: symbol, name, about }) =>
          html`<li><a href="${href}">${icon(symbol)}<span><strong>${name}</strong><span class="hint">${about}</span></span></a></li>`,
      )}</ul></section>`,
  );
  return layout(ctx, { title, main: html`${pageHead(title)}${sections}`, narrow: true });
}

/** The others beside one of them, on wide windows. */
export function contentsAside({ title, groups }: Contents): Html {
  const lists = groups.map(
    (group) =>
      html`<h2>${group.title}</h2><ul>${group.entries.map(
        ({ href, name, current }) => html`<li><a href="${href}"${current ? raw(' aria-current="page"') : ""}>${name}</a></li>`,
      )}</ul>`,
  );
  return html`<nav class="settings-nav" aria-label="${title}">${lists}</nav>`;
}
