/** Asking for consent to quote, where the answer does not come at once. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

type Quoting = StatusJson & { quote: { state: string } | null };

test("a request that gets no answer is made again, for Mastodon forgets those that it reads while it takes in the status", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await alice.follows(fred.handle);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Accept", fred.inbox.documents.at(-1)));
  const automaticApproval = ["https://www.w3.org/ns/activitystreams#Public"];
  const note = fred.note("<p>Bread</p>", { interactionPolicy: { canQuote: { automaticApproval } } });
  await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  const bread = await alice.sees(String(note["id"]));
  const quoting = await alice.api<Quoting>("POST", "/api/v1/statuses", { status: "Look", quoted_status_id: bread?.id });
  await world.settles();
  const asked = () => fred.inbox.documents.filter(({ type }) => type === "QuoteRequest");
  expect(asked()).toHaveLength(1);
  await world.passes("1 minute");
  // The same request, so that whoever has both answers one.
  expect(asked().map(({ id }) => id)).toEqual([`${quoting.uri}#quote_request`, `${quoting.uri}#quote_request`]);
  const stamp = `${fred.uri}/quote_authorizations/1`;
  fred.serves(new URL(stamp).pathname, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: stamp,
    type: "QuoteAuthorization",
    attributedTo: fred.uri,
    interactingObject: quoting.uri,
    interactionTarget: note["id"],
  });
  await fred.sends("alpha.test", fred.activity("Accept", asked().at(-1), { result: stamp }));
  await world.settles();
  expect((await alice.sees(quoting)) as Quoting).toMatchObject({ quote: { state: "accepted" } });
  // Whoever has answered is not asked any more.
  await world.passes("2 hours");
  expect(asked()).toHaveLength(2);
});
