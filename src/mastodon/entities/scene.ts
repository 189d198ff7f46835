/** What rendering needs besides the rows: the instance, the time, and the accounts that this answer has rendered already. */
import type { Instance } from "../../config.ts";
import type { AccountJson } from "./account.ts";

export type Scene = {
  readonly instance: Instance;
  /** ms since 1970 */ readonly now: number;
  readonly accounts: Map<number, AccountJson>;
};

/** A scene lasts for one answer. */
export const sceneOf = (kith: { instance: Instance; now: () => number }): Scene => ({
  instance: kith.instance,
  now: kith.now(),
  accounts: new Map(),
});
