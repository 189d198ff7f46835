/**
 * What is said to an account in private is not there for who acts in its name, unless its owners share that: no direct messages, chats or conversations, no
 * notice of any, and no draft of one. Every door hands its pages these reads instead of all (`readerFor`), so that none of them has to think of it.
 */
import { sql, type RawBuilder } from "kysely";
import { narrowed, type Rules } from "../db/narrowed.ts";
import type { Kith } from "../kith.ts";

/** As JSON writes it; in what somebody typed the quotes would have backslashes before them. */
const DIRECT = '"visibility":"direct"';
const noMessage = (alias: string): RawBuilder<unknown> =>
  sql`replace(${sql.ref(`${alias}.params`)}, ${DIRECT}, '') = ${sql.ref(`${alias}.params`)}`;
const nothing = (): RawBuilder<unknown> => sql`1 = 0`;

const RULES: Rules = Object.freeze({
  statuses: (alias: string) => sql`${sql.ref(`${alias}.visibility`)} <> 'direct'`,
  notifications: (alias: string) =>
    sql`not exists (select 1 from statuses as told_of where told_of.id = ${sql.ref(`${alias}.status_id`)} and told_of.visibility = 'direct')`,
  conversation_members: nothing,
  chat_members: nothing,
  chat_statuses: nothing,
  chat_lines: nothing,
  drafts: noMessage,
  scheduled_statuses: noMessage,
  recurring_statuses: noMessage,
});

/** Late copies of the database know nothing of who may see what: these reads use none. */
export const discreet = (kith: Kith): Kith =>
  Object.create(kith, {
    db: { value: narrowed(kith.db, "discreet ", RULES), enumerable: true },
    replicas: { value: undefined, enumerable: true },
  }) as Kith;
