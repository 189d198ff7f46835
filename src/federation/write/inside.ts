/** What a group of ours tells those alone who are in it, for their servers: a Profile, which describes it and is no actor that anybody could take for it. */
import type { Instance } from "../../config.ts";
import { fromJson } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";
import { mediaUrl } from "../../media/url.ts";
import { insideUri } from "../../uris.ts";
import type { Json } from "./complete.ts";
import { ACTIVITYSTREAMS } from "./context.ts";
import { imageType } from "./tags.ts";

const CONTEXT = [ACTIVITYSTREAMS, { rules: { "@id": "urn:kith:ns#rules", "@container": "@list" } }];

export const toInside = (instance: Instance, uri: string, group: Row<"groups">): Json => ({
  "@context": CONTEXT,
  id: insideUri(instance, group.account_id),
  type: "Profile",
  describes: uri,
  name: group.title,
  ...(group.note === "" ? {} : { summary: group.note }),
  ...picture(instance, "icon", group.avatar, group.avatar_description),
  ...picture(instance, "image", group.header, group.header_description),
  rules: fromJson(group.rules),
});

function picture(instance: Instance, name: "icon" | "image", file: string, description: string): Json {
  const url = mediaUrl(instance, file);
  if (url === undefined) return {};
  const words = description === "" ? {} : { name: description, summary: description };
  return { [name]: { type: "Image", url, mediaType: imageType(file), ...words } };
}
