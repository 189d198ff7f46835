/** What an editor may ask this server to do in the name of a team, of all that it can be asked: by its routing tables, so that what is new has to be judged. */
import { ACTS } from "../../src/c2s/perform.ts";
import { mayUse } from "../../src/access/scopes.ts";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { scopesIn } from "../../src/teams/roles.ts";
import { mayVisit } from "../../src/web/frame/acting.ts";
import { webRoutes } from "../../src/web/router.ts";

/** Of a role that reads no messages, as far as its scopes and pages go. */
export async function deedsOf(role: "editor"): Promise<string[]> {
  const scopes = scopesIn(role, ["read", "write", "follow", "push", "profile"], false);
  const api = (await loadRoutes()).filter(
    ({ method, needs: { scope, messages } }) =>
      method !== "GET" && messages !== true && scope !== undefined && mayUse(scopes, scope),
  );
  const pages = webRoutes.filter((route) => route.method === "post" && mayVisit({ role, messages: false }, route));
  const acts = Object.entries(ACTS).filter(([, { scope }]) => scope === undefined || mayUse(scopes, scope));
  return [
    ...api.map(({ method, path }) => `${method} ${path}`),
    ...pages.map(({ path }) => `form ${path}`),
    ...acts.map(([type]) => `outbox ${type}`),
  ];
}

const listed = (before: string, text: string): string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((path) => `${before}${path}`);

/**
 * Nothing comes of these that anybody but the team's readers would be told in private. Invitations to events are names in the event's own post, which editors
 * read; a reaction to a story is one emoji, which they see beside it as well.
 */
export const SAID_OPENLY: readonly string[] = [
  ...listed(
    "POST /api/kith/v1/",
    "events/:id/invite events/:id/resume events/:id/rsvps/:rsvp_id/accept events/:id/rsvps/:rsvp_id/reject calendar/move",
  ),
  ...listed(
    "POST /api/kith/v1/",
    "statuses/:id/post_without_group recommendations/verify stories stories/:id/seen stories/:id/reaction events/feed/renew",
  ),
  ...listed("POST /api/kith/v1/recurring/:id/", "pause resume skip"),
  // Of what was kept, this they cannot see.
  ...listed("POST /api/kith/v1/", "drafts/:id/publish scheduled_statuses/:id/publish"),
  ...listed("POST /api/kith/v1/teams/:id/submissions/:submission_id/", "approve return refuse comments"),
  ...listed("POST /api/kith/v1/", "uploads uploads/:id/finish statuses/:id/downvote"),
  ...listed("PUT /api/kith/v1/", "events/:id uploads/:id videos/:id videos/:id/captions/:language"),
  ...listed("PUT /api/kith/v1/", "teams/:id/submissions/:submission_id"),
  ...listed(
    "DELETE /api/kith/v1/",
    "drafts/:id events/:id events/:id/dates/:date recurring/:id stories/:id stories/:id/reaction",
  ),
  ...listed("DELETE /api/kith/v1/", "uploads/:id videos/:id/captions/:language statuses/:id/downvote"),
  ...listed("DELETE /api/kith/v1/", "teams/:id/submissions/:submission_id"),
  ...listed("POST /api/kith/v1/playlists", "/:id/films"),
  ...listed("PUT /api/kith/v1/playlists/", ":id :id/films/:film"),
  ...listed("DELETE /api/kith/v1/playlists/", ":id :id/films/:film"),
  "POST /api/kith/v1/playlists",
  ...listed("PUT /api/v1/", "announcements/:id/reactions/:name media/:id push/subscription pleroma/statuses/:id/reactions/:name"),
  ...listed("PUT /api/v1/", "statuses/:id statuses/:id/interaction_policy"),
  ...listed("DELETE /api/v1/", "announcements/:id/reactions/:name suggestions/:account_id media/:id push/subscription"),
  ...listed("DELETE /api/v1/", "pleroma/statuses/:id/reactions/:name scheduled_statuses/:id statuses/:id"),
  "PUT /api/v1/scheduled_statuses/:id",
  ...listed("POST /api/v1/", "markers media polls/:id/votes push/subscription notifications/clear notifications/:id/dismiss"),
  ...listed("POST /api/v1/notifications/requests/", "accept dismiss :id/accept :id/dismiss"),
  ...listed("PATCH /api/", "v1/notifications/policy v2/notifications/policy"),
  ...listed("POST /api/v2/", "media notifications/:group_key/dismiss"),
  ...listed(
    "POST /api/v1/statuses/:id/",
    "favourite unfavourite bookmark unbookmark reblog unreblog translate react/:name unreact/:name",
  ),
  ...listed("POST /api/v1/statuses/:id/", "quotes/:quoting_id/revoke"),
  ...listed(
    "form /events",
    "/:id/edit /:id/series/skip /:id/series/end /:id/series/resume /feed/renew /reminders /guest/:id/:token /:id/guest /:id/rsvp /:id/invite",
  ),
  ...listed("form /events/:id/people/:rsvp_id/", "accept reject"),
  ...listed("form /videos", "/uploads /uploads/:id /uploads/:id/finish /:id /:id/delete"),
  "form /videos",
  ...listed("form /notifications/", "read dismiss clear requests/accept requests/dismiss policy"),
  ...listed("form /", "compose/media scheduled/calendar/move drafts/:id/publish drafts/:id/delete"),
  ...listed("form /scheduled/:id/", "publish delete move"),
  ...listed("form /recurring/:id/", "pause resume skip end"),
  ...listed(
    "form /statuses/:id/",
    "edit delete favourite unfavourite downvote undownvote reblog unreblog bookmark unbookmark pin unpin",
  ),
  ...listed("form /statuses/:id/", "mute unmute vote post_without_group react unreact translate filter playlists"),
  // Who sends these is there as themselves.
  ...listed("form /teams", "/open /stop /:id/act /:id/accept /:id/leave /:id/invite /:id/settings /:id/close"),
  ...listed("form /teams/:id/", "people/:account/role people/:account/remove"),
  ...listed("form /teams/:id/queue/:submission/", "approve return refuse comment withdraw"),
  ...listed(
    "form /",
    "teams sign_in sign_in/step sign_in/passkey sign_out sign_up auth/confirmation/new auth/password auth/password/new",
  ),
  ...listed("outbox ", "Update Delete Like Dislike Announce Undo"),
];

/** These can say something in private: each is tried. */
export const SAID_IN_PRIVATE: readonly string[] = [
  ...listed("POST /api/kith/v1/", "introductions referrals stories/:id/reply events events/:id/rsvp drafts recurring"),
  ...listed("PUT /api/kith/v1/", "drafts/:id recurring/:id"),
  "POST /api/v1/statuses",
  ...listed("form /", "compose compose/keep events"),
  "outbox Create",
];
