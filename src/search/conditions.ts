/** What a search asks of a status besides its words, as conditions on `statuses`. */
import { sql, type Expression, type RawBuilder, type SqlBool } from "kysely";
import { idAt } from "../ids.ts";
import type { Range, Span, Wanted } from "./words.ts";

export const and = (conditions: readonly Expression<SqlBool>[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.join(conditions, sql` and `)}`;

const isOwn = (viewer_id: number) => sql<SqlBool>`(statuses.account_id = ${viewer_id}
  or exists (select 1 from mentions as named where named.status_id = statuses.id and named.account_id = ${viewer_id})
  or exists (select 1 from favourites as liked where liked.account_id = ${viewer_id} and liked.status_id = statuses.id)
  or exists (select 1 from bookmarks as kept where kept.account_id = ${viewer_id} and kept.status_id = statuses.id)
  or exists (select 1 from statuses as shared where shared.account_id = ${viewer_id} and shared.reblog_of_id = statuses.id and shared.deleted_at = 0)
  or exists (select 1 from polls join poll_votes on poll_votes.poll_id = polls.id and poll_votes.account_id = ${viewer_id}
    where polls.status_id = statuses.id))`;
const isOpen = sql<SqlBool>`(statuses.visibility = 'public'
  and exists (select 1 from accounts as writer where writer.id = statuses.account_id and writer.indexable = 1))`;

/** What may be searched: one's own, what mentions one, what one has favoured, kept, shared or voted on, and what its author opens to searches. */
export const maySearch = (viewer_id: number): RawBuilder<SqlBool> => sql<SqlBool>`(${isOpen} or ${isOwn(viewer_id)})`;

/** Of the operators. Within which time it should be is not among them: the index is read only there. */
export function conditionsOf(viewer_id: number, { operators, spans, within, not_within }: Wanted): RawBuilder<SqlBool>[] {
  const ranges: Record<Range, RawBuilder<SqlBool>> = { library: isOwn(viewer_id), public: isOpen };
  const conditions = operators.flatMap((operator) => {
    const condition = operator.name === "language" ? isIn(operator.value) : MEANINGS[`${operator.name}:${operator.value}`];
    return condition === undefined ? [] : [operator.not ? sql<SqlBool>`not (${condition})` : condition];
  });
  return [
    ...conditions,
    ...(within === undefined ? [] : [ranges[within]]),
    ...not_within.map((range) => sql<SqlBool>`not ${ranges[range]}`),
    ...spans.filter(({ not }) => not).map(isOutside),
  ];
}

const isOutside = ({ from, to }: Span): RawBuilder<SqlBool> =>
  sql<SqlBool>`not (statuses.id >= ${idAt(from)} and statuses.id < ${Math.min(idAt(to), Number.MAX_SAFE_INTEGER)})`;

/** `en` finds `en-GB` as well. */
const isIn = (language: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`(lower(statuses.language) = ${language} or lower(statuses.language) like ${`${language.replace(/[^a-z-]/g, "")}-%`})`;

const hasMedia = (condition: RawBuilder<unknown>) =>
  sql<SqlBool>`exists (select 1 from media where media.status_id = statuses.id and ${condition})`;

/** What is not among them means nothing, and changes nothing. */
const MEANINGS: Readonly<Record<string, RawBuilder<SqlBool>>> = Object.freeze({
  "has:media": hasMedia(sql`1 = 1`),
  "has:image": hasMedia(sql`media.kind = 'image'`),
  "has:video": hasMedia(sql`media.kind in ('video', 'gifv')`),
  "has:audio": hasMedia(sql`media.kind = 'audio'`),
  "has:poll": sql<SqlBool>`exists (select 1 from polls where polls.status_id = statuses.id)`,
  "has:event": sql<SqlBool>`exists (select 1 from events where events.status_id = statuses.id)`,
  "has:link": sql<SqlBool>`exists (select 1 from status_cards where status_cards.status_id = statuses.id)`,
  "has:embed": sql<SqlBool>`exists (select 1 from status_cards join cards on cards.id = status_cards.card_id
    where status_cards.status_id = statuses.id and cards.type in ('video', 'rich'))`,
  "is:reply": sql<SqlBool>`(statuses.in_reply_to_id is not null or statuses.in_reply_to_uri <> '')`,
  "is:sensitive": sql<SqlBool>`statuses.sensitive = 1`,
  "is:quote": sql<SqlBool>`statuses.quoted_id is not null`,
});
