/**
 * What is said to an account in private is not there for who acts in its name, unless its owners share that: no direct messages, chats or conversations, no
 * notice of any, no draft of one, no recommendation that is not shown, and no words that come with an answer to an event. Nor do they say or ask anything in private in its name, for they could not read what is answered. Every door hands its
 * pages these reads and this gate instead of all (`readerFor`), so that none of them has to think of it.
 */
import { sql, type RawBuilder } from "kysely";
import { guarded, type Refused, type Written } from "../db/guarded.ts";
import { narrowed, type Blanks, type Rules } from "../db/narrowed.ts";
import { forbidden } from "../errors.ts";
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
  kept_messages: nothing,
  chat_lines: nothing,
  drafts: noMessage,
  scheduled_statuses: noMessage,
  recurring_statuses: noMessage,
  // Offered to its subject, who has not said that it may be shown.
  recommendations: (alias: string) => sql`${sql.ref(`${alias}.state`)} = 'accepted'`,
});

/** Who comes to an event is seen to by those who hold it; what comes with an answer is a word to them alone. */
const BLANKS: Blanks = Object.freeze({ event_rsvps: ["message"] });

const always = (): boolean => true;
const saysSo = ({ params }: Written): boolean => typeof params === "string" && params.includes(DIRECT);

/** Whatever leads to a message comes to one of these; a row that is only read here (`local: 0`) is nobody's word here. */
const REFUSED: Refused = Object.freeze({
  statuses: ({ visibility, local }: Written) => visibility === "direct" && local === 1,
  chats: always,
  chat_members: always,
  chat_lines: always,
  group_invitations: always,
  friend_requests: always,
  recommendations: always,
  // A word to who holds it; those who come by a letter are nobody here.
  event_rsvps: ({ message, account_id }: Written) => typeof message === "string" && message !== "" && account_id !== null,
  drafts: saysSo,
  scheduled_statuses: saysSo,
  recurring_statuses: saysSo,
});

/** The tables that are narrowed, and those that are guarded: lint looks for SQL that names them in its text (`lint/no-raw-words.ts`). */
export const RULED = Object.freeze({
  read: Object.freeze([...Object.keys(RULES), ...Object.keys(BLANKS)]),
  written: Object.freeze(Object.keys(REFUSED)),
});

const unsaid = (): Error =>
  forbidden("This would be said in private in the name of the team: that is for its owners, unless they share its messages");

/** Late copies of the database know nothing of who may see what: these reads use none. */
export const discreet = (kith: Kith): Kith =>
  Object.create(kith, {
    db: { value: narrowed(kith.db, "discreet ", RULES, BLANKS), enumerable: true },
    write: { value: guarded(kith.write, REFUSED, unsaid), enumerable: true },
    replicas: { value: undefined, enumerable: true },
  }) as Kith;
