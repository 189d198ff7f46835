/** Statuses that wait for their time, and drafts that wait for their author. */
import { rfc3339 } from "../../db/columns.ts";
import type { Media } from "../../db/schema.ts";
import type { StoredDraft } from "../../drafts/drafts.ts";
import type { Scheduled } from "../../scheduled/schedule.ts";
import type { Barred } from "../../groups/barred.ts";
import { acct } from "../../uris.ts";
import type { Draft } from "../../statuses/draft.ts";
import { renderMedia } from "./media.ts";
import type { Scene } from "./scene.ts";

type MediaById = ReadonlyMap<number, Media>;
/** By group. */
export type Bars = ReadonlyMap<number, Barred>;
/** What stands around what is not published yet. */
type Around = { media: MediaById; bars: Bars };

export const renderWaitingMedia = ({ media_ids }: Draft, media: MediaById, scene: Scene) =>
  media_ids.flatMap((id) => media.get(id) ?? []).map((one) => renderMedia(one, scene));

const textOrNull = (value: number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** All options by their names as parameters. */
export const renderParams = (draft: Draft) => ({
  text: draft.text,
  visibility: draft.visibility,
  circle_id: textOrNull(draft.circle_id),
  in_reply_to_id: draft.in_reply_to_id ?? null,
  quoted_status_id: textOrNull(draft.quoted_id),
  quote_approval_policy: draft.quote_policy ?? null,
  sensitive: draft.sensitive,
  spoiler_text: draft.spoiler_text === "" ? null : draft.spoiler_text,
  media_ids: draft.media_ids.length === 0 ? null : draft.media_ids.map(String),
  language: draft.language === "" ? null : draft.language,
  poll: draft.poll ?? null,
  content_type: draft.content_type ?? "text/plain",
  local_only: draft.local_only ?? false,
  expires_in: draft.expires_in ?? null,
  group_id: textOrNull(draft.group_id),
  title: draft.title ?? null,
  allowed_mentions: draft.allowed_ids?.map(String) ?? null,
});

/** Why its group will refuse it, if it stays as it is. */
const barOf = ({ group_id, in_reply_to_id }: Draft, bars: Bars) =>
  group_id === undefined || in_reply_to_id !== undefined ? undefined : bars.get(group_id);

export function renderBar(draft: Draft, bars: Bars) {
  const bar = barOf(draft, bars);
  if (bar === undefined) return null;
  const { group, reason, joining } = bar;
  return { reason, joining, group: { id: String(group.id), acct: acct(group), display_name: group.display_name } };
}

export function renderScheduled(row: Scheduled, draft: Draft, { media, bars }: Around, scene: Scene) {
  return {
    id: String(row.id),
    scheduled_at: rfc3339(row.scheduled_at),
    params: {
      ...renderParams(draft),
      application_id: draft.application_id ?? 0,
      scheduled_at: null,
      idempotency: row.idempotency_key === "" ? null : row.idempotency_key,
      with_rate_limit: false,
    },
    media_attachments: renderWaitingMedia(draft, media, scene),
    barred: renderBar(draft, bars),
  };
}

export function renderDraft(row: StoredDraft, draft: Draft, { media, bars }: Around, scene: Scene) {
  return {
    id: String(row.id),
    created_at: rfc3339(row.created_at),
    updated_at: rfc3339(row.updated_at),
    planned_on: row.planned_on === "" ? null : row.planned_on,
    refused: row.refused === "" ? null : row.refused,
    barred: renderBar(draft, bars),
    params: renderParams(draft),
    media_attachments: renderWaitingMedia(draft, media, scene),
  };
}
