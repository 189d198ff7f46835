/** A group of people as other Kith servers know it. */
import type { Row } from "../../db/schema.ts";
import type { Json } from "./complete.ts";

/** How it is called and where its picture is; who is in it is told apart. */
export const toChatGroup = (
  { uri, name, changed_at }: Pick<Row<"chats">, "uri" | "name" | "changed_at">,
  { attributedTo, picture }: { attributedTo: string; picture: string | undefined },
): Json => ({
  id: uri,
  type: "ChatGroup",
  attributedTo,
  name,
  ...(picture === undefined ? {} : { icon: { type: "Image", url: picture } }),
  updated: new Date(changed_at).toISOString(),
});
