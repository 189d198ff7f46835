/** What those who look after a group can do about a post in it, or about a person. */
import type { Account, Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Sweeping } from "../../src/groups/sweep.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { titleOf, type GroupHead } from "./group.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, field, form, problemSummary, select, type FormState } from "../parts/form.ts";
import { bylineView } from "../parts/names.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "../reading/status.ts";

export type JudgedPost = FormState & {
  status: Status;
  page: StatusPage;
  pinned: boolean;
  locked: boolean;
  removed: boolean;
  thread: boolean;
};

/** Posts `reason` to what is to be done. */
export function judgePostView(ctx: ViewContext, group: { account: Account; title: string }, judged: JudgedPost): Html {
  const { t } = ctx;
  const { status, page, pinned, locked, removed, thread } = judged;
  const button = (verdict: "pin" | "unpin" | "lock" | "unlock" | "remove" | "restore") =>
    html`<button class="button${verdict === "remove" ? " danger" : ""}" formaction="${routes.judgeInGroup(group.account.id, status.id, verdict)}">${t(`groups.do_${verdict}`)}</button> `;
  const body = html`${problemSummary(ctx, judged.problems)}${field("reason", { ...judged, label: t("groups.reason"), hint: t("groups.reason_hint"), maxlength: 500 })}<p class="buttons">${thread ? button(pinned ? "unpin" : "pin") : ""}${button(locked ? "unlock" : "lock")}${button(removed ? "restore" : "remove")}</p>`;
  const title = t("groups.judge_title");
  const back = { href: routes.profile(group.account), label: group.title };
  const main = html`${pageHead(title, { lead: t("groups.judge_lead"), back })}${statusView(status, page, ctx, { still: true })}${form(ctx, routes.judgeInGroup(group.account.id, status.id, "lock"), body, { className: "stack after" })}`;
  return layout(ctx, { title, main, narrow: true });
}

/** What is being done with what somebody has posted there, or that it has been given up. */
export const sweepWords = ({ t }: ViewContext, { what, failed }: Sweeping): string =>
  t(failed ? `groups.sweep_failed_${what}` : `groups.sweep_${what}`);

export type JudgedPerson = FormState & {
  account: Account;
  member: boolean;
  role: "owner" | "moderator" | undefined;
  banned: boolean;
  /** What is being done with what they have posted there. */
  sweep: Sweeping | undefined;
};

/** Posts `reason`, `days` (0 = for good) and `with_posts` of a ban. */
export function judgeMemberView(ctx: ViewContext, head: GroupHead, judged: JudgedPerson): Html {
  const { t } = ctx;
  const { account, member, role, banned } = judged;
  const to = (act: string) => routes.judgeMember(head.account.id, account.id, act);
  const own = head.standing.role === "owner";
  const one = (act: string, label: string, danger = false) =>
    form(ctx, to(act), html`<button class="button${danger ? " danger" : ""}">${label}</button>`);
  const roles =
    own && member
      ? html`<section><h2>${t("groups.roles")}</h2><div class="answer">${role === "moderator" ? one("dismiss", t("groups.dismiss")) : role === undefined ? one("appoint", t("groups.appoint")) : ""}${account.host === "" && role !== "owner" ? one("hand_over", t("groups.hand_over"), true) : ""}</div><p class="hint">${t("groups.hand_over_hint")}</p></section>`
      : "";
  const days = select("days", {
    label: t("groups.ban_time"),
    choices: [
      ["1", t("groups.ban_day")],
      ["7", t("groups.link_week")],
      ["30", t("groups.link_month")],
      ["0", t("groups.link_for_good")],
    ],
    value: "7",
  });
  const ban = banned
    ? one("unban", t("groups.unban"))
    : form(
        ctx,
        to("ban"),
        html`${problemSummary(ctx, judged.problems)}${field("reason", { ...judged, label: t("groups.reason"), hint: t("groups.reason_hint"), maxlength: 500 })}${days}${check("with_posts", { label: t("groups.ban_with_posts"), checked: false })}<p><button class="button danger">${t("groups.ban")}</button></p>`,
        { className: "stack" },
      );
  const out =
    member && role === undefined
      ? html`<section><h2>${t("groups.take_out")}</h2><p class="hint">${t("groups.take_out_hint")}</p>${one("take_out", t("groups.take_out"))}</section>`
      : "";
  const sweeping =
    judged.sweep === undefined
      ? ""
      : html`<p role="status">${sweepWords(ctx, judged.sweep)}</p>${judged.sweep.failed ? one("sweep_again", t("groups.sweep_again")) : ""}`;
  const bans =
    role === undefined
      ? html`<section><h2>${t("groups.ban")}</h2><p class="hint">${t("groups.ban_hint")}</p>${sweeping}${ban}</section>`
      : raw("");
  const title = t("groups.manage_title");
  const back = { href: routes.groupPage(head.account.id, "members"), label: titleOf(head) };
  const main = html`${pageHead(title, { back })}<div class="card">${bylineView(account, ctx)}</div>${roles}${out}${bans}`;
  return layout(ctx, { title, main, narrow: true });
}
