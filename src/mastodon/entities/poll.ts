/** Polls, with the viewer's votes. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";
import { votersOf } from "../../polls/voters.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { renderEmojis, type EmojiJson } from "./emojis.ts";
import type { Scene } from "./scene.ts";

export type PollJson = {
  id: string;
  expires_at: string | null;
  expired: boolean;
  multiple: boolean;
  votes_count: number;
  voters_count: number | null;
  options: { title: string; votes_count: number | null }[];
  /** Those that stand in the options. */
  emojis: EmojiJson[];
  voted?: boolean;
  own_votes?: number[];
};

type Around = Pick<StatusPage, "viewer_id" | "marks" | "statuses">;

export function renderPoll(poll: Row<"polls">, page: Around, scene: Scene): PollJson {
  const { now } = scene;
  const expired = poll.closed_at > 0 || (poll.expires_at > 0 && poll.expires_at <= now);
  const secret = poll.hide_totals === 1 && !expired;
  const rendered: PollJson = {
    id: String(poll.id),
    expires_at: poll.expires_at === 0 ? null : rfc3339(poll.expires_at),
    expired,
    multiple: poll.multiple === 1,
    votes_count: poll.votes_count,
    voters_count: votersOf(poll) ?? null,
    options: fromJson(poll.options).map(({ title, votes_count }) => ({ title, votes_count: secret ? null : votes_count })),
    emojis: renderEmojis(page.statuses.get(poll.status_id)?.emojis ?? "[]", scene).filter(({ shortcode }) =>
      poll.options.includes(`:${shortcode}:`),
    ),
  };
  if (page.viewer_id === 0) return rendered;
  const votes = page.marks.votes.get(poll.id) ?? [];
  // Who asks has, so to speak, voted: they see the results.
  rendered.voted = votes.length > 0 || poll.account_id === page.viewer_id;
  rendered.own_votes = [...votes];
  return rendered;
}
