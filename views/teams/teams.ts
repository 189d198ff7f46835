/** Teams: those one is in, one with its people, and what they did. */
import type { Account, Row } from "../../src/db/schema.ts";
import type { TeamRole } from "../../src/db/planning-values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { OwnTeam, Team, TeamMember } from "../../src/teams/load.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { check, field, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { bylineView, nameOf, recordedName } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { timeView } from "../parts/time.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

const ROLES: readonly TeamRole[] = ["owner", "editor", "writer", "analyst"];

export function teamsView(ctx: ViewContext, state: FormState & { teams: readonly OwnTeam[]; opened: boolean }): Html {
  const { t } = ctx;
  const { teams, opened } = state;
  const list =
    teams.length === 0
      ? emptyView(t("teams.none"), t("teams.none_lesson"))
      : html`<ul class="cards">${teams.map((team) => teamItem(team, ctx))}</ul>`;
  const fields = html`${field("username", { ...state, label: t("teams.username"), hint: t("teams.username_hint"), required: true, maxlength: 30, plain: true })}${field("display_name", { ...state, label: t("teams.display_name"), maxlength: 100 })}${check("names_authors", { label: t("teams.names_authors"), hint: t("teams.names_authors_hint"), checked: state.typed?.["names_authors"] !== undefined })}<p class="buttons">${submit(t("teams.make"))}</p>`;
  const open = opened
    ? ""
    : html`<section aria-labelledby="open"><h2 id="open">${t("teams.open_title")}</h2><p class="hint">${t("teams.open_lead")}</p>${form(ctx, routes.openAccount, html`<p class="buttons"><button class="button">${t("teams.open")}</button></p>`)}</section>`;
  const main = html`${pageHead(t("teams.title"), { lead: t("teams.lead") })}${problemSummary(ctx, state.problems)}${list}
<section aria-labelledby="make"><h2 id="make">${t("teams.make_title")}</h2><p class="hint">${t("teams.make_lead")}</p>${form(ctx, routes.teams, fields, { className: "stack" })}</section>${open}`;
  return layout(ctx, { title: t("teams.title"), main });
}

function teamItem({ account, role, accepted, personal }: OwnTeam, ctx: ViewContext): Html {
  const { t, viewer } = ctx;
  const post = (act: "act" | "accept" | "leave", words: string, primary = false) =>
    form(ctx, routes.actOnTeam(account.id, act), html`<button class="button${primary ? " primary" : ""}">${words}</button>`, {
      return_to: act === "act" ? routes.compose() : routes.teams,
    });
  const self = viewer?.acting?.account.id ?? viewer?.account.id;
  const buttons = !accepted
    ? html`${post("accept", t("teams.accept"), true)} ${post("leave", t("teams.decline"))}`
    : html`<a class="button" href="${routes.team(account.id)}">${t("teams.see")}</a> ${account.id === self || role === "analyst" ? "" : post("act", t("teams.write_as_this"))}`;
  const words = accepted
    ? t("teams.your_role", { role: t(`teams.role_${role}`) })
    : html`${t("teams.invited_as", { role: t(`teams.role_${role}`) })} ${personal ? t("teams.personal_hint") : ""}`;
  return html`<li class="card">${bylineView(account, ctx)}<p class="hint">${words}</p><div class="buttons">${buttons}</div></li>`;
}

type Shown = Team & { role: TeamRole };

/** The pages of one team. */
export const teamTabs = (ctx: ViewContext, id: number, current: "people" | "queue" | "log"): Html =>
  tabs(ctx.t("teams.title"), [
    { href: routes.team(id), label: ctx.t("teams.people"), current: current === "people" },
    { href: routes.teamQueue(id), label: ctx.t("teams.queue"), current: current === "queue" },
    { href: routes.teamLog(id), label: ctx.t("teams.log"), current: current === "log" },
  ]);

export const teamHead = ({ account }: Team, ctx: ViewContext): Html =>
  pageHead(nameOf(account), {
    lead: html`<bdi>@${account.username}</bdi>`,
    back: { href: routes.teams, label: ctx.t("teams.title") },
  });

type Members = readonly (TeamMember & { account: Account })[];

export function teamView(ctx: ViewContext, state: FormState & { team: Shown; self: number; members: Members }): Html {
  const { t } = ctx;
  const { team, members, self } = state;
  const { id } = team.account;
  const own = team.personal
    ? html`<li class="card">${bylineView(team.account, ctx)}<p class="hint">${t("teams.role_owner")}</p></li>`
    : "";
  const list = html`<ul class="cards">${own}${members.map((member) => memberItem(member, team, ctx))}</ul>`;
  const leave = members.some(({ account_id }) => account_id === self)
    ? form(ctx, routes.actOnTeam(id, "leave"), html`<p class="buttons"><button class="button">${t("teams.leave")}</button></p>`)
    : "";
  const main = html`${teamHead(team, ctx)}${teamTabs(ctx, id, "people")}${problemSummary(ctx, state.problems)}${team.personal ? html`<p class="hint">${t("teams.personal_hint")}</p>` : ""}${list}${leave}${team.role === "owner" ? ownersView(state, ctx) : ""}`;
  return layout(ctx, { title: `@${team.account.username}`, main, aside: rolesAside(ctx) });
}

const roleChoices = ({ personal }: Team, { t }: ViewContext) =>
  ROLES.filter((role) => !(personal && role === "owner")).map((role) => [role, t(`teams.role_${role}`)] as const);

function memberItem({ account, role, accepted_at }: Members[number], team: Shown, ctx: ViewContext): Html {
  const { t } = ctx;
  const { id } = team.account;
  const waits = accepted_at === 0 ? html` · ${t("teams.not_answered")}` : "";
  const words = html`<p class="hint">${t(`teams.role_${role}`)}${waits}</p>`;
  if (team.role !== "owner") return html`<li class="card">${bylineView(account, ctx)}${words}</li>`;
  const options = roleChoices(team, ctx).map(
    ([value, label]) => html`<option value="${value}"${raw(value === role ? " selected" : "")}>${label}</option>`,
  );
  const change = form(
    ctx,
    routes.actOnTeamMember(id, account.id, "role"),
    html`<div class="joined"><select name="role" aria-label="${t("teams.role_of", { name: `@${account.username}` })}">${options}</select><button class="button">${t("teams.change_role")}</button></div>`,
  );
  const remove = form(
    ctx,
    routes.actOnTeamMember(id, account.id, "remove"),
    html`<button class="button">${t("teams.remove")}${hidden(` @${account.username}`)}</button>`,
  );
  return html`<li class="card">${bylineView(account, ctx)}${words}<div class="buttons">${change}${remove}</div></li>`;
}

function ownersView(state: FormState & { team: Shown }, ctx: ViewContext): Html {
  const { t } = ctx;
  const { team } = state;
  const { id } = team.account;
  const invite = html`${field("handle", { ...state, label: t("teams.handle"), hint: t("teams.handle_hint"), required: true, maxlength: 60, plain: true })}${select("role", { label: t("teams.role"), choices: roleChoices(team, ctx), value: "writer" })}<p class="buttons">${submit(t("teams.invite"))}</p>`;
  const settings = html`${check("names_authors", { label: t("teams.names_authors"), hint: t("teams.names_authors_hint"), checked: team.team.names_authors === 1 })}${check("shares_messages", { label: t("teams.shares_messages"), hint: t("teams.shares_messages_hint"), checked: team.team.shares_messages === 1 })}<p class="buttons"><button class="button">${t("common.save")}</button></p>`;
  return html`<section aria-labelledby="invite"><h2 id="invite">${t("teams.invite_title")}</h2>${form(ctx, routes.actOnTeam(id, "invite"), invite, { className: "stack" })}</section>
<section aria-labelledby="settings"><h2 id="settings">${t("common.settings")}</h2>${form(ctx, routes.actOnTeam(id, "settings"), settings, { className: "stack" })}<p><a href="${routes.actOnTeam(id, "close")}">${t("teams.close")}</a></p></section>`;
}

function rolesAside(ctx: ViewContext): Html {
  const { t } = ctx;
  const facts = ROLES.map((role) => html`<div><dt>${t(`teams.role_${role}`)}</dt><dd>${t(`teams.may_${role}`)}</dd></div>`);
  return html`<h2>${t("teams.roles")}</h2><dl class="facts-list">${facts}</dl>`;
}

export function closeTeamView(ctx: ViewContext, team: Shown): Html {
  const { t } = ctx;
  const { account, personal } = team;
  const lead = t(personal ? "teams.close_lead_personal" : "teams.close_lead", { name: `@${account.username}` });
  const fields = html`${field("confirm", { label: t("teams.close_confirm", { name: account.username }), required: true, plain: true })}<p class="buttons"><button class="button primary">${t("teams.close")}</button> <a class="button" href="${routes.team(account.id)}">${t("compose.keep_it")}</a></p>`;
  const main = html`${pageHead(t("teams.close"), { lead })}${form(ctx, routes.actOnTeam(account.id, "close"), fields, { className: "stack" })}`;
  return layout(ctx, { title: t("teams.close"), main, narrow: true });
}

type Log = { team: Shown; items: readonly Row<"team_log">[]; people: ReadonlyMap<number, Account>; pager: Pager };

export function teamLogView(ctx: ViewContext, { team, items, people, pager }: Log): Html {
  const { t } = ctx;
  const line = ({ actor_id, account_id, act, detail, created_at }: Row<"team_log">) => {
    const name = (id: number): Html => recordedName(people.get(id), ctx);
    const role = ROLES.find((one) => one === detail);
    const words = ctx.rich(`teams.act_${act}`, {
      who: name(actor_id),
      whom: name(account_id),
      role: role === undefined ? "" : t(`teams.role_${role}`),
    });
    const more =
      detail === "" || role !== undefined || act === "settings"
        ? ""
        : html` <span class="hint" dir="auto">${act === "acted" ? html`<code>${detail}</code>` : detail}</span>`;
    return html`<li>${timeView(created_at, ctx)} ${words}${more}</li>`;
  };
  const list =
    items.length === 0 ? html`<p class="hint">${t("teams.log_none")}</p>` : html`<ul class="log">${items.map(line)}</ul>`;
  const main = html`${teamHead(team, ctx)}${teamTabs(ctx, team.account.id, "log")}<p class="hint">${icon("info")} ${t("teams.log_lead")}</p>${list}${pagerView(pager, ctx)}`;
  return layout(ctx, { title: t("teams.log"), main });
}
