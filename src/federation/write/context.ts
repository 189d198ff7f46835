/**
 * The `@context` of what we send: ActivityStreams, and Mastodon's words spelled out beside it.
 *
 * It is compact, names no context that a reader would have to fetch but the two that everybody has bundled, and writes `schema` as Mastodon does
 * (`http://schema.org#`, which is wrong and expected).
 */

export const ACTIVITYSTREAMS = "https://www.w3.org/ns/activitystreams";
export const SECURITY = "https://w3id.org/security/v1";
/** Added with a proof (FEP-8b32). */
export const DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v1";

const reference = (iri: string) => ({ "@id": iri, "@type": "@id" });

const STATUS_TERMS = {
  toot: "http://joinmastodon.org/ns#",
  ostatus: "http://ostatus.org#",
  sensitive: "as:sensitive",
  Hashtag: "as:Hashtag",
  Emoji: "toot:Emoji",
  votersCount: { "@id": "toot:votersCount", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger" },
  blurhash: "toot:blurhash",
  focalPoint: { "@id": "toot:focalPoint", "@container": "@list" },
  conversation: "ostatus:conversation",
  quote: reference("https://w3id.org/fep/044f#quote"),
  quoteAuthorization: reference("https://w3id.org/fep/044f#quoteAuthorization"),
  approvedBy: reference("https://gotosocial.org/ns#approvedBy"),
  quoteUri: "http://fedibird.com/ns#quoteUri",
  _misskey_quote: "https://misskey-hub.net/ns#_misskey_quote",
  gts: "https://gotosocial.org/ns#",
  interactionPolicy: reference("gts:interactionPolicy"),
  canQuote: reference("gts:canQuote"),
  automaticApproval: reference("gts:automaticApproval"),
  manualApproval: reference("gts:manualApproval"),
} as const;

/** What moderators of groups say (FEP-1b12), as Lemmy words it. */
const GROUP_TERMS = {
  lemmy: "https://join-lemmy.org/ns#",
  Lock: "lemmy:Lock",
  moderators: reference("lemmy:moderators"),
  postingRestrictedToMods: "lemmy:postingRestrictedToMods",
  removeData: "lemmy:removeData",
  membersOnly: "urn:kith:ns#membersOnly",
  rules: { "@id": "urn:kith:ns#rules", "@container": "@list" },
  inside: reference("urn:kith:ns#inside"),
  noDownvotes: "urn:kith:ns#noDownvotes",
  approvesFirst: "urn:kith:ns#approvesFirst",
} as const;

const ACTOR_TERMS = {
  ...GROUP_TERMS,
  toot: "http://joinmastodon.org/ns#",
  schema: "http://schema.org#",
  manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
  alsoKnownAs: reference("as:alsoKnownAs"),
  movedTo: reference("as:movedTo"),
  Emoji: "toot:Emoji",
  featured: reference("toot:featured"),
  featuredTags: reference("toot:featuredTags"),
  attributionDomains: reference("toot:attributionDomains"),
  discoverable: "toot:discoverable",
  indexable: "toot:indexable",
  memorial: "toot:memorial",
  suspended: "toot:suspended",
  PropertyValue: "schema:PropertyValue",
  value: "schema:value",
  webfinger: "https://purl.archive.org/socialweb/webfinger#webfinger",
  sec: "https://w3id.org/security#",
  assertionMethod: reference("sec:assertionMethod"),
  controller: reference("sec:controller"),
  Multikey: "sec:Multikey",
  publicKeyMultibase: { "@id": "sec:publicKeyMultibase", "@type": "sec:multibase" },
  featuredCollections: reference("https://w3id.org/fep/7aa9#featuredCollections"),
  playlists: reference("https://joinpeertube.org/ns#playlists"),
  headline: "urn:kith:ns#headline",
  openTo: "urn:kith:ns#openTo",
  cv: reference("urn:kith:ns#cv"),
  gts: "https://gotosocial.org/ns#",
  interactionPolicy: reference("gts:interactionPolicy"),
  canFeature: reference("gts:canFeature"),
  automaticApproval: reference("gts:automaticApproval"),
  manualApproval: reference("gts:manualApproval"),
} as const;

const REACTION_TERMS = {
  toot: "http://joinmastodon.org/ns#",
  Emoji: "toot:Emoji",
  EmojiReact: "http://litepub.social/ns#EmojiReact",
} as const;

/** Beside the other context, for what bears one of our own words. */
export const KITH_CONTEXT = {
  friendRequest: "urn:kith:ns#friendRequest",
  Typing: "urn:kith:ns#Typing",
  ChatGroup: "urn:kith:ns#ChatGroup",
  chatChange: "urn:kith:ns#chatChange",
  chatMembers: reference("urn:kith:ns#chatMembers"),
  chatBy: reference("urn:kith:ns#chatBy"),
  chatWhom: reference("urn:kith:ns#chatWhom"),
  inChat: reference("urn:kith:ns#inChat"),
  awaits: reference("urn:kith:ns#awaits"),
  introduces: reference("urn:kith:ns#introduces"),
  postedBy: reference("urn:kith:ns#postedBy"),
  story: "urn:kith:ns#story",
  Story: "urn:kith:ns#Story",
  storyGround: "urn:kith:ns#storyGround",
  storyReplies: "urn:kith:ns#storyReplies",
  storyReactions: "urn:kith:ns#storyReactions",
  refers: reference("urn:kith:ns#refers"),
} as const;

/** What a CV and a recommendation are made of. */
const CV_TERMS = {
  kith: "urn:kith:ns#",
  Cv: "kith:Cv",
  CvEntry: "kith:CvEntry",
  CvLanguage: "kith:CvLanguage",
  headline: "kith:headline",
  openTo: "kith:openTo",
  skills: "kith:skills",
  level: "kith:level",
  organisation: "kith:organisation",
  place: "kith:place",
  from: "kith:from",
  until: "kith:until",
  experience: reference("kith:experience"),
  education: reference("kith:education"),
  spokenLanguages: reference("kith:spokenLanguages"),
  recommendations: reference("kith:recommendations"),
  Recommendation: "kith:Recommendation",
  relation: "kith:relation",
} as const;

/** For a CV, a recommendation, and what is said of one. */
export const CV_CONTEXT = [ACTIVITYSTREAMS, CV_TERMS] as const;
/** For reactions. */
export const REACTION_CONTEXT = [ACTIVITYSTREAMS, REACTION_TERMS] as const;
/** For what groups pass on. */
export const GROUP_CONTEXT = [ACTIVITYSTREAMS, { ...STATUS_TERMS, ...GROUP_TERMS }] as const;
/** For statuses and everything done to them. */
export const STATUS_CONTEXT = [ACTIVITYSTREAMS, STATUS_TERMS] as const;

/** `formerType` of what is gone as plain readers know types (`Note`): ActivityStreams has it as an address, which processors write `as:Note`. */
export const GONE_CONTEXT = [ACTIVITYSTREAMS, { formerType: { "@id": "as:formerType", "@type": "@vocab" } }] as const;
/** For actors, and activities with an actor inside. */
export const ACTOR_CONTEXT = [ACTIVITYSTREAMS, SECURITY, ACTOR_TERMS] as const;
