/** The pages of the village: all there are, each once, by a name. */
import type { Village } from "./village.ts";

type Pages = Readonly<Record<string, string>>;

export const visitorPages = ({ thread }: Village): Pages => ({
  front: "/",
  about: "/about",
  sign_in: "/sign_in",
  sign_up: "/sign_up",
  forgotten: "/auth/password",
  visitor_thread: `/@mia/${thread.id}`,
  visitor_profile: "/@amara",
  visitor_lost: "/nothing/here",
});

/** As the owner sees them. */
export const memberPages = ({ thread, longest }: Village, neighbour: string): Pages => ({
  home: "/home",
  local: "/local",
  federated: "/federated",
  tag: "/tags/garden",
  thread: `/@mia/${thread.id}`,
  long: `/@sakura/${longest.id}`,
  profile: "/@mia",
  other: "/@amara",
  tom: "/@tom",
  replies: "/@mia/replies",
  media: "/@amara/media",
  followers: "/@mia/followers",
  following: "/@mia/following",
  compose: "/compose",
  reply: `/compose?reply=${thread.id}`,
  edit: `/statuses/${thread.id}/edit`,
  delete: `/statuses/${thread.id}/delete`,
  notifications: "/notifications",
  search: "/search",
  found: `/search?q=${encodeURIComponent(`@ines@${neighbour}`)}`,
  nothing: "/search?q=xyzzy",
  requests: "/follow_requests",
  bookmarks: "/bookmarks",
  favourites: "/favourites",
  settings: "/settings/profile",
  preferences: "/settings/preferences",
  password: "/settings/password",
  sessions: "/settings/sessions",
  moving: "/settings/moving",
  deleting: "/settings/delete",
  servers: "/admin/hosts",
  relays: "/admin/relays",
  lost: "/nothing/here",
});
