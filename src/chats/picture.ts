/** Where the picture of a group of people is found: for those in it alone, so that every address of it bears a mark that ends (`media/apart.ts`). */
import type { Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { FOR_SERVERS, marker } from "../media/apart.ts";
import { isRemote, markedUrl, placeToken } from "../media/url.ts";

type Pictured = Pick<Row<"chats">, "id" | "picture">;

/** What is marked of one of another server, which is shown through this one. */
export const pictureThroughUs = ({ id, picture }: Pictured): string => `remote/chats/${id}/${placeToken(picture)}`;

/** An address for pages and apps; "" for none. */
export const chatPicture = (kith: Kith, chat: Pictured): string =>
  isRemote(chat.picture)
    ? `${kith.instance.origin}/media/${marker(kith)(pictureThroughUs(chat))}`
    : (markedUrl(kith.instance, chat.picture, marker(kith)) ?? "");

/** Of a group of ours, for the servers of those in it; undefined for none. */
export const chatPictureForServers = (kith: Kith, { picture }: Pictured): string | undefined =>
  markedUrl(kith.instance, picture, marker(kith, FOR_SERVERS));
