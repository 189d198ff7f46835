/** How somebody here comes to follow a stranger: they ask, and the stranger accepts. */
import type { Person } from "./person.ts";
import type { Stranger } from "./stranger.ts";
import type { World } from "./world.ts";

export async function followsStranger(world: World, person: Person, stranger: Stranger): Promise<void> {
  await person.follows(stranger.handle);
  await world.settles();
  const asked = stranger.inbox.documents.findLast(({ type }) => type === "Follow");
  await stranger.sends(new URL(person.uri).host, stranger.activity("Accept", asked));
  await world.settles();
}
