/** Why nothing was found elsewhere, and whether asking again may help. */
import { Refusal } from "../../errors.ts";
import { HttpFailure } from "../../http/failure.ts";
import { Unreadable } from "../read/unreadable.ts";

/** Another server answered, but not with what was asked for. `status` is what it said. */
export class NotServed extends Error {
  readonly status: number;
  /** It says that there was something, and is no more: 410, or a tombstone in its place. A 404 alone may be a broken server. */
  readonly buried: boolean;

  constructor(status: number, buried = status === 410) {
    super(`answered with ${status}`);
    this.name = "NotServed";
    this.status = status;
    this.buried = buried;
  }
}

/** Whether the origin of what was asked for says that it is there no more. */
export const isBuried = (error: unknown): boolean => error instanceof NotServed && error.buried;

/** Its origin says that it is no more, or never was. */
export const isGone = (error: unknown): boolean => error instanceof NotServed && (error.status === 404 || error.status === 410);

/** Whether the same attempt may succeed later. What nobody foresaw (a fault of ours, a full disk) may. */
export function mayPass(error: unknown): boolean {
  if (error instanceof Unreadable) return false;
  if (error instanceof Refusal) return error.kind === "unavailable" || error.kind === "too-many";
  if (error instanceof HttpFailure) return error.reason === "network" || error.reason === "timeout";
  if (error instanceof NotServed)
    return error.status >= 500 || error.status === 408 || error.status === 425 || error.status === 429;
  return true;
}

/** Whether it is somebody else's doing: the network, another server, or what it sent. Anything else is a fault of ours. */
export const isTheirs = (error: unknown): boolean =>
  error instanceof Unreadable || error instanceof Refusal || error instanceof HttpFailure || error instanceof NotServed;
