/** The tray above home: who shows stories now, one's own first; a ring around those with something new. */
import type { Tray } from "../../src/stories/load.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { avatarView, handleOf, nameView } from "./names.ts";
import { hidden } from "./words.ts";

export function trayView(ctx: ViewContext, { own, others }: Tray): Html {
  const { t, viewer } = ctx;
  if (viewer === undefined) return html``;
  const add = html`<li><a class="teller" href="${routes.newStory}"><span class="ring add">${own.length === 0 ? avatarView(viewer.account, ctx) : icon("write")}</span><span class="word">${t("stories.add_short")}</span>${hidden(` · ${t("stories.yours")}`)}</a></li>`;
  const mine =
    own[0] === undefined
      ? ""
      : html`<li><a class="teller" href="${routes.story(own[0])}"><span class="ring">${avatarView(viewer.account, ctx)}</span><span class="word">${t("stories.yours")}</span></a></li>`;
  const theirs = others.map(
    ({ account, next }) =>
      html`<li><a class="teller" href="${routes.storiesOf(account.id)}"><span class="ring${next === undefined ? "" : " new"}">${avatarView(account, ctx)}</span><span class="word" dir="auto">${nameView(account, ctx)}</span>${hidden(`${handleOf(account)}${next === undefined ? "" : `, ${t("stories.unseen")}`}`)}</a></li>`,
  );
  return html`<nav class="tray" aria-label="${t("stories.title")}"><ul tabindex="0" aria-label="${t("stories.title")}">${mine}${add}${theirs}</ul></nav>`;
}
