// What WordPress 6.8.7 with its plugins ActivityPub 7.0.0, Event Bridge 1.1.1 and WP Event Manager writes, as it was seen.
import { expect, test } from "vitest";
import { documentReader } from "../../src/federation/read/document.ts";
import { readNoteRecord } from "../../src/federation/read/note.ts";

const WORDPRESS = {
  pt: "https://joinpeertube.org/ns#",
  mz: "https://joinmobilizon.org/ns#",
  status: "http://www.w3.org/2002/12/cal/ical#status",
  commentsEnabled: "pt:commentsEnabled",
  isOnline: "mz:isOnline",
  timezone: "mz:timezone",
  participantCount: "mz:participantCount",
  anonymousParticipationEnabled: "mz:anonymousParticipationEnabled",
  joinMode: { "@id": "mz:joinMode", "@type": "mz:joinModeType" },
  externalParticipationUrl: { "@id": "mz:externalParticipationUrl", "@type": "schema:URL" },
  repliesModerationOption: { "@id": "mz:repliesModerationOption", "@type": "@vocab" },
  contacts: { "@id": "mz:contacts", "@type": "@id" },
};

test("its event is read, in the one line that it has for a place, and is joined on its page", async () => {
  const page = "https://wp.test/event/weed-walk/";
  const read = await documentReader().read({
    "@context": ["https://schema.org/", "https://www.w3.org/ns/activitystreams", WORDPRESS],
    id: "https://wp.test/?p=82",
    type: "Event",
    attachment: [],
    attributedTo: "https://wp.test/?author=1",
    audience: "https://wp.test/?author=0",
    content: "<p>We walk and eat.</p>",
    context: "https://wp.test/wp-json/activitypub/1.0/posts/82/context",
    contentMap: { en: "<p>We walk and eat.</p>" },
    name: "Weed walk",
    nameMap: { en: "Weed walk" },
    endTime: "2026-12-05T12:00:00+01:00",
    location: { type: "Place", name: "Old garden", address: "Old garden" },
    published: "2026-11-23T00:33:01Z",
    startTime: "2026-12-05T10:00:00+01:00",
    summary: "<p>🗓️ Start: December 5, 2026 9:00 am<br />📍 Location: Old garden, Old garden</p><p>We walk and eat.</p>",
    tag: [],
    url: page,
    to: ["https://www.w3.org/ns/activitystreams#Public", "https://wp.test/wp-json/activitypub/1.0/actors/1/followers"],
    mediaType: "text/html",
    commentsEnabled: false,
    timezone: "Europe/Berlin",
    repliesModerationOption: "closed",
    category: "MEETING",
    isOnline: false,
    status: "CONFIRMED",
    externalParticipationUrl: page,
    joinMode: "external",
  });
  const record = readNoteRecord(read);
  expect(record).toMatchObject({ type: "Event", visibility: "public", language: "en", spoiler_text: "", url: page });
  expect(record.event).toMatchObject({
    title: "Weed walk",
    note: "<p>We walk and eat.</p>",
    starts_at: Date.parse("2026-12-05T09:00:00Z"),
    ends_at: Date.parse("2026-12-05T11:00:00Z"),
    time_zone: "Europe/Berlin",
    place_name: "Old garden",
    place_address: "",
    join_mode: "external",
    external_url: page,
    state: "confirmed",
    categories: ["MEETING"],
  });
});
