/** Whoever lives here has been let in: confirmed, approved, not locked out. Until then nobody is told of them. */
import { sql, type SqlBool } from "kysely";

/** A condition on `accounts`; those who live elsewhere are their servers' business, and nobody logs in as a group. */
export const isLetIn = sql<SqlBool>`(accounts.host <> '' or accounts.actor_type = 'Group' or exists (select 1 from users where users.id = accounts.id and users.approved = 1
  and users.disabled = 0 and users.confirmed_at > 0))`;
