/** What somebody thought of posts, for their archive: favourites as Mastodon writes them (`likes.json`), votes against and emoji in the same form. */
import { open } from "node:fs/promises";
import type { Account, Reads } from "../db/schema.ts";

const AT_ONCE = 500;

/** Writes an OrderedCollection of the posts' uris to a file of this machine, the oldest vote first, however many there are; of emoji with what each is called. */
export async function writeVotes(
  db: Reads,
  { id: account_id }: Pick<Account, "id">,
  votes: "favourites" | "downvotes" | "reactions",
  { path, name: file_name }: { path: string; name: string },
): Promise<void> {
  const file = await open(path, "w");
  try {
    const head = { "@context": "https://www.w3.org/ns/activitystreams", id: file_name, type: "OrderedCollection" };
    await file.write(`${JSON.stringify(head).slice(0, -1)},"orderedItems":[`);
    let [after, count] = [0, 0];
    for (;;) {
      const rows = await db
        .selectFrom(votes)
        .innerJoin("statuses", "statuses.id", `${votes}.status_id`)
        .select([`${votes}.id`, "statuses.uri"])
        .$if(votes === "reactions", (query) => query.select("reactions.name" as never))
        .where(`${votes}.account_id`, "=", account_id)
        .where(`${votes}.id`, ">", after)
        .where("statuses.deleted_at", "=", 0)
        .orderBy(`${votes}.id`)
        .limit(AT_ONCE)
        .execute();
      for (const { uri, name } of rows as { uri: string; name?: string }[]) {
        const vote = name === undefined ? uri : { uri, name };
        await file.write(`${count++ === 0 ? "" : ","}\n${JSON.stringify(vote)}`);
      }
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
    await file.write(`\n],"totalItems":${count}}\n`);
  } finally {
    await file.close();
  }
}
