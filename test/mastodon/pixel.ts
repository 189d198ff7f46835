/** The smallest picture that there is, to be attached to something. */
import { FormData } from "undici";
import type { Person } from "../world/person.ts";

export const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** Its id. */
export async function uploads(person: Pick<Person, "api">, description: string): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob([PIXEL], { type: "image/png" }), "pixel.png");
  form.set("description", description);
  return (await person.api<{ id: string }>("POST", "/api/v2/media", form)).id;
}
