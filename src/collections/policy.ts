/**
 * Who may put somebody into a collection (FEP-7aa9), in the bits of quotes/policy.ts. As on Mastodon, those of ours who want to be found let
 * everybody, and where follows need approval their followers. People of one server need not ask each other: who is added hears of it and can leave.
 */
import type { Account, Reads } from "../db/schema.ts";
import { approvalIn, loadRelations, policyOf, type Approval } from "../quotes/policy.ts";

type Subject = Pick<Account, "id" | "host" | "discoverable" | "locked" | "feature_policy">;

/** What is said to other servers. */
export function featureBits({ host, discoverable, locked, feature_policy }: Subject): number {
  if (host !== "") return feature_policy;
  return policyOf(discoverable === 0 ? "nobody" : locked === 1 ? "followers" : "public", "public");
}

/** What would become of it if the curator put the account into a collection. Blocks are not looked at. */
export async function loadFeatureApproval(db: Reads, subject: Subject, curator: Pick<Account, "id" | "host">): Promise<Approval> {
  if (subject.id === curator.id || (subject.host === "" && curator.host === "")) return "automatic";
  const bits = featureBits(subject);
  const alone = approvalIn(bits, { follows: false, followed: false });
  if (bits === 0 || alone === "automatic") return alone;
  const { follows, followed } = await loadRelations(db, curator.id, [subject.id]);
  return approvalIn(bits, { follows: follows.has(subject.id), followed: followed.has(subject.id) });
}
