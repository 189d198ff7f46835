/** Our own: announcements as they are written, scheduled, changed and taken down. */
import { z } from "zod";
import { loadAllAnnouncements } from "../../announcements/load.ts";
import { addAnnouncement, changeAnnouncement, removeAnnouncement, type AnnouncementText } from "../../announcements/write.ts";
import { invalid, missing } from "../../errors.ts";
import { renderWritten } from "../entities/announcement.ts";
import { answer, del, get, idParam, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, parse, text } from "../shapes.ts";
import { by, staff } from "./admin.ts";

const terms = {
  all_day: flag.nullish(),
  starts_at: text(100).nullish(),
  ends_at: text(100).nullish(),
  scheduled_at: text(100).nullish(),
  draft: flag.nullish(),
};
const fresh = z.object({ text: text(5000), ...terms });
const changed = z.object({ text: text(5000).nullish(), ...terms });

/** Undefined when nothing is said, 0 when it is taken away. @throws Refusal `invalid` */
function instantOf(value: string | null | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (value === null || value === "") return 0;
  const at = Date.parse(value);
  if (!Number.isFinite(at) || at < 0 || at > 8e14) throw invalid(`Validation failed: ${name} is not a date`);
  return at;
}

const termsOf = (asked: Omit<z.output<typeof changed>, "text">): AnnouncementText => ({
  all_day: asked.all_day ?? undefined,
  draft: asked.draft ?? undefined,
  starts_at: instantOf(asked.starts_at, "Starts at"),
  ends_at: instantOf(asked.ends_at, "Ends at"),
  scheduled_at: instantOf(asked.scheduled_at, "Scheduled at"),
});

async function list({ kith }: ApiRequest): Promise<Answer> {
  return answer((await loadAllAnnouncements(kith.db)).map(renderWritten));
}

async function show(request: ApiRequest): Promise<Answer> {
  const id = idParam(request);
  const row = await request.kith.db.selectFrom("announcements").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return answer(renderWritten(row));
}

async function add(request: ApiRequest): Promise<Answer> {
  const asked = parse(request.body, fresh);
  return answer(renderWritten(await addAnnouncement(request.kith, by(request), { ...termsOf(asked), text: asked.text })));
}

async function change(request: ApiRequest): Promise<Answer> {
  const asked = parse(request.body, changed);
  const terms_ = { ...termsOf(asked), text: asked.text ?? undefined };
  return answer(renderWritten(await changeAnnouncement(request.kith, by(request), idParam(request), terms_)));
}

async function remove(request: ApiRequest): Promise<Answer> {
  await removeAnnouncement(request.kith, by(request), idParam(request));
  return nothing;
}

const at = "/api/kith/v1/admin/announcements";
const may = "manage_announcements";

export const adminAnnouncementRoutes: readonly Route[] = [
  get(at, user("admin:read"), staff(may, list)),
  get(`${at}/:id`, user("admin:read"), staff(may, show)),
  post(at, user("admin:write"), staff(may, add)),
  put(`${at}/:id`, user("admin:write"), staff(may, change)),
  del(`${at}/:id`, user("admin:write"), staff(may, remove)),
];
