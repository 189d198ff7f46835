/** Who is in a group of people: adding, taking out, its name, and leaving it. */
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Problems, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { secrecyView } from "./messages.ts";
import { field, form, problemSummary } from "../parts/form.ts";
import { avatarView, handleOf, nameLink, nameOf } from "../parts/names.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type GroupPeople = {
  id: number;
  name: string;
  /** The reader, too. */
  people: readonly Account[];
  /** Whether the reader made it. */
  owner: boolean;
  /** The address of its picture, or "". */
  picture: string;
  typed?: { handle?: string; name?: string } | undefined;
  problems?: Problems | undefined;
};

export function messagePeopleView(ctx: ViewContext, group: GroupPeople): Html {
  const { t } = ctx;
  const { id, owner, problems, typed } = group;
  const to = routes.messagePeople(id);
  const people = group.people.map((account) => {
    const give =
      owner && account.id !== ctx.viewer?.account.id && account.host === ""
        ? html`<button class="act" name="hand_over" value="${account.id}" title="${t("messages.group_hand_over", { name: nameOf(account) })}">${icon("user")}${hidden(t("messages.group_hand_over", { name: nameOf(account) }))}</button>`
        : "";
    const out =
      owner && account.id !== ctx.viewer?.account.id
        ? html`${give}<button class="act" name="remove" value="${account.id}" title="${t("messages.group_remove", { name: nameOf(account) })}">${icon("close")}${hidden(t("messages.group_remove", { name: nameOf(account) }))}</button>`
        : "";
    return html`<li>${avatarView(account, ctx, "s")}<span>${nameLink(account, ctx)} <span class="handle">${handleOf(account)}</span></span>${out}</li>`;
  });
  const list = form(ctx, to, html`<ul class="talkers">${people}</ul>`);
  const add = form(
    ctx,
    to,
    html`${field("handle", { label: t("messages.group_add"), hint: t("messages.group_add_hint"), plain: true, required: true, maxlength: 300, typed, problems })}<p class="buttons"><button class="button primary">${t("common.add")}</button></p>`,
    { className: "stack" },
  );
  const naming = owner
    ? form(
        ctx,
        to,
        html`${field("name", { label: t("messages.group_name"), value: group.name, required: true, maxlength: 100, typed, problems })}<p class="buttons"><button class="button">${t("messages.group_save")}</button></p>`,
        { className: "stack" },
      )
    : "";
  const picturing = owner ? pictureForm(ctx, group) : "";
  const leave = form(
    ctx,
    to,
    html`<p class="buttons"><button class="button danger" name="leave" value="1">${t("messages.group_leave")}</button></p>`,
  );
  const back = { href: routes.conversation(id), label: group.name };
  const main = html`${pageHead(t("messages.group_people"), { back })}${problemSummary(ctx, problems, false)}${list}${add}${naming}${picturing}${leave}`;
  return layout(ctx, { title: t("messages.group_people"), main, place: "messages", aside: secrecyView(ctx) });
}

/** Posts `picture`, or nothing to have none any more. */
function pictureForm(ctx: ViewContext, { id, picture, problems }: GroupPeople): Html {
  const { t } = ctx;
  const now = picture === "" ? "" : html`<img class="avatar m" src="${picture}" alt="" width="48" height="48">`;
  const none =
    picture === "" ? "" : html` <button class="button" name="no_picture" value="1">${t("messages.group_no_picture")}</button>`;
  const problem = problems?.["picture"] === undefined ? "" : html`<p class="problem">${problems["picture"]}</p>`;
  const body = html`${now}<div class="field"><label for="f-picture">${t("messages.group_picture")}</label><input id="f-picture" name="picture" type="file" accept="image/*">${problem}</div><p class="buttons"><button class="button">${t("messages.group_save_picture")}</button>${none}</p>`;
  return form(ctx, routes.messagePicture(id), body, { className: "stack", files: true });
}
