/**
 * What those who run the server decide about it in its pages: name, words, colours, who may join. Kept in the database, put over the
 * configuration in every process; `kith.instance` is always the whole of it.
 */
import { sql } from "kysely";
import type { Site } from "../config.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import { assertNone, invalid, mistakeOf, readAll, type Refusal } from "../errors.ts";
import { findInstanceAccount } from "../accounts/instance.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { writeAudit, type By } from "../moderation/audit.ts";
import { visibleTo } from "../statuses/visible.ts";
import { renderText } from "../text/render.ts";
import { tagUrl } from "../uris.ts";
import { isLanguage } from "../words/languages.ts";
import { isTimeZone } from "../words/locale.ts";
import { accentProblem } from "./accent.ts";
import { dropSitePicture } from "./picture.ts";

const KEY = "site";

/** What has been decided; empty while nothing has. */
export async function loadSite(db: Reads): Promise<Partial<Site>> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return row === undefined ? {} : (JSON.parse(row.value) as Partial<Site>);
}

/** A now effect, in every process: what was decided in one holds in all. */
export async function refreshSite(kith: Kith): Promise<void> {
  kith.overlay(await loadSite(kith.db));
  kith.cache("instance-account", 1).clear();
}

/**
 * Keeps what is given and leaves the rest as it is; what it says holds when this returns, elsewhere a moment later.
 *
 * @throws Refusal `invalid` with the field in its details
 */
export async function saveSite(kith: Kith, by: By, changes: Partial<Site>): Promise<void> {
  const hidden = await assertStatusIsPublic(kith.db, changes).catch(mistakeOf);
  const given = readAll({ site: () => readSite(changes), front: () => assertNone([hidden ?? undefined]) }).site;
  const before = kith.instance;
  const agent = await findInstanceAccount(kith);
  await kith.write(async (tx, happened) => {
    const value = JSON.stringify({ ...(await loadSite(tx)), ...given });
    await tx
      .insertInto("settings")
      .values({ key: KEY, value })
      .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
      .execute();
    const details = { changed: Object.keys(given) };
    await writeAudit(tx, kith, by, {
      action: "update",
      target_type: "Site",
      target_id: 0,
      target_name: kith.instance.domain,
      details,
    });
    await dress(tx, kith, happened, { agent, site: { ...before, ...given } });
    happened({ type: "instance.changed" });
  });
  await refreshSite(kith);
  if (given.picture !== undefined && given.picture !== before.picture) await dropSitePicture(kith, before);
}

const LONGEST = Object.freeze({ title: 100, description: 5000, contact_email: 320 });
const REGISTRATIONS: readonly string[] = ["open", "approval", "closed"];
const FRONT_PAGES: readonly string[] = ["about", "local", "status"];

/** @throws Refusal `invalid` with all that is wrong, each with its field in its details */
export function readSite(changes: Partial<Site>): Partial<Site> {
  const given = { ...changes };
  const mistakes: Refusal[] = [];
  const wrongIf = (is: boolean, field: keyof Site, error: string) => void (is && mistakes.push(wrong(field, error)));
  for (const name of ["title", "description", "contact_email"] as const) {
    if (given[name] === undefined) continue;
    given[name] = given[name].trim();
    wrongIf(given[name].length > LONGEST[name], name, "ERR_TOO_LONG");
  }
  const { title, contact_email = "", language, time_zone, registrations, front_page } = given;
  wrongIf(title === "", "title", "ERR_BLANK");
  wrongIf(contact_email !== "" && !/^[^\s@]+@[^\s@]+$/.test(contact_email), "contact_email", "ERR_INVALID");
  wrongIf(language !== undefined && !isLanguage(language), "language", "ERR_INVALID");
  wrongIf(time_zone !== undefined && !isTimeZone(time_zone), "time_zone", "ERR_INVALID");
  wrongIf(registrations !== undefined && !REGISTRATIONS.includes(registrations), "registrations", "ERR_INVALID");
  wrongIf(front_page !== undefined && !FRONT_PAGES.includes(front_page), "front_page", "ERR_INVALID");
  if (given.accent !== undefined && given.accent !== "") {
    given.accent = given.accent.trim().toLowerCase();
    const problem = accentProblem(given.accent);
    if (problem !== undefined) mistakes.push(wrong("accent", problem));
  }
  assertNone(mistakes);
  return given;
}

function wrong(field: string, error: string): Refusal {
  const description =
    { ERR_BLANK: "can't be blank", ERR_TOO_LONG: "is too long", ERR_CONTRAST: "is too light" }[error] ?? "is invalid";
  return invalid(`Validation failed: ${field} ${description}`, { [field]: [{ error, description }] });
}

async function assertStatusIsPublic(db: Reads, { front_page, front_status_id = 0 }: Partial<Site>): Promise<void> {
  if (front_page !== "status") return;
  const found = await db
    .selectFrom("statuses")
    .select("statuses.id")
    .where("statuses.id", "=", front_status_id)
    .where("statuses.visibility", "in", ["public", "unlisted"])
    .where("statuses.reblog_of_id", "is", null)
    .where(visibleTo(0))
    .executeTakeFirst();
  if (found === undefined) throw wrong("front_status_id", "ERR_INVALID");
}

/** The account that signs for the server bears its name, words and picture. */
async function dress(
  tx: Tx,
  { instance }: Pick<Kith, "instance">,
  happened: (event: KithEvent) => void,
  { agent, site }: { agent: Account; site: Pick<Site, "title" | "description" | "picture"> },
): Promise<void> {
  const note = renderText(site.description, { mention: () => undefined, tagUrl: (name) => tagUrl(instance, name) });
  const values = { display_name: site.title, note, note_source: site.description, avatar: site.picture };
  await tx
    .updateTable("accounts")
    .set({ ...values, updated_at: sql<number>`updated_at + 1` })
    .where("id", "=", agent.id)
    .execute();
  happened({ type: "account.updated", account_id: agent.id });
}
