/** How Friendica (2025.02-dev) says that it quotes: by `quoteUrl`, a link among its tags, and a line in its words that nothing marks. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import { createWorld } from "../world/world.ts";

test("who quotes is shown without the line that leads to what they quote; a line that leads elsewhere stays", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const fay = await world.stranger("fay@friendica.test");
  await followsStranger(world, ann, fay);
  const post = await ann.posts("The oven is warm");
  const quoting = (words: string, href: string) =>
    fay.note(`${words}<br>RE: <a href="${href}" target="_blank" rel="noopener noreferrer">${href}</a>`, {
      quoteUrl: post.uri,
      tag: [
        { type: "Mention", href: ann.uri, name: "@ann@alpha.test" },
        {
          type: "Link",
          mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
          href: post.uri,
          name: `RE: ${post.uri}`,
        },
      ],
    });
  const [one, other] = [quoting("Good news", post.uri), quoting("Compare", "https://example.org/ovens")];
  for (const note of [one, other]) await fay.sends("alpha.test", fay.activity("Create", note));
  await world.settles();
  expect((await ann.sees(String(one.id)))?.content).toBe("Good news");
  expect((await ann.sees(String(other.id)))?.content).toContain("RE: <a");
  // Each names whom it quotes, too: of each they are told once.
  expect((await ann.notifications()).map(({ type, status }) => [type, status?.uri])).toEqual([
    ["quote", other.id],
    ["quote", one.id],
  ]);
});
