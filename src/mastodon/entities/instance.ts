/** What this server says of itself, in the shapes of both versions. */
import type { Instance } from "../../config.ts";
import { PROFILE_LIMITS } from "../../accounts/update.ts";
import { FILM_TYPES, IMAGE_TYPES, SOUND_TYPES } from "../../media/kinds.ts";
import { MOST_FPS } from "../../media/moving.ts";
import { mediaUrl } from "../../media/url.ts";
import { DESCRIPTION_CHARACTERS } from "../../media/words.ts";
import { MOST_REACTIONS } from "../../reactions/react.ts";
import { MAX_PINNED } from "../../statuses/pin.ts";
import { POLL_LIMITS } from "../../statuses/rules.ts";
import { MAX_FEATURED_TAGS } from "../../tags/feature.ts";
import { URL_CHARACTERS } from "../../text/count.ts";
import { VERSION } from "../../version.ts";
import type { AccountJson } from "./account.ts";
import type { RuleJson } from "./rule.ts";

/** Clients split it at the first space and read three numbers. */
export const API_VERSION = `4.6.0 (compatible; Kith ${VERSION})`;

export type InstanceNumbers = { users: number; statuses: number; hosts: number; active_month: number };
type Parts = {
  instance: Instance;
  rules: readonly RuleJson[];
  terms: boolean;
  moving: boolean;
  /** The year of the annual reports that can be asked for just now. */
  wrapstodon: string | null;
  numbers: InstanceNumbers;
  contact: AccountJson | null;
  vapid_key: string;
};

const streaming = ({ origin }: Instance): string => origin.replace(/^http/, "ws");

/** `moving`: whether films and sounds are taken. */
const configuration = (instance: Instance, moving: boolean) => ({
  accounts: {
    max_featured_tags: MAX_FEATURED_TAGS,
    max_pinned_statuses: MAX_PINNED,
    max_profile_fields: PROFILE_LIMITS.fields,
    profile_field_name_limit: PROFILE_LIMITS.field,
    profile_field_value_limit: PROFILE_LIMITS.field,
    max_display_name_length: PROFILE_LIMITS.display_name,
    max_note_length: PROFILE_LIMITS.note,
    max_avatar_description_length: PROFILE_LIMITS.description,
    max_header_description_length: PROFILE_LIMITS.description,
  },
  statuses: {
    max_characters: instance.limits.status_characters,
    max_media_attachments: instance.limits.media_per_status,
    characters_reserved_per_url: URL_CHARACTERS,
    supported_mime_types: ["text/plain", "text/markdown"],
  },
  media_attachments: {
    supported_mime_types: moving ? [...IMAGE_TYPES, ...FILM_TYPES, ...SOUND_TYPES] : IMAGE_TYPES,
    description_limit: DESCRIPTION_CHARACTERS,
    image_size_limit: instance.limits.image_bytes,
    image_matrix_limit: instance.limits.image_pixels,
    video_size_limit: instance.limits.video_bytes,
    video_frame_rate_limit: MOST_FPS,
    video_matrix_limit: instance.limits.video_pixels,
  },
  polls: {
    max_options: POLL_LIMITS.options,
    max_characters_per_option: POLL_LIMITS.option_characters,
    min_expiration: POLL_LIMITS.min_expiration,
    max_expiration: POLL_LIMITS.max_expiration,
  },
  // As glitch-soc says it.
  reactions: { max_reactions: MOST_REACTIONS },
});

const about = ({ origin }: Instance) => ({ about: `${origin}/about`, privacy_policy: `${origin}/privacy-policy` });
/** The server's own picture, or the one that stands for none. */
const picture = (instance: Instance): string =>
  mediaUrl(instance, instance.picture) ?? `${instance.origin}/headers/original/missing.png`;
const icons = (instance: Instance) =>
  Object.entries(instance.icons).map(([side, name]) => ({ src: mediaUrl(instance, name) ?? "", size: `${side}x${side}` }));
/** Where new people are let in, and how. */
const registrations = ({ registrations: how }: Instance) => ({
  enabled: how !== "closed",
  approval_required: how === "approval",
  reason_required: false,
  message: null,
  min_age: null,
  url: null,
});
const timelines_access = {
  live_feeds: { local: "public", remote: "public" },
  hashtag_feeds: { local: "public", remote: "public" },
  trending_link_feeds: { local: "public", remote: "public" },
} as const;

export const renderInstance = ({ instance, rules, terms, moving, wrapstodon, numbers, contact, vapid_key }: Parts) => ({
  domain: instance.domain,
  title: instance.title,
  version: API_VERSION,
  source_url: instance.source_url === "" ? `${instance.origin}/about#source` : instance.source_url,
  description: instance.description,
  wrapstodon,
  usage: { users: { active_month: numbers.active_month } },
  thumbnail: { url: picture(instance), blurhash: null, versions: {}, description: null },
  icon: icons(instance),
  languages: [instance.language],
  configuration: {
    urls: {
      streaming: streaming(instance),
      status: null,
      ...about(instance),
      terms_of_service: terms ? `${instance.origin}/terms-of-service` : null,
    },
    vapid: { public_key: vapid_key },
    ...configuration(instance, moving),
    translation: { enabled: instance.translation.url !== "" },
    timelines_access,
    limited_federation: instance.federation.limited,
  },
  registrations: registrations(instance),
  api_versions: { mastodon: 10, kith: 1 },
  contact: { email: instance.contact_email, account: contact },
  rules,
});

export const renderV1Instance = ({ instance, rules, moving, numbers, contact }: Parts) => ({
  uri: instance.domain,
  title: instance.title,
  short_description: instance.description,
  description: instance.description,
  email: instance.contact_email,
  version: API_VERSION,
  urls: { streaming_api: streaming(instance) },
  stats: { user_count: numbers.users, status_count: numbers.statuses, domain_count: numbers.hosts },
  thumbnail: picture(instance),
  languages: [instance.language],
  registrations: instance.registrations !== "closed",
  approval_required: instance.registrations === "approval",
  invites_enabled: instance.members_invite,
  configuration: configuration(instance, moving),
  contact_account: contact,
  rules,
});
