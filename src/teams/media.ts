/** Pictures and films of what is handed in. */
import type { Media } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Member } from "./acting.ts";
import { judges } from "./roles.ts";

/**
 * What is seen of media changes by who publishes for the team; by who only writes, as long as it is still judged: what has been let through stays as it was.
 *
 * What waits counts as written anew: who has it open has seen something else.
 *
 * @param member undefined for who acts in their own name
 * @throws Refusal `forbidden`
 */
export async function assertMayReword(
  kith: Kith,
  { status_id, kept_by }: Pick<Media, "status_id" | "kept_by">,
  member: Pick<Member, "account_id" | "role"> | undefined,
): Promise<void> {
  if (member === undefined || judges(member.role)) return;
  const free = status_id === null && kept_by === 0;
  if (!free && (status_id !== null || !(await renew(kith, kept_by, member.account_id))))
    throw forbidden("Your role in this team does not let you do that");
}

/** False for what is no longer, or was never, theirs to write. */
async function renew(kith: Kith, submission_id: number, account_id: number): Promise<boolean> {
  const { numUpdatedRows } = await kith.write(
    async (tx) =>
      await tx
        .updateTable("team_submissions")
        .set({ updated_at: kith.now() })
        .where("id", "=", submission_id)
        .where("account_id", "=", account_id)
        .where("state", "in", ["waiting", "returned"])
        .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}
