/** What the roles in a team let its people do, as the scopes of a token: so every route of every door that asks for a scope asks for the role, too. */
import { mayUse } from "../access/scopes.ts";
import type { TeamRole } from "../db/planning-values.ts";

export const TEAM_ROLES: readonly TeamRole[] = ["owner", "editor", "writer", "analyst"];

/** No scope that an app could ask for: to hand in what somebody else is to publish. */
export const SUBMIT = "submit:statuses";

const WRITER = ["profile", "read:accounts", "read:search", "write:media"];
const EDITOR = [
  "profile",
  "push",
  "read",
  ..."bookmarks conversations favourites media notifications statuses".split(" ").map((name) => `write:${name}`),
];

/** As far as tokens go. What nobody but the owner does (name, picture, follows, blocks, lists), no editor's app does. */
const SCOPES: Readonly<Record<TeamRole, readonly string[]>> = Object.freeze({
  owner: ["profile", "push", "read", "write", "follow"],
  editor: EDITOR,
  writer: WRITER,
  analyst: ["profile", "read:accounts"],
});

const WHOLE = ["read", "write"] as const;
const PARTS =
  "accounts blocks bookmarks collections conversations favourites filters follows lists media mutes notifications reports search statuses".split(
    " ",
  );

/** Those of `read` and `write` one by one. */
const parted = (scope: string): string[] =>
  WHOLE.some((whole) => whole === scope) ? PARTS.map((part) => `${scope}:${part}`) : [scope];

/**
 * What of the scopes that were granted a role leaves. Who may not publish, and was granted that, may hand in.
 *
 * @param personal whether it is somebody's own account: then what others say to it in private is nothing for those who only write for it
 */
export function scopesIn(role: TeamRole, granted: readonly string[], personal: boolean): string[] {
  const most = role === "writer" && !personal ? [...SCOPES.writer, "read:statuses"] : SCOPES[role];
  const left = granted.flatMap((scope) => (mayUse(most, scope) ? [scope] : parted(scope).filter((part) => mayUse(most, part))));
  const submits = role === "writer" && mayUse(granted, "write:statuses") ? [SUBMIT] : [];
  return [...new Set([...left, ...submits])];
}

/** Whether somebody publishes by themselves, and decides on what others have handed in. */
export const judges = (role: TeamRole): boolean => role === "owner" || role === "editor";
export const writes = (role: TeamRole): boolean => role !== "analyst";
