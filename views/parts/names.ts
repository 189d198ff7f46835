/** Names and pictures of accounts, with the custom emoji of their servers. */
import type { Account } from "../../src/db/schema.ts";
import type { Emoji } from "../../src/db/values.ts";
import { escapeHtml, html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { acctOf, routes } from "../frame/routes.ts";

const TINTS = 8;

/** JSON of a column, or the default when it is not what we wrote. */
export function readJson<T>(text: string & { readonly __json?: T }, otherwise: T): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return otherwise;
  }
}

/** Puts the pictures of `:shortcodes:` into markup, never inside a tag. */
export function withEmojis(markup: string, emojis: readonly Emoji[], { emojiUrl }: Pick<ViewContext, "emojiUrl">): string {
  if (emojis.length === 0 || !markup.includes(":")) return markup;
  const urls = new Map(emojis.filter(({ url }) => /^https?:\/\//.test(url)).map(({ shortcode, url }) => [shortcode, url]));
  return markup.replace(/<[^>]*>|:(\w{1,100}):/g, (all, shortcode: string | undefined) => {
    const url = shortcode === undefined ? undefined : urls.get(shortcode);
    if (url === undefined) return all;
    return `<img class="emoji" src="${escapeHtml(emojiUrl(url))}" alt="${all}" title="${all}" width="20" height="20" loading="lazy">`;
  });
}

/** What an account is called: its display name, or else its username, as is one that is suspended. Text. */
export const nameOf = (account: Account): string => (account.suspended_at > 0 ? account.username : ownNameOf(account));

/** The same for those who run the server. */
export const ownNameOf = ({ display_name, username }: Account): string => (display_name.trim() === "" ? username : display_name);

/** The name as markup, with custom emoji. */
export const nameView = (account: Account, ctx: Pick<ViewContext, "emojiUrl">): Html =>
  raw(withEmojis(escapeHtml(nameOf(account)), readJson<Emoji[]>(account.emojis, []), ctx));

/** `@mia` or `@mia@elsewhere.example`. Text. */
export const handleOf = (account: Account): string => `@${acctOf(account)}`;

/** The handle with the domain even for accounts of this server, as people elsewhere need it. Text. */
export const wholeHandleOf = (account: Account, ctx: ViewContext): string =>
  `@${account.username}@${account.host === "" ? ctx.instance.domain : account.host}`;

export type AvatarSize = "s" | "m" | "l";
const PIXELS: Readonly<Record<AvatarSize, number>> = { s: 28, m: 48, l: 96 };

/**
 * The avatar, or an initial on a colour that stays the same for the account. Decorative: the name always stands beside it.
 *
 * @param className `u-photo` in a card that names its own address
 */
export function avatarView(account: Account, ctx: ViewContext, size: AvatarSize = "m", className = ""): Html {
  if (account.avatar === "") {
    const initial =
      Array.from(
        nameOf(account)
          .trim()
          .replace(/^[^\p{L}\p{N}\p{Emoji_Presentation}]+/u, ""),
      )[0] ?? "?";
    return html`<span class="avatar ${size} tint-${account.id % TINTS}" aria-hidden="true">${initial.toUpperCase()}</span>`;
  }
  const side = PIXELS[size];
  return html`<img class="avatar ${size} ${className}" src="${ctx.portraitUrl(account, "avatar")}" alt="" width="${side}" height="${side}" loading="lazy">`;
}

/** The name as a link to the profile, for sentences. */
export const nameLink = (account: Account, ctx: Pick<ViewContext, "emojiUrl">): Html =>
  html`<a class="name" href="${routes.profile(account)}" dir="auto" title="${handleOf(account)}">${nameView(account, ctx)}</a>`;

/** The same of who did something, in records of what was done: who is gone is somebody, and who is suspended is named to those alone who moderate the server. */
export function recordedName(account: Account | undefined, ctx: ViewContext): Html {
  if (account === undefined) return html`${ctx.t("notifications.somebody")}`;
  if (account.suspended_at === 0 || ctx.viewer?.may("manage_users") === true) return nameLink(account, ctx);
  return html`${ctx.t("common.suspended_account")}`;
}

/**
 * Avatar, name and handle as one link to the profile, an h-card.
 *
 * Its address and picture are those of the link and the image, as microformats imply them of a card without `u-…`: on the card itself
 * that would say them of the post around it.
 */
export function bylineView(account: Account, ctx: ViewContext, className = ""): Html {
  return html`<a class="by ${className} h-card" href="${routes.profile(account)}">${avatarView(account, ctx)}<span class="who"><strong class="p-name" dir="auto">${nameView(account, ctx)}</strong> <span class="handle">${handleOf(account)}</span></span></a>`;
}
