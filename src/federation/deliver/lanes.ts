/**
 * The lanes of deliveries: a few for each host, and all that one account sends to one host is in one of them.
 *
 * A lane sends one document at a time and belongs to one process, so what an account says arrives in the order in which it was said, at personal and
 * shared inboxes alike; other accounts' documents go by the other lanes meanwhile. More order than that would be lost at the other end, where every
 * actor's activities are done by themselves. The number of lanes is also the bound on what is under way to a host.
 */
import { hash32 } from "../../ids.ts";
import type { Kith } from "../../kith.ts";

/** @param account_id of the sender */
export const laneOf = ({ instance }: Pick<Kith, "instance">, host: string, account_id: number): string =>
  `${host}/${hash32(String(account_id)) % instance.limits.deliveries_per_host}`;

/** The host whose lane this is. */
export const hostOfLane = (lane: string): string => lane.slice(0, lane.lastIndexOf("/"));

/** The bounds of all lanes of a host, however many there are or were: `from <= lane < to`. "0" is the next character after "/". */
export const lanesOf = (host: string): { from: string; to: string } => ({ from: `${host}/`, to: `${host}0` });
