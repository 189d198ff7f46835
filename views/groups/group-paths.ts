/** Where the pages and forms of groups are; a part of `routes`. */

export type GroupPage = "about" | "events" | "members" | "log" | "insights" | "queue" | "settings" | "invite" | "close";
export type GroupForm =
  | "join"
  | "leave"
  | "decline"
  | "take_over"
  | "invite"
  | "link"
  | "unlink"
  | "uninvite"
  | "settings"
  | "close"
  | "let_in"
  | "turn_away"
  | "approve"
  | "refuse"
  | "resolve";

export const groupPaths = {
  exploreGroups: "/explore/groups",
  /** One's own, and invitations; POST makes one. */
  groups: "/groups",
  newGroup: "/groups/new",
  /** Pages of a group that lives here: GET the page, POST what it says. */
  groupPage: (id: number, page: GroupPage): string => `/groups/${id}/${page}`,
  /** POST. */
  actOnGroup: (id: number, act: GroupForm): string => `/groups/${id}/${act}`,
  /** What a moderator can do about a post or a person: the page without, and POST with what is to be done. */
  judgeInGroup: (id: number, status_id: number, verdict = ""): string =>
    `/groups/${id}/posts/${status_id}${verdict === "" ? "" : `/${verdict}`}`,
  judgeMember: (id: number, account_id: number, act = ""): string =>
    `/groups/${id}/people/${account_id}${act === "" ? "" : `/${act}`}`,
  groupLink: (code: string): string => `/groups/join/${code}`,
} as const;
