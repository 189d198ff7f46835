/** A new message: first to whom, then what. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { messageFields, type Message } from "./conversation.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { secrecyView } from "./messages.ts";
import { field, form, problemSummary } from "../parts/form.ts";
import { avatarView, handleOf, nameOf, nameView } from "../parts/names.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type NewMessage = {
  to: readonly Account[];
  /** What was searched for, and who was found. */
  q: string;
  found: readonly Account[];
  message: Message;
  /** Of a group that is being made. */
  name?: string;
  /** So many may be written to at once. */
  most: number;
};

export function newMessageView(ctx: ViewContext, fresh: NewMessage): Html {
  const { t } = ctx;
  const { to, message, most } = fresh;
  const write =
    to.length === 0
      ? html`<p class="hint">${t("messages.choose_first")}</p>`
      : form(
          ctx,
          routes.newMessage(),
          html`${to.map(({ id }) => html`<input type="hidden" name="to" value="${id}">`)}${to.length > 1 ? field("name", { label: t("messages.group_name"), hint: t("messages.group_name_hint"), value: fresh.name ?? "", maxlength: 100, problems: message.problems }) : ""}${messageFields({ people: to }, message, ctx, `to-${to.map(({ id }) => id).join("-")}`)}`,
          { className: "compose message-form stack", files: true, return_to: routes.newMessage(to.map(({ id }) => id)) },
        );
  const search = to.length >= most ? html`<p class="hint">${t("messages.full", { max: most })}</p>` : searchView(fresh, ctx);
  const main = html`${pageHead(t("messages.new"), { back: { href: routes.messages, label: t("common.messages") } })}${problemSummary(ctx, message.problems, false)}${chosenView(to, ctx)}${search}${write}`;
  return layout(ctx, {
    title: t("messages.new"),
    main,
    place: "messages",
    aside: secrecyView(ctx),
    scripts: ["people.js", ...(to.length === 0 ? [] : ["compose.js", "complete.js", "upload.js", "unsent.js"])],
  });
}

function chosenView(to: readonly Account[], ctx: ViewContext): Html {
  const { t } = ctx;
  if (to.length === 0) return raw("");
  const without = (id: number) => routes.newMessage(to.filter((account) => account.id !== id).map((account) => account.id));
  const people = to.map(
    (account) =>
      html`<li>${avatarView(account, ctx, "s")}<span><strong dir="auto">${nameView(account, ctx)}</strong> <span class="handle">${handleOf(account)}</span></span><a class="act" href="${without(account.id)}" title="${t("messages.leave_out", { name: nameOf(account) })}">${icon("close")}${hidden(t("messages.leave_out", { name: nameOf(account) }))}</a></li>`,
  );
  return html`<h2>${t("messages.to")}</h2><ul class="talkers chosen">${people}</ul>`;
}

/** A search by handle or name; who is found is added by a link. */
function searchView({ to, q, found }: NewMessage, ctx: ViewContext): Html {
  const { t } = ctx;
  const ids = to.map(({ id }) => id);
  const people = found
    .filter(({ id }) => !ids.includes(id))
    .map(
      (account) =>
        html`<li>${avatarView(account, ctx)}<span class="who"><strong dir="auto">${nameView(account, ctx)}</strong> <span class="handle">${handleOf(account)}</span></span><a class="button" href="${routes.newMessage([...ids, account.id])}">${t("common.add")}${hidden(` ${nameOf(account)}`)}</a></li>`,
    );
  const kept = ids.map((id) => html`<input type="hidden" name="to" value="${id}">`);
  const none = q !== "" && people.length === 0 ? html`<p class="hint">${t("messages.nobody_found")}</p>` : "";
  return html`<form class="search finding" method="get" action="${routes.newMessage()}" role="search">${kept}<label for="f-q">${t(ids.length === 0 ? "messages.find" : "messages.find_more")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" dir="auto" autocapitalize="none" spellcheck="false" maxlength="200"><button class="button">${t("common.search")}</button></div></form><div id="found" aria-live="polite">${none}${people.length === 0 ? "" : html`<ul class="found">${people}</ul>`}</div>`;
}
