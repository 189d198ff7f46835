/** Coming from elsewhere, going elsewhere, and leaving: aliases, the move, and the end of the account. */
import type { Account } from "../../src/db/schema.ts";
import type { Left } from "../../src/moves/left.ts";
import { html, join } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { passwordField } from "../parts/access-fields.ts";
import { field, form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { hidden } from "../parts/words.ts";
import { acctOf, routes } from "../frame/routes.ts";
import { settingsPage } from "./settings.ts";

export type Moving = FormState & {
  account: Account;
  /** The uris that the account names as its own, and what they are called here. */
  aliases: readonly { uri: string; name: string }[];
  /** To which it has moved, if that is known here. */
  moved: Account | undefined;
  left: Left;
};

/** Each form posts to its own address: `alias`, `uri`, `target` with `current_password`. */
export function movingView(ctx: ViewContext, state: Moving): Html {
  const { t } = ctx;
  const alias = html`${field("alias", { ...state, label: t("moving.account_elsewhere"), hint: t("moving.such_as"), required: true, maxlength: 400, plain: true })}<p class="buttons">${submit(t("common.add"))}</p>`;
  const lists = ctx.rich("moving.lists", { a: (words) => html`<a href="${routes.settingsData}">${words}</a>` });
  const body = html`${problemSummary(ctx, state.problems)}
<section class="stack"><h2>${t("moving.come")}</h2><p class="hint">${t("moving.come_about")}</p>
${form(ctx, routes.addAlias, alias, { className: "stack" })}${aliasesView(ctx, state)}<p class="hint">${lists}</p></section>
${state.account.moved_to_uri === "" ? moveView(ctx, state) : movedView(ctx, state)}
<section class="stack after"><h2>${t("moving.leave")}</h2><p class="hint">${t("moving.leave_about")}</p><p class="buttons"><a class="button danger" href="${routes.deleteAccount}">${t("moving.delete_account")}</a></p></section>`;
  return settingsPage(ctx, "moving", body);
}

function aliasesView(ctx: ViewContext, { aliases }: Moving): Html {
  const { t } = ctx;
  if (aliases.length === 0) return html``;
  const items = aliases.map(({ uri, name }) => {
    const buttons = html`<input type="hidden" name="uri" value="${uri}"><button class="button">${t("common.remove")}${hidden(` ${name}`)}</button> <button class="button" formaction="${routes.claimAlias}">${t("moving.bring_followers")}${hidden(` ${name}`)}</button>`;
    return html`<li class="card"><div class="head"><span dir="auto">${name}</span>${form(ctx, routes.removeAlias, buttons, { className: "answer" })}</div></li>`;
  });
  return html`<ul class="cards">${join(items)}</ul><p class="hint">${t("moving.bring_about")}</p>`;
}

function moveView(ctx: ViewContext, state: Moving): Html {
  const { t } = ctx;
  const body = html`${field("target", { ...state, label: t("moving.new_account"), hint: t("moving.such_as"), required: true, maxlength: 400, plain: true })}${passwordField(ctx, state, "current_password")}<p class="buttons">${submit(t("moving.move"))}</p>`;
  const stays = ctx.rich("moving.go_stays", { a: (words) => html`<a href="${routes.settingsData}">${words}</a>` });
  return html`<section class="stack after"><h2>${t("moving.go")}</h2><p class="hint">${t("moving.go_about")}</p><p class="hint">${t("moving.go_friends")}</p><p class="hint">${stays}</p>${leftView(ctx, state)}${form(ctx, routes.moveAway, body, { className: "stack" })}</section>`;
}

/** What others count on, and where it is seen to. */
function leftView({ t }: ViewContext, { account, left }: Moving): Html {
  const { groups, teams, events } = left;
  const items = [
    ...groups.map(
      (group) => [routes.groupPage(group.id, "members"), group.display_name || group.username, "left_group"] as const,
    ),
    ...teams.map((team) => [routes.team(team.id), team.display_name || team.username, "left_team"] as const),
    ...events.map(({ id, title }) => [routes.event(id), title, "left_event"] as const),
  ];
  if (items.length === 0) return html``;
  const lead = t(account.moved_to_uri === "" ? "moving.left" : "moving.left_after");
  const rows = items.map(
    ([href, name, what]) =>
      html`<li class="card"><a href="${href}" dir="auto"><strong>${name}</strong></a><p class="hint">${t(`moving.${what}`)}</p></li>`,
  );
  return html`<p>${lead}</p><ul class="cards">${join(rows)}</ul>`;
}

function movedView(ctx: ViewContext, state: Moving): Html {
  const { t } = ctx;
  const { moved } = state;
  const { moved_to_uri } = state.account;
  const to =
    moved === undefined
      ? html`<a href="${routes.search(moved_to_uri)}" dir="ltr">${moved_to_uri}</a>`
      : html`<a href="${routes.profile(moved)}" dir="ltr">@${acctOf(moved)}</a>`;
  const back = html`<p class="hint">${t("moving.back_about")}</p><p class="buttons"><button class="button">${t("moving.take_back")}</button></p>`;
  return html`<section class="stack after"><h2>${t("moving.moved")}</h2><p>${ctx.rich("moving.moved_to", { to })}</p>${leftView(ctx, state)}${form(ctx, routes.moveBack, back, { className: "stack" })}</section>`;
}

/** Posts `current_password` and `username`, which has to be typed. */
export function deleteAccountView(ctx: ViewContext, state: FormState & { account: Account }): Html {
  const { t } = ctx;
  const { username } = state.account;
  const body = html`<p>${t("moving.delete_about", { username })}</p>
${field("username", { ...state, label: t("moving.type_name", { username }), required: true, maxlength: 100, plain: true, autocomplete: "off" })}
${passwordField(ctx, state, "current_password")}<p class="buttons"><button class="button danger">${t("moving.delete_for_good")}</button> <a class="button" href="${routes.settingsMoving}">${t("moving.keep")}</a></p>`;
  return settingsPage(
    ctx,
    "moving",
    html`${problemSummary(ctx, state.problems)}${form(ctx, routes.deleteAccount, body, { className: "stack" })}`,
    {
      title: t("moving.delete_account"),
    },
  );
}
