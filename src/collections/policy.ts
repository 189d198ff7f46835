/**
 * Who may put somebody into a collection (FEP-7aa9), in the bits of quotes/policy.ts. As on Mastodon, those of ours who want to be found let
 * everybody, and where follows need approval their followers. People of one server need not ask each other: who is added hears of it and can leave.
 */
import type { Account, Reads } from "../db/schema.ts";
import { padded } from "../db/lists.ts";
import { approvalIn, loadRelations, policyOf, policyOfUris, type Approval, type Relation } from "../quotes/policy.ts";

type Subject = Pick<Account, "id" | "host" | "discoverable" | "locked" | "feature_policy">;

/** What is said to other servers. */
export function featureBits({ host, discoverable, locked, feature_policy }: Subject): number {
  if (host !== "") return feature_policy;
  return policyOf(discoverable === 0 ? "nobody" : locked === 1 ? "followers" : "public", "public");
}

/** Beside no other bit: it has been said that nobody may. Without it nothing has been said. */
const NOBODY = 256;

/** The bits of what an account elsewhere says. */
export const readFeaturePolicy = (...[said, account]: Parameters<typeof policyOfUris>): number =>
  policyOfUris(said, account) || (said === undefined ? 0 : NOBODY);

/** Who looks at accounts, 0 = a visitor; and who follows whom, as far as that is known. */
export type Looker = { viewer_id: number; relationTo(account_id: number): Relation | undefined };
/** `missing`: its server says nothing about it. */
export type FeatureApproval = Approval | "missing";

const neither: Relation = Object.freeze({ follows: false, followed: false });

/** Whether the answer depends on who follows whom. */
export function asksWhoFollows(subject: Subject): boolean {
  if (subject.host === "") return false;
  const bits = featureBits(subject);
  return approvalIn(bits, neither) !== approvalIn(bits, { follows: true, followed: true });
}

/** Asks who follows whom only where that matters, which it hardly ever does. */
export async function loadLooker(db: Reads, viewer_id: number, accounts: Iterable<Subject>): Promise<Looker> {
  const asking = viewer_id === 0 ? [] : [...accounts].filter(asksWhoFollows).map(({ id }) => id);
  if (asking.length === 0) return { viewer_id, relationTo: () => undefined };
  const { follows, followed } = await loadRelations(db, viewer_id, padded(asking));
  const known = new Set(asking);
  return {
    viewer_id,
    relationTo: (id) => (known.has(id) ? { follows: follows.has(id), followed: followed.has(id) } : undefined),
  };
}

/** What would become of it if who looks put the account into a collection. Visitors have none. */
export function featureApprovalFor(subject: Subject, { viewer_id, relationTo }: Looker): FeatureApproval {
  if (viewer_id === 0) return "denied";
  if (subject.host === "" || subject.id === viewer_id) return "automatic";
  if (subject.feature_policy === 0) return "missing";
  if (!asksWhoFollows(subject)) return approvalIn(subject.feature_policy, neither);
  const relation = relationTo(subject.id);
  return relation === undefined ? "unknown" : approvalIn(subject.feature_policy, relation);
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
