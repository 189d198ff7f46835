/** https://docs.joinmastodon.org/methods/accounts/#verify_credentials, /profile/ and /preferences/: one's own account. */
import { z } from "zod";
import { getAccount } from "../accounts/find.ts";
import { readSettings } from "../accounts/settings.ts";
import { updateProfile, type ProfileChanges } from "../accounts/update.ts";
import { getUser } from "../accounts/users.ts";
import type { Account } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import { countFollowRequests } from "../follows/load.ts";
import { addPortrait, removePortrait, type PortraitKind } from "../media/portraits.ts";
import { renderCredentials, renderPreferences, renderProfile } from "./entities/credentials.ts";
import { sceneOf } from "./entities/scene.ts";
import { sceneWith } from "./present.ts";
import { featuredTagsOf } from "./featured-tags.ts";
import { answer, del, get, me, patch, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { policy } from "./status-forms.ts";
import { flag, list, parse, text } from "./shapes.ts";

const shape = z.object({
  display_name: text().nullish(),
  note: text().nullish(),
  locked: flag.nullish(),
  bot: flag.nullish(),
  discoverable: flag.nullish(),
  indexable: flag.nullish(),
  hide_collections: flag.nullish(),
  show_media: flag.nullish(),
  show_media_replies: flag.nullish(),
  show_featured: flag.nullish(),
  avatar_description: text(5000).nullish(),
  header_description: text(5000).nullish(),
  attribution_domains: list(text(500), 100).nullish(),
  fields_attributes: list(z.object({ name: text().nullish(), value: text().nullish() }), 50).nullish(),
  source: z
    .object({
      quote_policy: policy.nullish(),
      privacy: z.enum(["public", "unlisted", "private"], "is not included in the list").nullish(),
      sensitive: flag.nullish(),
      language: text(35).nullish(),
    })
    .nullish(),
});

export async function showCredentials(request: ApiRequest, account?: Account): Promise<Answer> {
  const { kith } = request;
  const fresh = account ?? (await getAccount(kith.db, me(request).id));
  const own = await getUser(kith.db, fresh.id);
  const follow_requests_count = fresh.locked === 1 ? await countFollowRequests(kith.db, fresh.id) : 0;
  return answer(
    renderCredentials(
      { account: fresh, user: own, settings: readSettings(own), follow_requests_count },
      await sceneWith(kith, fresh.id, [fresh]),
    ),
  );
}

const showProfile = async (request: ApiRequest, account: Account): Promise<Answer> =>
  answer({ ...renderProfile(account, sceneOf(request.kith)), featured_tags: await featuredTagsOf(request, account) });

async function change(request: ApiRequest): Promise<Account> {
  const { kith } = request;
  const fields = parse(request.body, shape);
  const account = await getAccount(kith.db, me(request).id);
  const [avatar, header] = [await portraitOf(request, "avatar"), await portraitOf(request, "header")];
  const changes: ProfileChanges = {
    ...saidOf(fields),
    fields: fields.fields_attributes?.map(({ name, value }) => ({ name: name ?? "", value: value ?? "" })),
    avatar,
    header,
    settings: {
      default_privacy: fields.source?.privacy ?? undefined,
      default_quote_policy: fields.source?.quote_policy ?? undefined,
      default_sensitive: fields.source?.sensitive ?? undefined,
      default_language: fields.source?.language ?? undefined,
    },
  };
  try {
    return await updateProfile(kith, account, changes);
  } catch (error) {
    for (const name of [avatar, header]) await removePortrait(kith, name ?? "");
    throw error;
  }
}

const SAID = [
  "display_name",
  "note",
  "locked",
  "bot",
  "discoverable",
  "indexable",
  "hide_collections",
  "show_media",
  "show_media_replies",
  "show_featured",
  "avatar_description",
  "header_description",
  "attribution_domains",
] as const;

/** What was said at all; null says nothing. */
const saidOf = (fields: z.output<typeof shape>): ProfileChanges =>
  Object.fromEntries(SAID.flatMap((name) => (fields[name] === null || fields[name] === undefined ? [] : [[name, fields[name]]])));

/** A picture comes as a file, or inside a text as `data:image/png;base64,…`. An empty text takes it away. */
export async function portraitOf({ kith, files, body }: ApiRequest, kind: PortraitKind): Promise<string | undefined> {
  const upload = files.get(kind);
  if (upload !== undefined) return await addPortrait(kith, kind, upload.bytes);
  const value = body[kind];
  if (typeof value !== "string") return undefined;
  if (value === "") return "";
  const encoded = /^data:image\/[a-z+.-]+;base64,([A-Za-z0-9+/=\s]+)$/.exec(value)?.[1];
  if (encoded === undefined) throw invalid(`Validation failed: ${kind} is invalid`);
  return await addPortrait(kith, kind, Buffer.from(encoded, "base64"));
}

const without = (kind: "avatar" | "header") => async (request: ApiRequest) => {
  const account = await getAccount(request.kith.db, me(request).id);
  return await showCredentials(request, await updateProfile(request.kith, account, { [kind]: "" }));
};

export const profileRoutes: readonly Route[] = [
  get("/api/v1/accounts/verify_credentials", user("profile"), async (request) => await showCredentials(request)),
  patch(
    "/api/v1/accounts/update_credentials",
    user("write:accounts", { uploads: true }),
    async (request) => await showCredentials(request, await change(request)),
  ),
  get("/api/v1/profile", user("profile"), async (request) =>
    showProfile(request, await getAccount(request.kith.db, me(request).id)),
  ),
  patch("/api/v1/profile", user("write:accounts", { uploads: true }), async (request) =>
    showProfile(request, await change(request)),
  ),
  del("/api/v1/profile/avatar", user("write:accounts"), without("avatar")),
  del("/api/v1/profile/header", user("write:accounts"), without("header")),
  get("/api/v1/preferences", user("read:accounts"), async (request) =>
    answer(renderPreferences(readSettings(await getUser(request.kith.db, me(request).id)))),
  ),
];
