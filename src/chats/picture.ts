/** Where the picture of a group of people is found: ours by its name, one of another server through this one. */
import type { Kith } from "../kith.ts";
import { throughUs } from "../media/remote/url.ts";
import { isRemote, mediaUrl } from "../media/url.ts";
import type { Chat } from "./load.ts";

/** An address for pages and apps; "" for none. */
export const chatPicture = (kith: Kith, { picture }: Pick<Chat, "picture">): string =>
  isRemote(picture) ? throughUs(kith, picture) : (mediaUrl(kith.instance, picture) ?? "");
