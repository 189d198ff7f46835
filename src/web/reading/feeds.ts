/** Feeds of what anybody may see: of a person here, and of a tag, as RSS, Atom and JSON Feed 1.1 (https://jsonfeed.org/version/1.1). */
import { findAccountByHandle } from "../../accounts/find.ts";
import { fromJson } from "../../db/columns.ts";
import type { Account, Media, Status } from "../../db/schema.ts";
import { gone, missing } from "../../errors.ts";
import { escapeHtml, type Html } from "../../html.ts";
import { newIds } from "../../groups/feed.ts";
import type { Kith } from "../../kith.ts";
import { addressesOf } from "../../media/addresses.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { authorOf, shown, type StatusPage } from "../../statuses/page.ts";
import { plainText } from "../../text/plain.ts";
import { accountStatusIds } from "../../timelines/account.ts";
import { tagStatusIds } from "../../timelines/tag.ts";
import { videoOf } from "../../videos/load.ts";
import { atomView, rssView, type Feed, type FeedItem } from "../../../views/reading/feeds.ts";
import { acctOf, routes, type FeedKind } from "../../../views/frame/routes.ts";
import { page, type Answer, type Route } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";

const ITEMS = 20;
const TITLE = 80;

async function ofAccount(visit: Visit, kind: FeedKind): Promise<Answer> {
  const { kith } = visit;
  const account = await findAccountByHandle(kith.db, visit.params["username"] ?? "", "");
  if (account === undefined || account.actor_type === "Application") throw missing();
  if (account.deleted_at > 0 || account.suspended_at > 0) throw gone();
  if (account.members_only === 1) throw missing();
  const ids =
    account.actor_type === "Group"
      ? await newIds(kith, 0, account.id, { limit: ITEMS })
      : await accountStatusIds(kith, 0, account.id, { paging: { limit: ITEMS }, exclude_replies: true, exclude_reblogs: true });
  return await answerFeed(visit, kind, ids, {
    title: `${nameOf(account)} (@${acctOf(account)}@${kith.instance.domain})`,
    description: plainText(account.note),
    page: account.url === "" ? account.uri : account.url,
    self: routes.profileFeed(account, kind),
    picture: addressesOf(kith).portraitUrl(account, "avatar"),
  });
}

async function ofTag(visit: Visit, kind: FeedKind): Promise<Answer> {
  const { kith, params } = visit;
  const name = (params["name"] ?? "").slice(0, 500);
  const ids = await tagStatusIds(kith, 0, { tag: name }, { limit: ITEMS });
  return await answerFeed(visit, kind, ids, {
    title: `#${name} · ${kith.instance.title}`,
    description: kith.instance.description,
    page: `${kith.instance.origin}${routes.tag(name)}`,
    self: routes.tagFeed(name, kind),
    picture: "",
  });
}

type Head = Omit<Feed, "items" | "updated">;

/** A feed of statuses that anybody may see. */
export async function answerFeed({ kith }: Visit, kind: FeedKind, ids: readonly number[], head: Head): Promise<Answer> {
  const { origin } = kith.instance;
  const statuses = await loadStatusPage(kith.db, 0, ids);
  const items = shown(statuses).map((status) => itemOf(kith, status, statuses));
  const updated = Math.max(0, ...items.map((item) => item.updated));
  const feed: Feed = { ...head, self: new URL(head.self, origin).href, picture: whole(head.picture, origin), updated, items };
  return { document: FORMS[kind].write(feed), type: FORMS[kind].type, kept_for: 300 };
}

const whole = (url: string, origin: string): string => (url === "" ? "" : new URL(url, origin).href);
const nameOf = ({ display_name, username }: Account): string => (display_name === "" ? username : display_name);

function itemOf(kith: Kith, status: Status, loaded: StatusPage): FeedItem {
  const author = authorOf(status, loaded);
  const words = status.spoiler_text === "" ? plainText(status.content) : status.spoiler_text;
  const media = loaded.media.get(status.id) ?? [];
  const video = videoOf(media, loaded.videos);
  return {
    id: status.uri,
    url: status.url === "" ? status.uri : status.url,
    title:
      video !== undefined && status.spoiler_text === ""
        ? video.video.title
        : words.length <= TITLE
          ? words.replaceAll("\n", " ")
          : `${words
              .slice(0, TITLE - 1)
              .replaceAll("\n", " ")
              .trimEnd()}…`,
    content: contentOf(kith, status, media),
    language: status.language,
    author: { name: nameOf(author), url: author.url === "" ? author.uri : author.url },
    published: status.created_at,
    updated: Math.max(status.created_at, status.edited_at),
    tags: (loaded.tags.get(status.id) ?? []).map(({ display_name, name }) => display_name || name),
    // What is covered in the pages comes with its address only.
    files: status.sensitive === 1 ? [] : media.flatMap((item) => fileOf(kith, item) ?? []),
  };
}

/** Readers know no covers: behind a warning there is only the warning and the way to the page. */
function contentOf(kith: Kith, status: Status, media: readonly Media[]): string {
  if (status.spoiler_text !== "") return `<p>${escapeHtml(status.spoiler_text)}</p>`;
  const pictures = status.sensitive === 1 ? [] : media.filter(({ kind }) => kind === "image");
  const tags = pictures.flatMap((item) => {
    const file = fileOf(kith, item);
    return file === undefined ? [] : [`<p><img src="${escapeHtml(file.url)}" alt="${escapeHtml(file.words)}"></p>`];
  });
  return `${status.content}${tags.join("")}`;
}

function fileOf(kith: Kith, media: Media): FeedItem["files"][number] | undefined {
  const { url } = addressesOf(kith).mediaUrls(media);
  if (url === "") return undefined;
  const { original, sound } = fromJson(media.meta);
  const seconds = original?.duration ?? sound?.duration ?? 0;
  return { url: whole(url, kith.instance.origin), type: media.mime_type, bytes: media.bytes, words: media.description, seconds };
}

function jsonFeed(feed: Feed): string {
  const items = feed.items.map((item) => ({
    id: item.id,
    url: item.url,
    title: item.title,
    content_html: item.content,
    date_published: new Date(item.published).toISOString(),
    date_modified: new Date(item.updated).toISOString(),
    authors: [item.author],
    tags: item.tags,
    ...(item.language === "" ? {} : { language: item.language }),
    attachments: item.files.map(({ url, type, bytes, words, seconds }) => ({
      url,
      mime_type: type,
      size_in_bytes: bytes,
      ...(seconds > 0 ? { duration_in_seconds: Math.round(seconds) } : {}),
      ...(words === "" ? {} : { title: words }),
    })),
  }));
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    description: feed.description,
    home_page_url: feed.page,
    feed_url: feed.self,
    ...(feed.picture === "" ? {} : { icon: feed.picture }),
    items,
  });
}

const FORMS: Readonly<Record<FeedKind, { type: string; write: (feed: Feed) => Html | string }>> = {
  rss: { type: "application/rss+xml; charset=utf-8", write: rssView },
  atom: { type: "application/atom+xml; charset=utf-8", write: atomView },
  json: { type: "application/feed+json; charset=utf-8", write: jsonFeed },
};

export const FEED_KINDS = Object.keys(FORMS) as FeedKind[];

export const feedRoutes: readonly Route[] = FEED_KINDS.flatMap((kind) => [
  page(`/@:username.${kind}`, "anyone", async (visit) => await ofAccount(visit, kind)),
  page(`/tags/:name.${kind}`, "anyone", async (visit) => await ofTag(visit, kind)),
]);
