/** What waits for a team: each with what is said about it, and what can be done. */
import type { Account } from "../../src/db/schema.ts";
import type { TeamRole } from "../../src/db/planning-values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Team } from "../../src/teams/load.ts";
import type { TeamComment } from "../../src/teams/queue.ts";
import type { Submission } from "../../src/teams/submissions.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { layout } from "../frame/layout.ts";
import { choiceView } from "../parts/choice.ts";
import { described, form, problemView, stateOf } from "../parts/form.ts";
import { recordedName } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { timeView } from "../parts/time.ts";
import { routes } from "../frame/routes.ts";
import { teamHead, teamTabs } from "./teams.ts";
import { contentsView, type Unpublished } from "../writing/unpublished.ts";

type Item = Unpublished & { row: Submission; comments: readonly TeamComment[] };

export type TeamQueue = {
  team: Team & { role: TeamRole };
  /** Who looks. */
  self: number;
  items: readonly Item[];
  accounts: ReadonlyMap<number, Account>;
  decided: boolean;
  pager: Pager;
};

export function teamQueueView(ctx: ViewContext, queue: TeamQueue): Html {
  const { t } = ctx;
  const { team, items, decided, pager } = queue;
  const { id } = team.account;
  const ways = choiceView(t("teams.queue"), [
    { href: routes.teamQueue(id), label: t("teams.waiting"), current: !decided },
    { href: `${routes.teamQueue(id)}?decided=1`, label: t("teams.decided"), current: decided },
  ]);
  const list =
    items.length === 0
      ? emptyView(t("teams.queue_none"), t("teams.queue_lesson"))
      : html`<ul class="kept-list">${items.map((item) => itemView(item, queue, ctx))}</ul>`;
  const main = html`${teamHead(team, ctx)}${teamTabs(ctx, id, "queue")}${ways}${list}${pagerView(pager, ctx)}`;
  return layout(ctx, { title: t("teams.queue"), main });
}

/** Nobody has let it through in time: who does now is told that it does not wait. */
const isLate = ({ state, scheduled_at }: Submission, { now }: ViewContext): boolean =>
  (state === "waiting" || state === "returned") && scheduled_at <= now;

function itemView(item: Item, queue: TeamQueue, ctx: ViewContext): Html {
  const { t } = ctx;
  const { row, comments } = item;
  const name = (id: number): Html => recordedName(queue.accounts.get(id), ctx);
  const by = html`<p>${ctx.rich("teams.handed_in_by", { who: name(row.account_id) })} · ${timeView(row.updated_at, ctx)}</p>`;
  const time =
    row.scheduled_at === 0
      ? ""
      : html`<p class="hint">${t(isLate(row, ctx) ? "teams.missed_at" : "teams.wanted_at", { when: ctx.locale.times.whole(row.scheduled_at) })}</p>`;
  const state =
    row.state === "waiting"
      ? ""
      : html`<p class="hint"><strong>${t(`teams.state_${row.state}`)}</strong>${row.decided_by === 0 ? "" : html` · ${name(row.decided_by)}`}</p>`;
  const said = comments.map(
    (one) =>
      html`<li><strong>${name(one.account_id)}</strong> ${timeView(one.created_at, ctx)}<p class="draft-words" dir="auto">${one.text}</p></li>`,
  );
  const talk = said.length === 0 ? "" : html`<ul class="team-talk" aria-label="${t("teams.comments")}">${said}</ul>`;
  return html`<li id="submission-${row.id}">${by}${state}${contentsView(item, ctx)}${time}${talk}${answersView(row, queue, ctx)}</li>`;
}

/** Who judges decides, with or without words; who wrote it writes it better or takes it back. */
function answersView(row: Submission, { team, self }: TeamQueue, ctx: ViewContext): Html {
  if (row.state !== "waiting" && row.state !== "returned") return raw("");
  const { t } = ctx;
  const here = ctx.viewer?.account.id === team.account.id;
  const to = (act: "approve" | "return" | "refuse" | "comment" | "withdraw") =>
    routes.actOnSubmission(team.account.id, row.id, act);
  const button = (act: Parameters<typeof to>[0], words: string) =>
    html`<button class="button${act === "approve" ? " primary" : ""}" formaction="${to(act)}">${words}</button>`;
  const judging =
    (team.role === "owner" || team.role === "editor") && row.state === "waiting"
      ? html`${button("approve", t("teams.approve"))} ${button("return", t("teams.return"))} ${button("refuse", t("teams.refuse"))} `
      : "";
  const own =
    row.account_id === self
      ? html`${here ? html`<a class="button" href="${routes.rewriteSubmission(row.id)}">${t("common.edit")}</a> ` : ""}${button("withdraw", t("teams.withdraw"))} `
      : "";
  // It is written in the name of the team: whoever is here in their own takes that on with it.
  const editing =
    row.account_id !== self || here
      ? ""
      : form(ctx, routes.actOnTeam(team.account.id, "act"), html`<p><button class="button">${t("common.edit")}</button></p>`, {
          return_to: routes.rewriteSubmission(row.id),
        });
  const state = stateOf(ctx, ...(["approve", "return", "refuse", "comment", "withdraw"] as const).map(to));
  const id = state.prefix === undefined ? `comment-${row.id}` : `${state.prefix}comment`;
  const problem = state.problems?.["comment"];
  const answers = form(
    ctx,
    to("comment"),
    html`<input type="hidden" name="seen" value="${row.updated_at}"><div class="field"><label for="${id}">${t("teams.comment")}</label><textarea id="${id}" name="comment" rows="2" maxlength="2000" dir="auto"${described(id, { problem })}>${raw("\n")}${state.typed?.["comment"] ?? ""}</textarea>${problemView(id, problem)}</div><p class="buttons">${judging}${own}<button class="button">${t("teams.say")}</button></p>`,
    { className: "stack", return_to: routes.teamQueue(team.account.id) },
  );
  return html`${editing}${answers}`;
}
