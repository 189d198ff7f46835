/** What rendering needs besides the rows: the instance, the time, and the accounts that this answer has rendered already. */
import type { Instance } from "../../config.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { throughUs } from "../../media/remote/url.ts";
import type { AccountJson } from "./account.ts";

export type Scene = {
  readonly instance: Instance;
  /** ms since 1970 */ readonly now: number;
  readonly accounts: Map<number, AccountJson>;
  /** The address of a custom emoji, through us when it is of another server. */
  readonly emojiUrl: (url: string) => string;
  /** By uri: where accounts of this answer have moved to. */
  readonly moved: ReadonlyMap<string, Account>;
};

/** A scene lasts for one answer. */
export const sceneOf = (
  kith: Pick<Kith, "instance" | "now" | "secret" | "cache">,
  moved: ReadonlyMap<string, Account> = new Map(),
): Scene => ({
  moved,
  instance: kith.instance,
  now: kith.now(),
  accounts: new Map(),
  emojiUrl: (url) => throughUs(kith, url),
});

/** The same scene, that knows of further accounts where they have moved to. */
export const knowing = (scene: Scene, moved: Scene["moved"]): Scene =>
  moved.size === 0 ? scene : { ...scene, moved: new Map([...scene.moved, ...moved]) };
