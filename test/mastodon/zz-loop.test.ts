import { FormData } from "undici";
import { File } from "node:buffer";
import sharp from "sharp";
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
test("loop", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#3a7" } }).png().toBuffer();
  for (let i = 0; i < 200; i++) {
    const form = new FormData();
    form.set("file", new File([new Uint8Array(bytes)], "green.png", { type: "image/png" }) as never);
    form.set("description", "A green field");
    expect((await alice.asks("POST", "/api/v2/media", form)).status).toBe(200);
  }
}, 60000);
