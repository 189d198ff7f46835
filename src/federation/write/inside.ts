/** What a group of ours tells those alone who are in it, for their servers: a Profile, which describes it and is no actor that anybody could take for it. */
import type { Instance } from "../../config.ts";
import { fromJson } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";
import { unmarked, type Mark } from "../../media/apart.ts";
import { markedUrl } from "../../media/url.ts";
import { insideUri } from "../../uris.ts";
import type { Json } from "./complete.ts";
import { ACTIVITYSTREAMS } from "./context.ts";
import { imageType } from "./tags.ts";

const CONTEXT = [ACTIVITYSTREAMS, { rules: { "@id": "urn:kith:ns#rules", "@container": "@list" } }];

/** @param mark of its pictures, which others fetch as long as it is good */
export const toInside = (instance: Instance, uri: string, group: Row<"groups">, mark: Mark): Json => ({
  "@context": CONTEXT,
  id: insideUri(instance, group.account_id),
  type: "Profile",
  describes: uri,
  name: group.title,
  ...(group.note === "" ? {} : { summary: group.note }),
  ...picture("icon", markedUrl(instance, group.avatar, mark), group.avatar_description),
  ...picture("image", markedUrl(instance, group.header, mark), group.header_description),
  rules: fromJson(group.rules),
});

function picture(name: "icon" | "image", url: string | undefined, description: string): Json {
  if (url === undefined) return {};
  const words = description === "" ? {} : { name: description, summary: description };
  return { [name]: { type: "Image", url, mediaType: imageType(unmarked(url)), ...words } };
}
