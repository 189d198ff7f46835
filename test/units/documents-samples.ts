// Documents as other servers write them, shortened to what is worth reading.
import { readNoteRecord } from "../../src/federation/read/note.ts";
import type { Doc } from "../../src/federation/read/shape.ts";

export const AS = "https://www.w3.org/ns/activitystreams";
export const everyone = `${AS}#Public`;

export const mastodonContext = [
  AS,
  "https://w3id.org/security/v1",
  {
    ostatus: "http://ostatus.org#",
    atomUri: "ostatus:atomUri",
    inReplyToAtomUri: "ostatus:inReplyToAtomUri",
    conversation: "ostatus:conversation",
    sensitive: "as:sensitive",
    toot: "http://joinmastodon.org/ns#",
    votersCount: "toot:votersCount",
    Emoji: "toot:Emoji",
    focalPoint: { "@container": "@list", "@id": "toot:focalPoint" },
    blurhash: "toot:blurhash",
    Hashtag: "as:Hashtag",
    schema: "http://schema.org#",
    PropertyValue: "schema:PropertyValue",
    value: "schema:value",
    quote: { "@id": "https://w3id.org/fep/044f#quote", "@type": "@id" },
    gts: "https://gotosocial.org/ns#",
    interactionPolicy: { "@id": "gts:interactionPolicy", "@type": "@id" },
    canQuote: { "@id": "gts:canQuote", "@type": "@id" },
    automaticApproval: { "@id": "gts:automaticApproval", "@type": "@id" },
    alsoKnownAs: { "@id": "as:alsoKnownAs", "@type": "@id" },
    featured: { "@id": "toot:featured", "@type": "@id" },
    manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
    movedTo: { "@id": "as:movedTo", "@type": "@id" },
  },
];

export const peertubeContext = [
  AS,
  "https://w3id.org/security/v1",
  { RsaSignature2017: "https://w3id.org/security#RsaSignature2017" },
  {
    pt: "https://joinpeertube.org/ns#",
    sc: "http://schema.org/",
    uuid: "sc:identifier",
    category: "sc:category",
    licence: "sc:license",
    subtitleLanguage: "sc:subtitleLanguage",
    sensitive: "as:sensitive",
    language: "sc:inLanguage",
    icons: "as:icon",
    isLiveBroadcast: "sc:isLiveBroadcast",
    Infohash: "pt:Infohash",
    commentsEnabled: { "@type": "sc:Boolean", "@id": "pt:commentsEnabled" },
    size: { "@type": "sc:Number", "@id": "pt:size" },
    fps: { "@type": "sc:Number", "@id": "pt:fps" },
    likes: { "@id": "as:likes", "@type": "@id" },
    shares: { "@id": "as:shares", "@type": "@id" },
    comments: { "@id": "as:comments", "@type": "@id" },
  },
];

export const alice = "https://mastodon.test/users/alice";

export const followers = `${alice}/followers`;

export function mastodonNote() {
  return {
    "@context": mastodonContext,
    id: `${alice}/statuses/1`,
    type: "Note",
    summary: null,
    inReplyTo: "https://beta.test/notes/7",
    published: "2026-03-04T05:06:07Z",
    updated: "2026-03-04T05:07:07Z",
    url: "https://mastodon.test/@alice/1",
    attributedTo: alice,
    to: ["https://www.w3.org/ns/activitystreams#Public"],
    cc: [`${alice}/followers`, "https://beta.test/users/bob"],
    sensitive: false,
    atomUri: `${alice}/statuses/1`,
    conversation: "tag:mastodon.test,2026-03-04:objectId=1:objectType=Conversation",
    content: '<p>Hello <a href="https://beta.test/users/bob">@bob</a> :blob: #Café</p>',
    contentMap: { fr: '<p>Hello <a href="https://beta.test/users/bob">@bob</a> :blob: #Café</p>' },
    quote: "https://beta.test/notes/8",
    interactionPolicy: { canQuote: { automaticApproval: ["https://www.w3.org/ns/activitystreams#Public"] } },
    attachment: [
      {
        type: "Document",
        mediaType: "image/jpeg",
        url: "https://files.mastodon.test/1.jpg",
        name: "A cat",
        blurhash: "UBL_:rOpGG-;~qRjWBay",
        focalPoint: [0.5, -0.25],
        width: 640,
        height: 480,
      },
    ],
    tag: [
      { type: "Mention", href: "https://beta.test/users/bob", name: "@bob@beta.test" },
      { type: "Hashtag", href: "https://mastodon.test/tags/caf%C3%A9", name: "#Café" },
      {
        id: "https://mastodon.test/emojis/3",
        type: "Emoji",
        name: ":blob:",
        updated: "2020-01-01T00:00:00Z",
        icon: { type: "Image", mediaType: "image/png", url: "https://files.mastodon.test/blob.png" },
      },
    ],
    replies: {
      id: `${alice}/statuses/1/replies`,
      type: "Collection",
      first: {
        type: "CollectionPage",
        next: `${alice}/statuses/1/replies?page=true`,
        partOf: `${alice}/statuses/1/replies`,
        items: [],
      },
    },
    likes: { id: `${alice}/statuses/1/likes`, type: "Collection", totalItems: 3 },
    shares: { id: `${alice}/statuses/1/shares`, type: "Collection", totalItems: 0 },
  };
}

export function mastodonActor() {
  return {
    "@context": mastodonContext,
    id: alice,
    type: "Person",
    following: `${alice}/following`,
    followers: `${alice}/followers`,
    inbox: `${alice}/inbox`,
    outbox: `${alice}/outbox`,
    featured: `${alice}/collections/featured`,
    preferredUsername: "alice",
    name: "Alice :blob:",
    summary: "<p>Hi</p>",
    url: "https://mastodon.test/@alice",
    manuallyApprovesFollowers: true,
    discoverable: true,
    indexable: false,
    published: "2020-01-01T00:00:00Z",
    memorial: false,
    alsoKnownAs: ["https://old.test/users/alice"],
    publicKey: {
      id: `${alice}#main-key`,
      owner: alice,
      publicKeyPem: "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
    },
    tag: [],
    attachment: [{ type: "PropertyValue", name: "Web", value: '<a href="https://alice.test">alice.test</a>' }],
    endpoints: { sharedInbox: "https://mastodon.test/inbox" },
    icon: { type: "Image", mediaType: "image/png", url: "https://files.mastodon.test/alice.png" },
  };
}

/** Mastodon's note with some of its properties changed, read. */
export function note(changes: Doc = {}) {
  return readNoteRecord({ ...mastodonNote(), ...changes }, followers);
}
