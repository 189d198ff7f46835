/** What notifications tell of besides statuses: reports, warnings by moderators, relationships that were severed. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";
import type { Subjects } from "../../notifications/subjects.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import { placeOf } from "./event.ts";
import { renderReport } from "./report.ts";
import type { Scene } from "./scene.ts";

export type SubjectJson = {
  report?: ReturnType<typeof renderReport>;
  event?: ReturnType<typeof renderSeverance>;
  moderation_warning?: ReturnType<typeof renderWarning>;
  /** Kith's own: what an event was that is there no more. */
  gone_event?: ReturnType<typeof renderGone>;
  /** Kith's own: what was scheduled and could not be published is this draft now. */
  refused_draft?: { id: string; reason: string };
  /** Kith's own: what was to come again and could not be published rests. */
  refused_recurring?: { id: string; reason: string };
  /** Kith's own: of a series whose next event could not be announced, the one that was announced last. */
  refused_event?: { id: string; reason: string };
  /** As Pleroma has them: what somebody reacted with. */
  emoji?: string;
  emoji_url?: string | null;
  /** Kith's own: what it is about, to be asked for by this id. */
  recommendation_id?: string;
  story_id?: string;
  /** Kith's own: the group that it is about. */
  group?: AccountJson;
  /** Kith's own: the team that it is about. */
  team?: AccountJson;
};

export const renderSeverance = (row: Row<"severed_relationships">) => ({
  id: String(row.id),
  type: row.type,
  purged: false,
  target_name: row.target_name,
  followers_count: row.followers_count,
  following_count: row.following_count,
  created_at: rfc3339(row.created_at),
});

const renderWarning = (row: Row<"strikes">, target_account: AccountJson) => ({
  id: String(row.id),
  action: row.action,
  text: row.comment,
  status_ids: fromJson(row.status_ids).map(String),
  target_account,
  appeal: null,
  created_at: rfc3339(row.created_at),
});

const renderGone = (gone: Row<"gone_events">, account: AccountJson | null) => ({
  id: String(gone.event_id),
  reason: gone.reason,
  title: gone.title,
  start: rfc3339(gone.starts_at),
  end: gone.ends_at === 0 ? null : rfc3339(gone.ends_at),
  all_day: gone.all_day === 1,
  time_zone: gone.time_zone,
  place: placeOf({ ...gone, latitude: "", longitude: "" }),
  account,
});

const renderGiven = ({ name, image_url }: Row<"reactions">, { emojiUrl }: Scene) =>
  image_url === "" ? { emoji: name, emoji_url: null } : { emoji: `:${name}:`, emoji_url: emojiUrl(image_url) };

/** Undefined when what it tells of is gone; empty for a notification that tells of a status or of nothing else. */
export function renderSubject(
  { type, subject_id }: Row<"notifications">,
  { reports, strikes, severances, reactions, gone_events, refused, accounts }: Subjects,
  scene: Scene,
): SubjectJson | undefined {
  if (type === "admin.report") {
    const report = reports.get(subject_id);
    const target = accounts.get(report?.target_id ?? 0);
    return report && target && { report: renderReport(report, target, scene) };
  }
  if (type === "moderation_warning") {
    const strike = strikes.get(subject_id);
    const target = accounts.get(strike?.target_id ?? 0);
    return strike && target && { moderation_warning: renderWarning(strike, renderAccount(target, scene)) };
  }
  if (type === "reaction") {
    const reaction = reactions.get(subject_id);
    return reaction && renderGiven(reaction, scene);
  }
  if (type === "event_gone") {
    const gone = gone_events.get(subject_id);
    const holder = accounts.get(gone?.account_id ?? 0);
    return gone && { gone_event: renderGone(gone, holder === undefined ? null : renderAccount(holder, scene)) };
  }
  if (type === "post_refused") {
    const one = refused.get(subject_id);
    const said = one && { id: String(one.id), reason: one.refused };
    return said && { [`refused_${one.kind}`]: said };
  }
  if (type === "recommendation") return { recommendation_id: String(subject_id) };
  if (type === "story_reaction") return { story_id: String(subject_id) };
  if (type.startsWith("group_")) {
    const group = accounts.get(subject_id);
    return group && { group: renderAccount(group, scene) };
  }
  if (type.startsWith("team_")) {
    const team = accounts.get(subject_id);
    return team && { team: renderAccount(team, scene) };
  }
  if (type !== "severed_relationships") return {};
  const severance = severances.get(subject_id);
  return severance && { event: renderSeverance(severance) };
}
