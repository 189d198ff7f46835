/** Reporting somebody: steps that lead on by their address, so that nothing is sent before the last of them. */
import { getAccount } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { fileReport } from "../../moderation/report.ts";
import { loadRules } from "../../policies/rules.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { accountStatusIds } from "../../timelines/account.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { REPORT_CATEGORIES, reportedView, reportView, type ReportForm } from "../../../views/people/report.ts";
import { routes } from "../../../views/frame/routes.ts";
import { relationsOf } from "./accounts.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

const SHOWN_POSTS = 20;
const MOST_POSTS = 100;
const MOST_RULES = 100;
const MOST_STORIES = 20;

/** @throws Refusal `missing` for oneself and for nobody */
async function targetOf(visit: Visit): Promise<Account> {
  const account = await getAccount(visit.kith.db, idParam(visit) ?? 0);
  if (account.id === me(visit).id) throw missing();
  return account;
}

const idsIn = (texts: readonly string[], most: number): number[] =>
  [...new Set(texts.flatMap((text) => readId(text) ?? []))].slice(0, most);

type Said = { all(name: string): readonly string[]; text(name: string): string };

/** What has been chosen so far, from an address or a form. */
async function readChoice(visit: Visit, account: Account, { all, text }: Said): Promise<Omit<ReportForm, "step">> {
  const rules = await loadRules(visit.kith.db);
  const category = REPORT_CATEGORIES.find((one) => one === text("category")) ?? "";
  const known = new Set(rules.map(({ id }) => id));
  // Whoever goes back and chooses another reason has chosen no rules.
  const rule_ids = category === "violation" ? idsIn(all("rule"), MOST_RULES).filter((id) => known.has(id)) : [];
  return {
    account,
    category,
    rules: translated(rules, visit.locale.language),
    rule_ids,
    status_ids: idsIn(all("status_id"), MOST_POSTS),
    story_ids: idsIn(all("story_id"), MOST_STORIES),
  };
}

type Rules = Awaited<ReturnType<typeof loadRules>>;

/** In the reader's language, where somebody has put them into it. */
const translated = (rules: Rules, language: string): ReportForm["rules"] =>
  rules.map(({ id, text, hint, translations }) => {
    const words = (JSON.parse(translations) as Record<string, { text: string; hint: string } | undefined>)[language];
    return { id, text: words?.text || text, hint: words?.hint || hint };
  });

async function showReport(visit: Visit): Promise<Answer> {
  const account = await targetOf(visit);
  const { query, locale } = visit;
  const choice = await readChoice(visit, account, { all: (name) => query.getAll(name), text: (name) => query.get(name) ?? "" });
  const { category, rules, rule_ids } = choice;
  const asked = query.get("step");
  const wantsRules = category === "violation" && rules.length > 0;
  const unruled = wantsRules && rule_ids.length === 0;
  const step =
    category === "" || asked === "category" || asked === null
      ? "category"
      : unruled || (wantsRules && asked === "rules")
        ? "rules"
        : asked === "words"
          ? "words"
          : "posts";
  const problems = step === "rules" && query.has("ruled") ? { rule: locale.t("people.report_no_rule") } : undefined;
  const posts = step === "posts" ? await loadPosts(visit, account, choice.status_ids) : undefined;
  return show(reportView(await contextOf(visit), { ...choice, step, page: posts, problems }));
}

/** Those that have been chosen already, and the newest. */
async function loadPosts({ kith, viewer_id }: Visit, { id }: Account, chosen: readonly number[]): Promise<StatusPage> {
  const newest = await accountStatusIds(kith, viewer_id, id, { exclude_reblogs: true, paging: { limit: SHOWN_POSTS } });
  const ids = [...new Set([...chosen, ...newest])].toSorted((one, other) => other - one);
  const loaded = await loadStatusPage(kith.db, viewer_id, ids);
  return { ...loaded, ids: loaded.ids.filter((one) => loaded.statuses.get(one)?.account_id === id) };
}

async function sendReport(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const target = await targetOf(visit);
  const choice = await readChoice(visit, target, form);
  const comment = form.text("comment").trim();
  const { category, rule_ids, status_ids, story_ids } = choice;
  const draft = { target, category: category || "other", comment, rule_ids, status_ids, story_ids, forward: form.has("forward") };
  const filed = fileReport(kith, me(visit), draft).then(() => undefined);
  const problems = await filed.catch((error: unknown): Problems => problemsOf(error, visit.locale, "comment"));
  if (problems === undefined) return go(routes.aboutAccount(target.id, "reported"));
  return show(reportView(await contextOf(visit), { ...choice, step: "words", problems, typed: form.typed }), 422);
}

async function showReported(visit: Visit): Promise<Answer> {
  const account = await targetOf(visit);
  const relation = (await relationsOf(visit, [account.id])).get(account.id);
  if (relation === undefined) throw missing();
  return show(reportedView(await contextOf(visit), { account, relation }));
}

export const reportRoutes: readonly Route[] = [
  page("/accounts/:id/report", "member", showReport),
  makes(action("/accounts/:id/report", "member", sendReport)),
  page("/accounts/:id/reported", "member", showReported),
];
