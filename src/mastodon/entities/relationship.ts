/** What an account is to the one that asks. */
import type { Relationship } from "../../accounts/relationships.ts";
import { rfc3339 } from "../../db/columns.ts";

export const renderRelationship = (relationship: Relationship) => ({
  ...relationship,
  id: String(relationship.id),
  muting_expires_at: relationship.muting_expires_at === 0 ? null : rfc3339(relationship.muting_expires_at),
});
