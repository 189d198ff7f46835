/** Reports, with what they speak of; and words for warnings. */
import { getAccount, loadAccounts } from "../../accounts/find.ts";
import { fromJson } from "../../db/columns.ts";
import { padded } from "../../db/lists.ts";
import type { Kith } from "../../kith.ts";
import type { By } from "../../moderation/audit.ts";
import { loadHistory } from "../../moderation/history.ts";
import { addNote, loadNotes } from "../../moderation/notes.ts";
import type { Report } from "../../moderation/report.ts";
import {
  assignReport,
  forwardReport,
  getReport,
  loadReports,
  reopenReport,
  resolveReport,
  sortReport,
  unassignReport,
} from "../../moderation/reports.ts";
import { removeStories } from "../../moderation/stories.ts";
import { readId } from "../../ids.ts";
import { addTemplate, changeTemplate, loadTemplates, removeTemplate } from "../../moderation/templates.ts";
import { loadJudgedPage } from "../../statuses/judged.ts";
import { loadReportedStories } from "../../stories/reported.ts";
import { normalizeHost } from "../../text/names.ts";
import { reportPageView, reportsView } from "../../../views/admin/reports.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import { templatesView } from "../../../views/admin/templates.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { inside } from "../frame/inside.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { asked, backTo, by, chosen, getId, staffAction, staffPage, tried, type StaffRoute } from "./staff.ts";

const SIZE = 40;

const peopleOf = (reports: readonly Report[]): number[] =>
  reports.flatMap((one) => [one.account_id, one.target_id, one.assigned_id ?? 0, one.action_taken_by_id ?? 0]);

/** `host`: of the reported account; this server's own name is accounts here. */
async function showReports(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const [resolved, host] = [chosen(visit, "resolved", ["1"]) === "1", asked(visit, "host", 300)];
  const target_host = host === undefined ? undefined : host === kith.instance.domain ? "" : (normalizeHost(host) ?? "?");
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadReports(kith.db, { resolved, target_host }, paging), ({ id }) => id);
  const accounts = await loadAccounts(kith.db, peopleOf(items));
  return show(reportsView(await contextOf(visit), { reports: items, accounts, asked: { resolved, host: host ?? "" }, pager }));
}

async function showReport(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const report = await getReport(kith.db, getId(visit));
  const target = await getAccount(kith.db, report.target_id);
  const { strikes, reports: others } = await loadHistory(kith.db, target.id, report.id);
  const notes = await loadNotes(kith.db, { target_type: "Report", target_id: report.id });
  const rule_ids = padded(fromJson(report.rule_ids));
  const named = [
    ...peopleOf([report, ...others]),
    ...strikes.map(({ moderator_id }) => moderator_id),
    ...notes.map(({ account_id }) => account_id),
  ];
  const facts = {
    report,
    target,
    others,
    strikes,
    notes,
    accounts: await loadAccounts(kith.db, named),
    page: await loadJudgedPage(kith.db, fromJson(report.status_ids)),
    rules: await kith.db.selectFrom("rules").selectAll().where("id", "in", rule_ids).execute(),
    stories: await loadReportedStories(kith, report.id),
    collections: await namesOf(kith, fromJson(report.collection_ids)),
    templates: await loadTemplates(kith.db),
  };
  return show(reportPageView(await contextOf(visit), facts));
}

/** Of the collections that a report names. */
async function namesOf({ db }: Kith, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("collections").select("name").where("id", "in", padded(ids)).orderBy("id").execute();
  return rows.map(({ name }) => name);
}

type Work = (kith: Kith, who: By, report: Report, visit: Visit) => Promise<unknown>;

const act = (name: string, work: Work): StaffRoute =>
  inside(
    staffAction(`/admin/reports/:id/${name}`, "manage_reports", async (visit) => {
      const report = await getReport(visit.kith.db, getId(visit));
      await work(visit.kith, by(visit), report, visit);
      return go(backTo(visit, adminRoutes.report(report.id)), "admin.said_done");
    }),
    [
      ["Content", "content"],
      ["Text", "text"],
    ],
  );

const viewTemplates = async (visit: Visit, state: FormState = {}) =>
  templatesView(await contextOf(visit), { templates: await loadTemplates(visit.kith.db), ...state });

const wordsOf = ({ form }: Visit) => ({ title: form.text("title"), text: form.text("text") });

const newTemplate = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      await addTemplate(visit.kith, by(visit), wordsOf(visit));
      return go(adminRoutes.templates, "admin.said_saved");
    },
    async (problems) => await viewTemplates(visit, { typed: visit.form.typed, problems }),
  );

async function saveTemplate(visit: Visit): Promise<Answer> {
  await changeTemplate(visit.kith, by(visit), getId(visit), wordsOf(visit));
  return go(adminRoutes.templates, "admin.said_saved");
}

async function dropTemplate(visit: Visit): Promise<Answer> {
  await removeTemplate(visit.kith, by(visit), getId(visit));
  return go(adminRoutes.templates, "admin.said_done");
}

const may = "manage_reports";

export const reportRoutes: readonly StaffRoute[] = [
  staffPage("/admin/reports", may, showReports),
  staffPage("/admin/reports/:id", may, showReport),
  act("assign", assignReport),
  act("unassign", unassignReport),
  act("resolve", resolveReport),
  act("reopen", reopenReport),
  act("forward", forwardReport),
  act("sort", async (kith, who, report, { form }) => await sortReport(kith, who, report, { category: form.text("category") })),
  act("stories", async (kith, who, report, { form }) => {
    const story_ids = form.all("story_ids").flatMap((id) => readId(id) ?? []);
    const target = await getAccount(kith.db, report.target_id);
    await removeStories(kith, who, target, { story_ids, text: form.text("text"), report_id: report.id });
  }),
  act(
    "note",
    async (kith, who, { id }, { form }) =>
      await addNote(kith, who, { target_type: "Report", target_id: id, name: `#${id}` }, form.text("content")),
  ),
  staffPage("/admin/templates", may, async (visit) => show(await viewTemplates(visit))),
  staffAction("/admin/templates", may, newTemplate),
  inside(staffAction("/admin/templates/:id", may, saveTemplate), [
    ["Title", "title"],
    ["Text", "text"],
  ]),
  staffAction("/admin/templates/:id/remove", may, dropTemplate),
];
