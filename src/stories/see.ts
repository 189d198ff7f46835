/** Who has seen a story. Only its author learns of it, of those who let others know, and only if the author does so, too. */
import { loadAccounts } from "../accounts/find.ts";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { flag } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { Story } from "./load.ts";

/** `emoji` "" = no reaction; `id` is the view's, for the cursor. */
export type StoryViewer = { id: number; account: Account; emoji: string; seen_at: number };

/** Once. @param listed whether the author may know */
export async function markSeen(kith: Kith, viewer: Pick<Account, "id">, story: Story, listed: boolean): Promise<void> {
  if (story.account_id === viewer.id) return;
  const known = await kith.db
    .selectFrom("story_views")
    .select("id")
    .where("story_id", "=", story.id)
    .where("account_id", "=", viewer.id)
    .executeTakeFirst();
  if (known !== undefined) return;
  const row = { id: kith.newId(), story_id: story.id, account_id: viewer.id, listed: flag(listed), created_at: kith.now() };
  await kith.write(async (tx, happened) => {
    const added = await tx
      .insertInto("story_views")
      .values(row)
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added !== undefined && listed && story.local === 0)
      happened({ type: "story.seen", story_id: story.id, account_id: viewer.id });
  });
}

/**
 * Who has seen one's own story, and who has reacted to it, but for whom one does not want to see; the latest first.
 *
 * @param whole the author lets others know, too: else who has only reacted
 */
export async function loadViewers(
  { db, now }: Pick<Kith, "db" | "now">,
  story: Story,
  whole: boolean,
  paging: Paging,
): Promise<StoryViewer[]> {
  const query = db
    .selectFrom("story_views")
    .leftJoin("story_reactions", (join) =>
      join
        .onRef("story_reactions.story_id", "=", "story_views.story_id")
        .onRef("story_reactions.account_id", "=", "story_views.account_id"),
    )
    .select(["story_views.id", "story_views.account_id", "story_views.created_at", "story_reactions.emoji"])
    .where("story_views.story_id", "=", story.id)
    .where(notHiddenFrom(story.account_id, "story_views.account_id", now()))
    .where((eb) =>
      whole
        ? eb.or([eb("story_views.listed", "=", 1), eb("story_reactions.id", "is not", null)])
        : eb("story_reactions.id", "is not", null),
    );
  const rows = inOrder(await paged(query, "story_views.id", paging).execute(), paging);
  const accounts = await loadAccounts(
    db,
    rows.map(({ account_id }) => account_id),
  );
  return rows.flatMap(({ id, account_id, created_at, emoji }) => {
    const account = accounts.get(account_id);
    return account === undefined || account.deleted_at > 0 || account.suspended_at > 0
      ? []
      : [{ id, account, emoji: emoji ?? "", seen_at: created_at }];
  });
}
