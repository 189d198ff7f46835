// Mobilizon, as far as its events show it.
import type { Doc, Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";
import { inDays } from "./gatherings.ts";

/** As Mobilizon has it: `location`, `address` and the rest are schema.org's. */
export const MOBILIZON = [
  "https://www.w3.org/ns/activitystreams",
  "https://litepub.social/litepub/context.jsonld",
  {
    sc: "http://schema.org#",
    ical: "http://www.w3.org/2002/12/cal/ical#",
    pt: "https://joinpeertube.org/ns#",
    mz: "https://joinmobilizon.org/ns#",
    Hashtag: "as:Hashtag",
    category: "sc:category",
    uuid: "sc:identifier",
    inLanguage: "sc:inLanguage",
    maximumAttendeeCapacity: "sc:maximumAttendeeCapacity",
    remainingAttendeeCapacity: "sc:remainingAttendeeCapacity",
    location: { "@id": "sc:location", "@type": "sc:Place" },
    PostalAddress: "sc:PostalAddress",
    address: { "@id": "sc:address", "@type": "sc:PostalAddress" },
    addressCountry: "sc:addressCountry",
    addressRegion: "sc:addressRegion",
    postalCode: "sc:postalCode",
    addressLocality: "sc:addressLocality",
    streetAddress: "sc:streetAddress",
    repliesModerationOptionType: { "@id": "mz:repliesModerationOptionType", "@type": "rdfs:Class" },
    repliesModerationOption: { "@id": "mz:repliesModerationOption", "@type": "mz:repliesModerationOptionType" },
    commentsEnabled: { "@type": "sc:Boolean", "@id": "pt:commentsEnabled" },
    joinModeType: { "@id": "mz:joinModeType", "@type": "rdfs:Class" },
    joinMode: { "@id": "mz:joinMode", "@type": "mz:joinModeType" },
    anonymousParticipationEnabled: { "@id": "mz:anonymousParticipationEnabled", "@type": "sc:Boolean" },
    participationMessage: { "@id": "mz:participationMessage", "@type": "sc:Text" },
    participantCount: { "@id": "mz:participantCount", "@type": "sc:Integer" },
    timezone: { "@id": "mz:timezone", "@type": "sc:Text" },
    isOnline: { "@id": "mz:isOnline", "@type": "sc:Boolean" },
  },
];

/** An event of a stranger, served at its id. */
export const mobilizon = (who: Stranger, world: World, values: Doc = {}): Doc =>
  who.note("<p>Come all</p>", {
    "@context": MOBILIZON,
    type: "Event",
    name: "Assembly",
    actor: who.uri,
    cc: [`${who.uri}/followers`],
    startTime: inDays(world.clock, 5),
    endTime: inDays(world.clock, 5.5),
    timezone: "Europe/Paris",
    joinMode: "restricted",
    category: "MEETING",
    maximumAttendeeCapacity: 40,
    participantCount: 7,
    "ical:status": "TENTATIVE",
    status: "TENTATIVE",
    draft: false,
    mediaType: "text/html",
    summary: "Monday - Paris",
    attachment: [{ type: "Link", href: "https://assembly.example/", mediaType: "text/html", name: "Website" }],
    location: {
      type: "Place",
      id: `${who.origin}/address/1`,
      name: "Bourse",
      latitude: 48.86,
      longitude: 2.35,
      address: {
        type: "PostalAddress",
        streetAddress: "1 rue X",
        postalCode: "75003",
        addressLocality: "Paris",
        addressCountry: "France",
      },
    },
    ...values,
  });
