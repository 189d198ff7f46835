/** What everybody here sees: trends, announcements. */
import { loadAllAnnouncements } from "../../announcements/load.ts";
import {
  addAnnouncement,
  changeAnnouncement,
  removeAnnouncement,
  type Announcement,
  type AnnouncementText,
} from "../../announcements/write.ts";
import { SOMEBODY } from "../../db/viewer.ts";
import { invalid, missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { reviewTrend } from "../../trends/load.ts";
import { loadPublishers, reviewPublisher } from "../../trends/publishers.ts";
import { linksForReview, statusesForReview, tagsForReview } from "../../trends/review.ts";
import { announcementsView, announcementView } from "../../../views/admin/announcements.ts";
import { adminRoutes, withQuery } from "../../../views/admin/routes.ts";
import { trendsView, type Trends } from "../../../views/admin/trends.ts";
import type { Pager } from "../../../views/frame/context.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { backTo, by, chosen, getId, staffAction, staffPage, tried, type StaffRoute } from "./staff.ts";

const SIZE = 20;
const MOST_PAGES = 50;
const KINDS = ["tags", "statuses", "links", "publishers"] as const;

/** Trends are ordered by strength, which changes: their pages are counted. */
function offsetOf({ query }: Visit): { page: number; offset: number } {
  const page = Math.min(Math.max(Number(/^\d{1,3}$/.exec(query.get("page") ?? "")?.[0] ?? 1), 1), MOST_PAGES);
  return { page, offset: (page - 1) * SIZE };
}

function pagerOf(kind: (typeof KINDS)[number], page: number, more: boolean): Pager {
  const at = (to: number) =>
    withQuery(adminRoutes.trends(), { kind: kind === "tags" ? undefined : kind, page: to === 1 ? undefined : to });
  return { older: more ? at(page + 1) : undefined, newer: page > 1 ? at(page - 1) : undefined };
}

async function loadShown(visit: Visit, kind: (typeof KINDS)[number]): Promise<Omit<Trends, "automatic" | "kind">> {
  const { kith } = visit;
  const { page, offset } = offsetOf(visit);
  const asked = { limit: SIZE, offset };
  if (kind === "publishers") {
    const paging = readPaging(visit, SIZE);
    const { items, pager } = cut(visit, paging, await loadPublishers(kith.db, paging), ({ id }) => id);
    const shown = items.map(({ id, host, state }) => ({ id, name: host, href: "", state, days: [], accounts: 0 }));
    return { items: shown, posts: undefined, pager };
  }
  if (kind === "statuses") {
    const states = await statusesForReview(kith.db, asked);
    const ids = [...states.keys()];
    const posts = { page: await loadStatusPage(kith.db, SOMEBODY, ids.slice(0, SIZE)), states };
    return { items: [], posts, pager: pagerOf(kind, page, ids.length > SIZE) };
  }
  const found =
    kind === "tags"
      ? (await tagsForReview(kith, asked)).map((tag) => ({ ...tag, name: `#${tag.name}`, href: routes.tag(tag.name) }))
      : (await linksForReview(kith, asked)).map((link) => ({ ...link, href: /^https?:/.test(link.url) ? link.url : "" }));
  return { items: found.slice(0, SIZE), posts: undefined, pager: pagerOf(kind, page, found.length > SIZE) };
}

async function showTrends(visit: Visit): Promise<Answer> {
  const kind = chosen(visit, "kind", KINDS) ?? "tags";
  const shown = await loadShown(visit, kind);
  return show(trendsView(await contextOf(visit), { kind, ...shown, automatic: visit.kith.instance.trends === "automatic" }));
}

const SUBJECTS = { tags: "tag", statuses: "status", links: "link" } as const;

async function review(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const [kind, id] = [KINDS.find((one) => one === form.text("kind")), readId(form.text("id"))];
  const state = (["approved", "rejected"] as const).find((one) => one === form.text("state"));
  if (kind === undefined || id === undefined || state === undefined) throw missing();
  if (kind === "publishers") await reviewPublisher(kith, by(visit), { id, state });
  else await reviewTrend(kith, by(visit), { kind: SUBJECTS[kind], subject_id: id, state });
  return go(backTo(visit, adminRoutes.trends()), "admin.said_done");
}

const announcementsPage = async (visit: Visit, state: FormState = {}) =>
  announcementsView(await contextOf(visit), { announcements: await loadAllAnnouncements(visit.kith.db), ...state });

/** On the clocks of who writes; 0 for none. @throws Refusal `invalid` */
function instantOf({ form, locale }: Visit, name: "starts_at" | "ends_at" | "scheduled_at"): number {
  const text = form.text(name);
  if (text === "") return 0;
  const at = locale.times.readMinute(text.slice(0, 16));
  if (!Number.isFinite(at))
    throw invalid("Validation failed: Instant is not a date", {
      [name]: [{ error: "ERR_INVALID", description: "is not a date" }],
    });
  return at;
}

const readText = (visit: Visit): AnnouncementText & { text: string } => ({
  text: visit.form.text("text"),
  all_day: visit.form.has("all_day"),
  starts_at: instantOf(visit, "starts_at"),
  ends_at: instantOf(visit, "ends_at"),
});

const add = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const draft = visit.form.has("draft");
      const terms = { ...readText(visit), scheduled_at: instantOf(visit, "scheduled_at"), draft };
      await addAnnouncement(visit.kith, by(visit), terms);
      return go(adminRoutes.announcements, "admin.said_saved");
    },
    async (problems) => await announcementsPage(visit, { typed: visit.form.typed, problems }),
    "text",
  );

