/** The timeline of a tag, or of several in combination. */
import { sql, type SqlBool } from "kysely";
import { padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads } from "../db/schema.ts";
import { normalizeTag } from "../text/names.ts";
import { mayStand, notSilencedFor, withMedia, type Look } from "./rules.ts";

export type TagQuery = {
  /** Any spelling, with or without `#`. */
  tag: string;
  any?: readonly string[] | undefined;
  all?: readonly string[] | undefined;
  none?: readonly string[] | undefined;
  local?: boolean | undefined;
  remote?: boolean | undefined;
  only_media?: boolean | undefined;
};

/** As Mastodon: so many further tags of each kind are looked at. */
const MOST = 4;

/** Public statuses with the tag (or one of `any`), with all of `all` and none of `none`, newest first. Viewer 0 = anybody. */
export async function tagStatusIds({ db, now }: Look, viewer_id: number, asked: TagQuery, paging: Paging): Promise<number[]> {
  const ids = await loadTagIds(db, asked);
  const wanted = ids.of([asked.tag, ...few(asked.any)]).filter((id) => id !== undefined);
  const all = ids.of(few(asked.all));
  if (wanted.length === 0 || all.includes(undefined)) return [];
  const { local = false, remote = false, only_media = false } = asked;
  const rows = await selectTagged(db, {
    ...paging,
    anybody: viewer_id === 0,
    viewer_id,
    now: now(),
    wanted: padded(wanted),
    all: all.filter((id) => id !== undefined),
    none: ids.of(few(asked.none)).filter((id) => id !== undefined),
    local,
    remote,
    only_media,
  });
  return inOrder(rows, paging).map(({ id }) => id);
}

type Asked = Paging & {
  anybody: boolean;
  viewer_id: number;
  now: number;
  wanted: number[];
  all: number[];
  none: number[];
  local: boolean;
  remote: boolean;
  only_media: boolean;
};

const selectTagged = prepare(
  (db, { anybody, viewer_id, now, wanted, all, none, local, remote, only_media, ...paging }: Asked) => {
    const viewer = anybody ? 0 : viewer_id;
    let query = db
      .selectFrom("statuses")
      .innerJoin("status_tags", "status_tags.status_id", "statuses.id")
      .select("status_tags.status_id as id")
      .where("statuses.visibility", "=", "public")
      .where((eb) => mayStand(viewer, now)(eb as never))
      .where(notSilencedFor(viewer));
    const [first] = wanted;
    // One tag is read along its index; of several, a status that has two of them must come once.
    query =
      wanted.length === 1 && first !== undefined
        ? query.where("status_tags.tag_id", "=", first)
        : query.where("status_tags.tag_id", "in", wanted).distinct();
    for (const id of all) query = query.where(tagged(id));
    for (const id of none) query = query.where((eb) => eb.not(tagged(id)));
    if (local) query = query.where("statuses.local", "=", 1);
    if (remote) query = query.where("statuses.local", "=", 0);
    if (only_media) query = query.where(withMedia);
    return paged(query, "status_tags.status_id", paging);
  },
);

const few = (names: readonly string[] | undefined): string[] => (names ?? []).slice(0, MOST);

const tagged = (tag_id: number) =>
  sql<SqlBool>`exists (select 1 from status_tags as also where also.tag_id = ${tag_id} and also.status_id = statuses.id)`;

async function loadTagIds(db: Reads, asked: TagQuery): Promise<{ of(names: readonly string[]): (number | undefined)[] }> {
  const names = [asked.tag, ...few(asked.any), ...few(asked.all), ...few(asked.none)].map(normalizeTag);
  const rows = await db
    .selectFrom("tags")
    .select(["id", "name"])
    .where("name", "in", [...new Set(names)])
    .execute();
  const known = new Map(rows.map(({ id, name }) => [name, id]));
  return { of: (wanted) => wanted.map((name) => known.get(normalizeTag(name))) };
}
