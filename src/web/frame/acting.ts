/** Pages in the name of a team: which of them its people may open and send, by their roles. What is not named here is for who logs in with the account. */
import { forbidden } from "../../errors.ts";
import type { Account } from "../../db/schema.ts";
import type { TeamRole } from "../../db/planning-values.ts";
import type { Member } from "../../teams/acting.ts";
import { noteAct } from "../../teams/log.ts";
import type { Route } from "./respond.ts";
import { me, type Visit } from "./visit.ts";

/** Of what follows, each is the first part of a path. By a token in a letter, or by a password, whoever is here. */
const BY_TOKEN = ["auth", "mail", "sign_in", "sign_up"];
const OPEN = ["", "@", "about", "privacy", "terms", "explore", "tags", "links", "search", "language", "teams", ...BY_TOKEN];
const PLANNED = ["compose", "drafts", "scheduled", "recurring", "statuses", "events", "videos", "messages", "notifications"];
const EDITED = [
  ...OPEN,
  ...PLANNED,
  "home",
  "local",
  "federated",
  "bookmarks",
  "favourites",
  "groups",
  "lists",
  "collections",
  "insights",
];
const LEAVING = ["sign_out", "teams", ...BY_TOKEN];

const READ: Readonly<Record<TeamRole, readonly string[]>> = Object.freeze({
  owner: [...EDITED, "accounts", "settings/profile", "settings/preferences"],
  editor: EDITED,
  writer: [...OPEN, "compose"],
  analyst: [...OPEN, "insights"],
});
const SEND: Readonly<Record<TeamRole, readonly string[]>> = Object.freeze({
  owner: [...LEAVING, ...PLANNED, "accounts", "insights", "settings/profile", "settings/preferences"],
  editor: [...LEAVING, ...PLANNED],
  writer: [...LEAVING, "compose"],
  analyst: LEAVING,
});
/** Below what is named, what keeps something in the account for later. */
const KEEPS = /^\/compose\/keep$/;

function placeIn({ path }: Pick<Route, "path">): string {
  const [, first = "", second = ""] = (path.split(/[?#]/)[0] ?? "").split("/");
  return first.startsWith("@") ? "@" : first === "settings" ? `${first}/${second}` : first;
}

/** Of what only those may open who read what is said to the account in private. */
const PRIVATE = ["messages"];

/** @param route.path a path, or the pattern of one */
export function mayVisit({ role, messages }: Acts, route: Pick<Route, "method" | "path">): boolean {
  const place = placeIn(route);
  if (PRIVATE.includes(place) && !messages) return false;
  return (route.method === "get" ? READ : SEND)[role].includes(place) && !(role === "writer" && KEEPS.test(route.path));
}
type Acts = Pick<Member, "role" | "messages">;

/** @throws Refusal `forbidden` for a page that is not for the role in which somebody is here */
export function assertMayVisit({ session }: Visit, route: Pick<Route, "method" | "path">): void {
  if (session?.member !== undefined && !mayVisit(session.member, route))
    throw forbidden("Your role in this team does not let you do that");
}

/** Writes down what has been done in the name of a team. */
export async function noteVisit(visit: Visit, route: Route): Promise<void> {
  const { member } = visit.session ?? {};
  if (member !== undefined)
    await noteAct(visit.kith, visit.viewer_id, member, { operation: `POST ${route.path}`, id: visit.params["id"] });
}

/** Who sits there, in whoever's name. @throws Refusal `unauthenticated` */
export const person = (visit: Visit): Account => visit.session?.member?.own.account ?? me(visit);
