/** Circles: an extension of ours, in the shape of lists, as Fedibird has them. */
import type { Row } from "../../db/schema.ts";
import type { Circle } from "../../circles/circles.ts";
import type { Reach } from "../../circles/reach.ts";

export type CircleJson = { id: string; title: string; close_friends: boolean; people: number; servers: number };
export type StatusCircleJson = { id: string; title: string; people: number; servers: number };
export type ReachJson = { people: number; servers: number; by_server: { domain: string; people: number }[] };

/** The one that everybody has bears no title of its own. */
const titleOf = ({ title }: Pick<Circle, "title">): string => (title === "" ? "Close friends" : title);

export const renderCircle = (circle: Circle, reach: Reach | undefined): CircleJson => ({
  id: String(circle.id),
  title: titleOf(circle),
  close_friends: circle.title === "",
  people: reach?.people ?? 0,
  servers: reach?.servers ?? 0,
});

/** @param domain ours */
export const renderReach = ({ people, servers, hosts }: Reach, domain: string): ReachJson => ({
  people,
  servers,
  by_server: hosts.map((one) => ({ domain: one.host || domain, people: one.people })),
});

/** For whom a status was, as its author is told. */
export const renderStatusCircle = (row: Row<"status_circles">): StatusCircleJson => ({
  id: String(row.circle_id),
  title: titleOf(row),
  people: row.people,
  servers: row.servers,
});
