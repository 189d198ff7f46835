/** Announcements to everybody here: written, published now or on a day, changed, taken down. */
import { flag } from "../db/columns.ts";
import type { Row, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { writeAudit, type By } from "../moderation/audit.ts";
import { renderText } from "../text/render.ts";
import { profileUrl, tagUrl } from "../uris.ts";

export type Announcement = Row<"announcements">;
/** What is left out stays; instants in ms, 0 = none. Without `scheduled_at` it is published at once, unless `draft`. */
export type AnnouncementText = {
  text?: string | undefined;
  all_day?: boolean | undefined;
  starts_at?: number | undefined;
  ends_at?: number | undefined;
  scheduled_at?: number | undefined;
  draft?: boolean | undefined;
};

const LONGEST = 5000;

/** People here who are mentioned become links, and so do tags. Nobody is notified for it. */
const contentOf = ({ instance }: Pick<Kith, "instance">, text: string): string =>
  renderText(text, {
    mention: (handle) => {
      const [username = "", host] = handle.split("@");
      return host === undefined || host === instance.domain ? { url: profileUrl(instance, username), username } : undefined;
    },
    tagUrl: (name) => tagUrl(instance, name),
  });

function readValues(kith: Pick<Kith, "instance">, given: AnnouncementText) {
  const { text, all_day, starts_at, ends_at, scheduled_at } = given;
  if (text !== undefined && (text.trim() === "" || text.length > LONGEST))
    throw invalid(`Validation failed: Text must have 1 to ${LONGEST} characters`);
  return {
    ...(text === undefined ? {} : { text: text.trim(), content: contentOf(kith, text) }),
    ...(all_day === undefined ? {} : { all_day: flag(all_day) }),
    ...(starts_at === undefined ? {} : { starts_at }),
    ...(ends_at === undefined ? {} : { ends_at }),
    ...(scheduled_at === undefined ? {} : { scheduled_at }),
  };
}

function assertInOrder({ starts_at, ends_at }: Pick<Announcement, "starts_at" | "ends_at">): void {
  if (starts_at > 0 && ends_at > 0 && ends_at < starts_at)
    throw invalid("Validation failed: Ends at must be after its beginning");
}

const deedOf = (action: string, { id, text }: Pick<Announcement, "id" | "text">) => ({
  action,
  target_type: "Announcement",
  target_id: id,
  target_name: text.slice(0, 100),
});

/** @throws Refusal `invalid` */
export async function addAnnouncement(kith: Kith, by: By, given: AnnouncementText & { text: string }): Promise<Announcement> {
  const now = kith.now();
  const times = { starts_at: 0, ends_at: 0, scheduled_at: 0, all_day: 0 as const };
  const values = { ...times, ...readValues(kith, given), text: given.text.trim(), content: contentOf(kith, given.text) };
  assertInOrder(values);
  const published_at = given.draft === true || values.scheduled_at > now ? 0 : now;
  return await kith.write(async (tx, happened) => {
    const made = await tx
      .insertInto("announcements")
      .values({ id: kith.newId(), ...values, published_at, created_at: now, updated_at: now })
      .returningAll()
      .executeTakeFirstOrThrow();
    await writeAudit(tx, kith, by, deedOf("create", made));
    tell(happened, made);
    return made;
  });
}

/** A draft says nothing yet. */
function tell(happened: (event: KithEvent) => void, { id, published_at }: Announcement): void {
  if (published_at > 0) happened({ type: "announcement.published", announcement_id: id });
}

/** Also publishes (`draft: false`) and takes back into the drawer (`draft: true`). @throws Refusal `invalid`, `missing` */
export async function changeAnnouncement(kith: Kith, by: By, id: number, given: AnnouncementText): Promise<Announcement> {
  const values = readValues(kith, given);
  return await kith.write(async (tx, happened) => {
    const known = await findIn(tx, id);
    const now = kith.now();
    const later = (values.scheduled_at ?? 0) > now;
    const published_at =
      given.draft === true || later ? 0 : given.draft === false && known.published_at === 0 ? now : known.published_at;
    const changed = { ...known, ...values, published_at, updated_at: now };
    assertInOrder(changed);
    await tx.updateTable("announcements").set(changed).where("id", "=", id).execute();
    await writeAudit(tx, kith, by, deedOf("update", changed));
    if (known.published_at > 0 && published_at === 0) happened({ type: "announcement.removed", announcement_id: id });
    tell(happened, changed);
    return changed;
  });
}

async function findIn(tx: Tx, id: number): Promise<Announcement> {
  const known = await tx.selectFrom("announcements").selectAll().where("id", "=", id).executeTakeFirst();
  if (known === undefined) throw missing();
  return known;
}

/** @throws Refusal `missing` */
export async function removeAnnouncement(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const known = await findIn(tx, id);
    await tx.deleteFrom("announcements").where("id", "=", id).execute();
    await writeAudit(tx, kith, by, deedOf("destroy", known));
    if (known.published_at > 0) happened({ type: "announcement.removed", announcement_id: id });
  });
}

/** A recurring job: publishes what is due. What has ended is not shown any more, and what has ended before it could be published is told nobody. */
export async function publishDue(kith: Kith): Promise<void> {
  const now = kith.now();
  await kith.write(async (tx, happened) => {
    const due = await tx
      .updateTable("announcements")
      .set({ published_at: now, updated_at: now })
      .where("published_at", "=", 0)
      .where("scheduled_at", ">", 0)
      .where("scheduled_at", "<=", now)
      .where((eb) => eb.or([eb("ends_at", "=", 0), eb("ends_at", ">", now)]))
      .returningAll()
      .execute();
    for (const one of due) tell(happened, one);
  });
}
