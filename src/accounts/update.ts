/** Changing one's own profile and preferences. */
import { flag, fromJson, toJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { loadNamedEmojis } from "../emojis/named.ts";
import { assertNone, invalid, readAll, wrongIf } from "../errors.ts";
import { acceptAllFollows } from "../follows/accept.ts";
import type { Kith } from "../kith.ts";
import { sanitizeName } from "../sanitize.ts";
import { isLonger } from "../text/count.ts";
import { findEntities } from "../text/grammar.ts";
import { normalizeHost } from "../text/names.ts";
import { stripNul } from "../text/outside.ts";
import { plainText } from "../text/plain.ts";
import { dueAt } from "./links.ts";
import { updateSettings, type UserChanges } from "./settings.ts";
import { renderFields, renderNote } from "./profile-text.ts";

/** Lengths in characters as people see them; `description` of a picture. */
export const PROFILE_LIMITS = Object.freeze({
  display_name: 60,
  note: 500,
  fields: 8,
  field: 255,
  description: 150,
  attribution_domains: 10,
});

/** What is left out stays; texts are plain, `avatar` and `header` are names of stored files ("" = none). */
export type ProfileChanges = UserChanges & {
  display_name?: string | undefined;
  note?: string | undefined;
  fields?: readonly { name: string; value: string }[] | undefined;
  locked?: boolean | undefined;
  bot?: boolean | undefined;
  discoverable?: boolean | undefined;
  indexable?: boolean | undefined;
  hide_collections?: boolean | undefined;
  show_media?: boolean | undefined;
  show_media_replies?: boolean | undefined;
  show_featured?: boolean | undefined;
  avatar?: string | undefined;
  header?: string | undefined;
  avatar_description?: string | undefined;
  header_description?: string | undefined;
  /** Hosts of pages that may name this account as their author; addresses are fine, too. */
  attribution_domains?: readonly string[] | undefined;
};

/**
 * Returns the account as it is afterwards. Unlocking it accepts everybody who waits.
 *
 * @throws Refusal `invalid` with all that is too long
 */
export async function updateProfile(kith: Kith, account: Account, changes: ProfileChanges): Promise<Account> {
  const texts = await readTexts(kith, account, changes);
  const flags = readFlags(changes);
  const updated = await kith.write(async (tx, happened) => {
    await updateSettings(tx, account.id, changes);
    const row = await tx
      .updateTable("accounts")
      .set({ ...texts, ...flags, updated_at: kith.now() })
      .where("id", "=", account.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    happened({ type: "account.updated", account_id: account.id });
    return row;
  });
  await removeOldPortraits(kith, account, updated);
  if (account.locked === 1 && updated.locked === 0) await acceptAllFollows(kith, account);
  return updated;
}

async function readTexts(kith: Kith, account: Account, changes: ProfileChanges): Promise<Partial<Account>> {
  const { avatar, header } = changes;
  const { name, note_source, fields, described, attribution } = readProfile(changes);
  const texts: Partial<Account> = { ...name, ...described, ...attribution };
  if (note_source !== undefined) {
    texts.note_source = note_source;
    texts.note = await renderNote(kith, note_source);
  }
  if (fields !== undefined) {
    texts.fields = toJson(await renderFields(kith, fields, fromJson(account.fields)));
    texts.links_due_at = dueAt(texts.fields, kith.now());
  }
  const known = { ...account, ...texts };
  if (SPOKEN.some((key) => key in texts)) texts.emojis = toJson(await loadNamedEmojis(kith.db, findEntities(spokenBy(known))));
  if (avatar !== undefined) texts.avatar = avatar;
  if (header !== undefined) texts.header = header;
  return texts;
}

/** Where custom emoji may stand. */
const SPOKEN = ["display_name", "note", "fields"] as const;

const spokenBy = ({ display_name, note_source, fields }: Account): string =>
  [display_name, note_source, ...fromJson(fields).flatMap(({ name, value }) => [name, plainText(value)])].join("\n");

/** What is said, within bounds. @throws Refusal `invalid` with all that is wrong; a fact names its field by its place: `field_name_1` */
export const readProfile = (changes: ProfileChanges) =>
  readAll({
    name: () => readName(changes),
    note_source: () =>
      changes.note === undefined
        ? undefined
        : bounded(stripNul(changes.note).replace(/\r\n?/g, "\n").trim(), PROFILE_LIMITS.note, "Bio"),
    fields: () => (changes.fields === undefined ? undefined : readFields(changes.fields)),
    described: () => readDescriptions(changes),
    attribution: () => readAttribution(changes),
  });

const readName = ({ display_name }: ProfileChanges): Partial<Account> =>
  display_name === undefined
    ? {}
    : { display_name: bounded(sanitizeName(display_name, 1000), PROFILE_LIMITS.display_name, "Display name") };

/** Of a picture that is taken away nothing is left to describe. @throws Refusal `invalid` */
export function readDescriptions(
  changes: Pick<ProfileChanges, "avatar" | "header" | "avatar_description" | "header_description">,
): Partial<Pick<Account, "avatar_description" | "header_description">> {
  const read = (kind: "avatar" | "header") => {
    const text = changes[kind] === "" ? "" : changes[`${kind}_description`];
    const label = `${kind === "avatar" ? "Avatar" : "Header"} description`;
    return text === undefined
      ? {}
      : { [`${kind}_description`]: bounded(stripNul(text).trim(), PROFILE_LIMITS.description, label) };
  };
  const { avatar, header } = readAll({ avatar: () => read("avatar"), header: () => read("header") });
  return { ...avatar, ...header };
}

/** As Mastodon's form has it: one may paste an address instead of a host. */
function readAttribution({ attribution_domains }: ProfileChanges): Partial<Account> {
  if (attribution_domains === undefined) return {};
  const written = attribution_domains.map((text) =>
    text
      .trim()
      .replace(/^https?:\/\//i, "")
      .replace(/\/.*$/s, ""),
  );
  const hosts = new Set<string>();
  for (const text of written.filter((host) => host !== "")) {
    const host = normalizeHost(text);
    if (host === undefined) throw invalid(`Validation failed: Attribution domains contains one or more invalid domain names`);
    hosts.add(host);
  }
  if (hosts.size > PROFILE_LIMITS.attribution_domains)
    throw invalid(`Validation failed: Attribution domains are too many (maximum is ${PROFILE_LIMITS.attribution_domains})`);
  return { attribution_domains: toJson([...hosts]) };
}

function readFields(fields: NonNullable<ProfileChanges["fields"]>): { name: string; value: string }[] {
  const written = fields
    .map(({ name, value }, at) => ({ name: sanitizeName(name, 1000), value: sanitizeName(value, 3000), place: at + 1 }))
    .filter(({ name, value }) => name !== "" || value !== "");
  if (written.length > PROFILE_LIMITS.fields)
    throw invalid(`Validation failed: Fields are too many (maximum is ${PROFILE_LIMITS.fields})`);
  const read = ({ name, value, place }: (typeof written)[number]) =>
    readAll({
      name: () => {
        assertNone([wrongIf(name === "", "Field label can't be blank", `field_name_${place}`)]);
        return bounded(name, PROFILE_LIMITS.field, "Field label", `field_name_${place}`);
      },
      value: () => bounded(value, PROFILE_LIMITS.field, "Field content", `field_value_${place}`),
    });
  return Object.values(readAll(Object.fromEntries(written.map((one) => [`field_${one.place}`, () => read(one)]))));
}

function bounded(text: string, most: number, name: string, field?: string): string {
  const long = isLonger(text, most);
  assertNone([wrongIf(long, `${name} is too long (maximum is ${most} characters)`, field)]);
  return text;
}

const FLAGS = [
  "locked",
  "bot",
  "discoverable",
  "indexable",
  "hide_collections",
  "show_media",
  "show_media_replies",
  "show_featured",
] as const;

function readFlags(changes: ProfileChanges): Partial<Account> {
  const flags: Partial<Account> = changes.bot === undefined ? {} : { actor_type: changes.bot ? "Service" : "Person" };
  for (const name of FLAGS) {
    const said = changes[name];
    if (said !== undefined) flags[name] = flag(said);
  }
  return flags;
}

type Portraits = Pick<Account, "avatar" | "header">;

/** Pictures that have been replaced; remote ones are addresses, not files of ours. */
export async function removeOldPortraits(kith: Kith, before: Portraits, after: Portraits): Promise<void> {
  for (const key of ["avatar", "header"] as const) {
    const old = before[key];
    if (old === "" || old === after[key] || old.includes("://")) continue;
    await kith.files.remove(old).catch((error: unknown) => kith.log.warning("an old picture stays: {error}", { error }));
  }
}
