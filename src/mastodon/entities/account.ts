/** Accounts as others see them. */
import { featureApprovalFor, featureBits, type FeatureApproval, type Looker } from "../../collections/policy.ts";
import { fromJson, rfc3339, type Json } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { Field } from "../../db/values.ts";
import { portraitUrl } from "../../media/url.ts";
import { groupsIn, type Group } from "../../quotes/policy.ts";
import { acct } from "../../uris.ts";
import { renderEmojis, type EmojiJson } from "./emojis.ts";
import type { Scene } from "./scene.ts";

export type FieldJson = { name: string; value: string; verified_at: string | null };
export type AccountJson = {
  id: string;
  username: string;
  acct: string;
  display_name: string;
  locked: boolean;
  bot: boolean;
  discoverable: boolean;
  indexable: boolean;
  group: boolean;
  created_at: string;
  note: string;
  url: string;
  uri: string;
  avatar: string;
  avatar_static: string;
  avatar_description: string;
  header: string;
  header_static: string;
  header_description: string;
  followers_count: number;
  following_count: number;
  statuses_count: number;
  last_status_at: string | null;
  hide_collections: boolean;
  feature_approval: { automatic: Group[]; manual: Group[]; current_user: FeatureApproval };
  show_media: boolean;
  show_media_replies: boolean;
  show_featured: boolean;
  noindex?: boolean;
  roles?: { id: string; name: string; color: string }[];
  emojis: EmojiJson[];
  fields: FieldJson[];
  memorial?: true;
  suspended?: true;
  limited?: true;
  moved?: AccountJson;
};

/** An account, rendered once for each answer. */
export function renderAccount(account: Account, scene: Scene): AccountJson {
  const known = scene.accounts.get(account.id);
  if (known !== undefined) return known;
  const rendered =
    account.suspended_at > 0 || account.deleted_at > 0 ? renderHidden(account, scene) : renderShown(account, scene);
  scene.accounts.set(account.id, rendered);
  return rendered;
}

function renderShown(account: Account, scene: Scene): AccountJson {
  const { feature_approval, ...common } = renderCommonAccount(account, scene);
  const rendered: AccountJson = {
    ...common,
    ...countsOfAccount(account),
    feature_approval: { ...feature_approval, current_user: featureApprovalFor(account, scene.looker ?? VISITOR) },
  };
  const moved = movedTo(account, scene);
  if (moved !== undefined) rendered.moved = moved;
  return rendered;
}

/** What of an account everybody reads alike, and what stays as it is until its row has another version (`joined.ts`). */
export function renderCommonAccount(account: Account, scene: Scene) {
  const { instance, mark } = scene;
  const avatar = portraitUrl(instance, account, "avatar", mark) ?? `${instance.origin}/avatars/original/missing.png`;
  const header = portraitUrl(instance, account, "header", mark) ?? `${instance.origin}/headers/original/missing.png`;
  return {
    id: String(account.id),
    username: account.username,
    acct: acct(account),
    display_name: account.display_name,
    locked: account.locked === 1,
    bot: account.bot === 1,
    discoverable: account.discoverable === 1,
    indexable: account.indexable === 1,
    group: account.actor_type === "Group",
    created_at: `${dayOf(account.created_at)}T00:00:00.000Z`,
    note: account.note,
    url: account.url === "" ? account.uri : account.url,
    uri: account.uri,
    avatar,
    avatar_static: avatar,
    avatar_description: account.avatar_description,
    header,
    header_static: header,
    header_description: account.header_description,
    hide_collections: account.hide_collections === 1,
    show_media: account.show_media === 1,
    show_media_replies: account.show_media_replies === 1,
    show_featured: account.show_featured === 1,
    emojis: renderEmojis(account.emojis, scene),
    fields: renderFields(account.fields),
    ...(account.host === "" ? { noindex: account.indexable === 0, roles: [] } : {}),
    ...(account.memorial === 1 ? { memorial: true as const } : {}),
    ...(account.silenced_at > 0 ? { limited: true as const } : {}),
    // The last one: what stands behind it is joined to its text.
    feature_approval: groupsIn(featureBits(account)),
  };
}

type Numbers = Pick<Account, "followers_count" | "following_count" | "statuses_count" | "last_status_at">;
const UNTOLD: Numbers = Object.freeze({ followers_count: 0, following_count: 0, statuses_count: 0, last_status_at: 0 });

/** Who is in a private group may know its numbers, and what an account tells it tells all alike: there they are told by the group (`group.ts`). */
export function countsOfAccount(account: Numbers & Pick<Account, "members_only">) {
  const { followers_count, following_count, statuses_count, last_status_at } = account.members_only === 1 ? UNTOLD : account;
  return {
    followers_count,
    following_count,
    statuses_count,
    last_status_at: last_status_at === 0 ? null : dayOf(last_status_at),
  };
}

const VISITOR: Looker = Object.freeze({ viewer_id: 0, relationTo: () => undefined });

/** Only where the other account says so, too: otherwise anybody could send people to anybody. What that one moved to is not shown again. */
function movedTo(account: Account, scene: Scene): AccountJson | undefined {
  const target = account.moved_to_uri === "" ? undefined : scene.moved.get(account.moved_to_uri);
  if (target === undefined || !fromJson(target.also_known_as).includes(account.uri)) return undefined;
  return renderAccount(target, { ...scene, accounts: new Map(), moved: new Map() });
}

/** Of a suspended account only its name is left. */
function renderHidden(account: Account, scene: Scene): AccountJson {
  const described = { avatar_description: "", header_description: "" };
  const nothing = { ...described, display_name: "", note: "", avatar: "", header: "", fields: "[]", emojis: "[]" } as const;
  return { ...renderShown({ ...account, ...nothing, ...UNTOLD }, scene), suspended: true };
}

export const dayOf = (ms: number): string => rfc3339(ms).slice(0, 10);

export const renderFields = (fields: Json<Field[]>): FieldJson[] =>
  fields === "[]" || fields === ""
    ? []
    : fromJson(fields).map(({ name, value, verified_at }) => ({
        name,
        value,
        verified_at: verified_at > 0 ? rfc3339(verified_at) : null,
      }));
