/** What rendering needs besides the rows: the instance, the time, and the accounts that this answer has rendered already. */
import type { Looker } from "../../collections/policy.ts";
import type { Instance } from "../../config.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { marker, type Mark } from "../../media/apart.ts";
import { throughUs } from "../../media/remote/url.ts";
import type { StatusPage } from "../../statuses/page.ts";
import type { AccountJson } from "./account.ts";

export type Scene = {
  readonly instance: Instance;
  /** ms since 1970 */ readonly now: number;
  readonly accounts: Map<number, AccountJson>;
  /** The address of a custom emoji, through us when it is of another server. */
  readonly emojiUrl: (url: string) => string;
  /** The mark of what is for a few. */
  readonly mark: Mark;
  /** By uri: where accounts of this answer have moved to. */
  readonly moved: ReadonlyMap<string, Account>;
  /** Who looks at accounts; for a page of statuses without one, whose page it is. */
  readonly looker: Looker | undefined;
};

/** A scene lasts for one answer. */
export const sceneOf = (
  kith: Pick<Kith, "instance" | "now" | "secret" | "cache">,
  { moved = new Map(), looker }: { moved?: Scene["moved"]; looker?: Looker } = {},
): Scene => ({
  moved,
  looker,
  instance: kith.instance,
  now: kith.now(),
  accounts: new Map(),
  emojiUrl: (url) => throughUs(kith, url),
  mark: marker(kith),
});

/** The same scene, that knows of the page's accounts where they have moved to, and who looks at them. */
export function knowing(
  scene: Scene,
  { moved, viewer_id, relations }: Pick<StatusPage, "moved" | "viewer_id" | "relations">,
): Scene {
  if (scene.looker !== undefined && moved.size === 0) return scene;
  const { follows, followed } = relations;
  const relationTo = (id: number) => ({ follows: follows.has(id), followed: followed.has(id) });
  return {
    ...scene,
    moved: moved.size === 0 ? scene.moved : new Map([...scene.moved, ...moved]),
    looker: scene.looker ?? { viewer_id, relationTo },
  };
}
