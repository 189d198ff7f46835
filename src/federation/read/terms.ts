/**
 * The terms that readers use, and what each means: the table from which both our context and the test of agreement are made.
 *
 * A term that is missing here is invisible to documents that have to go through JSON-LD: add it here before reading it.
 */

/** Where the terms come from. The prefixes are the usual ones; a document may count on them without defining them. */
export const NAMESPACES: Readonly<Record<string, string>> = {
  as: "https://www.w3.org/ns/activitystreams#",
  ldp: "http://www.w3.org/ns/ldp#",
  sec: "https://w3id.org/security#",
  schema: "http://schema.org#",
  sc: "http://schema.org#",
  toot: "http://joinmastodon.org/ns#",
  ostatus: "http://ostatus.org#",
  litepub: "http://litepub.social/ns#",
  misskey: "https://misskey-hub.net/ns#",
  fedibird: "http://fedibird.com/ns#",
  gts: "https://gotosocial.org/ns#",
  fep044f: "https://w3id.org/fep/044f#",
  fep7aa9: "https://w3id.org/fep/7aa9#",
  pt: "https://joinpeertube.org/ns#",
  lemmy: "https://join-lemmy.org/ns#",
  pixelfed: "http://pixelfed.org/ns#",
  kith: "urn:kith:ns#",
  mz: "https://joinmobilizon.org/ns#",
  ical: "http://www.w3.org/2002/12/cal/ical#",
  wf: "https://purl.archive.org/socialweb/webfinger#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

/** How a term's values are written: a literal, an id (or object), an instant, a number, a list in order, or a map of languages. */
type Kind = "literal" | "id" | "dateTime" | "nonNegativeInteger" | "list" | "idList" | "language";

const words = (text: string): string[] => text.trim().split(/\s+/);

/** `[prefix, kind, terms]` */
const TABLE: [string, Kind, string[]][] = [
  [
    "as",
    "literal",
    words(`Accept Activity IntransitiveActivity Add Announce Application Arrive Article Audio Block Collection CollectionPage Relationship Create
      Delete Dislike Document Event Follow Flag Group Ignore Image Invite Join Leave Like Link Mention Note Object Offer OrderedCollection
      OrderedCollectionPage Organization Page Person Place Profile Question Reject Remove Service TentativeAccept TentativeReject Tombstone Undo
      Update Video View Listen Read Move Travel Hashtag content name summary mediaType hreflang rel units preferredUsername source sensitive
      manuallyApprovesFollowers duration`),
  ],
  [
    "as",
    "id",
    words(`actor attributedTo attachment audience bcc bto cc context current describes endpoints first followers following formerType generator
      href icon image inReplyTo instrument items last liked likes location movedTo next object oneOf anyOf origin outbox partOf prev preview
      relationship replies result sharedInbox shares streams subject tag target to url alsoKnownAs quoteUrl`),
  ],
  ["as", "dateTime", words("closed deleted endTime published startTime updated")],
  ["as", "nonNegativeInteger", words("height width totalItems")],
  ["ldp", "id", ["inbox"]],
  ["sec", "literal", words("publicKeyPem publicKeyMultibase Key Multikey")],
  ["sec", "id", words("publicKey owner controller assertionMethod")],
  ["schema", "literal", words("PropertyValue value identifier")],
  ["toot", "literal", words("Emoji blurhash discoverable indexable memorial suspended votersCount")],
  ["toot", "id", words("featured featuredTags attributionDomains")],
  ["toot", "list", ["focalPoint"]],
  ["ostatus", "literal", ["conversation"]],
  ["litepub", "literal", ["EmojiReact", "ChatMessage"]],
  [
    "misskey",
    "literal",
    words("_misskey_content _misskey_quote _misskey_reaction _misskey_summary _misskey_requireSigninToViewContents isCat"),
  ],
  ["fedibird", "literal", ["quoteUri"]],
  ["fep044f", "literal", words("QuoteRequest QuoteAuthorization")],
  ["fep044f", "id", words("quote quoteAuthorization")],
  ["fep7aa9", "literal", words("FeaturedCollection FeaturedItem FeatureRequest FeatureAuthorization featuredObjectType")],
  ["fep7aa9", "id", words("featuredCollections featuredObject featureAuthorization topic")],
  [
    "gts",
    "id",
    words(
      "interactionPolicy canQuote canFeature canReply canLike canAnnounce automaticApproval manualApproval always approvalRequired approvedBy",
    ),
  ],
  ["gts", "id", words("interactingObject interactionTarget")],
  [
    "pt",
    "literal",
    words(
      "commentsEnabled commentsPolicy fps size views aspectRatio Playlist PlaylistElement position startTimestamp stopTimestamp",
    ),
  ],
  ["pt", "id", ["playlists"]],
  ["pt", "literal", ["support"]],
  ["schema", "literal", words("subtitleLanguage hasParts hasPart startOffset endOffset")],
  ["kith", "literal", ["videoTitle"]],
  ["kith", "id", words("hls videoSizes")],
  ["lemmy", "literal", words("Lock postingRestrictedToMods stickied distinguished removeData matrixUserId")],
  ["lemmy", "id", ["moderators"]],
  ["kith", "literal", ["membersOnly", "noDownvotes", "approvesFirst"]],
  ["kith", "list", ["rules"]],
  ["kith", "id", ["inside"]],
  ["mz", "id", ["events"]],
  ["as", "literal", words("latitude longitude")],
  ["mz", "literal", words("joinMode timezone participantCount participationMessage externalParticipationUrl")],
  ["ical", "literal", ["status"]],
  [
    "schema",
    "literal",
    words(`category maximumAttendeeCapacity eventStatus PostalAddress address streetAddress postalCode addressLocality addressRegion addressCountry
      VirtualLocation`),
  ],
  ["kith", "literal", words("allDay guestsMax people")],
  ["wf", "literal", ["webfinger"]],
  ["kith", "literal", ["friendRequest", "Typing", "ChatGroup", "chatChange"]],
  // The last ones are Pixelfed's, who define them nowhere.
  ["kith", "literal", words("story storyGround storyReplies storyReactions Story can_reply can_react expiresAt")],
  ["kith", "id", ["introduces", "refers", "postedBy", "inChat", "awaits", "chatMembers", "chatBy", "chatWhom"]],
  ["kith", "literal", words("Cv CvEntry CvLanguage headline openTo skills level organisation place from until")],
  ["kith", "id", words("cv experience education spokenLanguages recommendations")],
  ["kith", "literal", words("Recommendation relation")],
];

export type Term = { iri: string; kind: Kind };

function build(): ReadonlyMap<string, Term> {
  const terms = new Map<string, Term>();
  for (const [prefix, kind, names] of TABLE)
    for (const name of names) terms.set(name, { iri: `${NAMESPACES[prefix]}${name}`, kind });
  for (const name of ["content", "name", "summary"])
    terms.set(`${name}Map`, { iri: `${NAMESPACES.as}${name}`, kind: "language" });
  terms.set("orderedItems", { iri: `${NAMESPACES.as}items`, kind: "idList" });
  terms.set("originallyPublishedAt", { iri: `${NAMESPACES.schema}datePublished`, kind: "dateTime" });
  terms.set("licence", { iri: `${NAMESPACES.schema}license`, kind: "literal" });
  terms.set("language", { iri: `${NAMESPACES.schema}inLanguage`, kind: "literal" });
  return terms;
}

/** Every term that readers use. A constant: nothing is added at run time. */
export const TERMS: ReadonlyMap<string, Term> = build();

const FEDIVERSE = new Set(
  words("as ldp toot ostatus litepub misskey fedibird gts fep044f fep7aa9 pt lemmy pixelfed").map((prefix) =>
    namespaceOf(NAMESPACES[prefix] ?? ""),
  ),
);

function namespaceOf(iri: string): string {
  return iri.replace(/^https?:\/\/(?:www\.)?/, "").replace(/[/#]+$/, "");
}

/**
 * An IRI without its accidents. Servers write the same namespace with http and https, with `#` and `/` (schema.org both ways), and
 * take each other's terms from the wrong one of the fediverse's own namespaces (`as:votersCount`, `toot:Hashtag`): all these mean the same here.
 */
export function canonical(iri: string): string {
  const at = Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/"));
  const namespace = namespaceOf(iri.slice(0, at + 1));
  const name = iri.slice(at + 1);
  return FEDIVERSE.has(namespace) ? `fediverse ${name}` : `${namespace} ${name}`;
}