/** @throws Refusal `missing` */
async function getOne(visit: Visit): Promise<Announcement> {
  const row = await visit.kith.db.selectFrom("announcements").selectAll().where("id", "=", getId(visit)).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/** One that is published stays so; another is published now, on its day, or not yet. */
async function save(visit: Visit): Promise<Answer> {
  const known = await getOne(visit);
  const published = known.published_at > 0;
  return await tried(
    visit,
    async () => {
      const scheduled_at = published ? known.scheduled_at : instantOf(visit, "scheduled_at");
      const draft = published ? undefined : visit.form.has("draft");
      await changeAnnouncement(visit.kith, by(visit), known.id, {
        ...readText(visit),
        scheduled_at: published ? undefined : scheduled_at,
        draft,
      });
      return go(adminRoutes.announcements, "admin.said_saved");
    },
    async (problems) => announcementView(await contextOf(visit), { announcement: known, typed: visit.form.typed, problems }),
    "text",
  );
}

const acting = (work: (visit: Visit, id: number) => Promise<unknown>) => async (visit: Visit) => {
  await work(visit, getId(visit));
  return go(adminRoutes.announcements, "admin.said_done");
};

const [taxonomies, announcements] = ["manage_taxonomies", "manage_announcements"] as const;

export const contentRoutes: readonly StaffRoute[] = [
  staffPage("/admin/trends", taxonomies, showTrends),
  staffAction("/admin/trends/review", taxonomies, review),
  staffPage("/admin/announcements", announcements, async (visit) => show(await announcementsPage(visit))),
  staffAction("/admin/announcements", announcements, add),
  staffPage("/admin/announcements/:id", announcements, async (visit) =>
    show(announcementView(await contextOf(visit), { announcement: await getOne(visit) })),
  ),
  staffAction("/admin/announcements/:id", announcements, save),
  staffAction(
    "/admin/announcements/:id/publish",
    announcements,
    acting(async (visit, id) => await changeAnnouncement(visit.kith, by(visit), id, { draft: false, scheduled_at: 0 })),
  ),
  staffAction(
    "/admin/announcements/:id/withdraw",
    announcements,
    acting(async (visit, id) => await changeAnnouncement(visit.kith, by(visit), id, { draft: true })),
  ),
  staffAction(
    "/admin/announcements/:id/remove",
    announcements,
    acting(async (visit, id) => await removeAnnouncement(visit.kith, by(visit), id)),
  ),
];
