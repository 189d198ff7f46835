/** Where teams are: a part of `routes`. */
export const teamPaths = {
  /** POST makes one. */
  teams: "/teams",
  /** POST: others may be asked to write for one's own account. */
  openAccount: "/teams/open",
  /** POST: oneself again. */
  stopActing: "/teams/stop",
  team: (id: number): string => `/teams/${id}`,
  teamLog: (id: number): string => `/teams/${id}/log`,
  teamQueue: (id: number): string => `/teams/${id}/queue`,
  /** POST; `close` is also a GET, which asks first. */
  actOnTeam: (id: number, act: "act" | "accept" | "leave" | "invite" | "settings" | "close"): string => `/teams/${id}/${act}`,
  /** POST. */
  actOnTeamMember: (id: number, account_id: number, act: "role" | "remove"): string => `/teams/${id}/people/${account_id}/${act}`,
  actOnSubmission: (id: number, submission_id: number, act: "approve" | "return" | "refuse" | "comment" | "withdraw"): string =>
    `/teams/${id}/queue/${submission_id}/${act}`,
  rewriteSubmission: (id: number): string => `/compose?submission=${id}`,
} as const;
