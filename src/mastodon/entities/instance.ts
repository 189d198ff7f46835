/** What this server says of itself, in the shapes of both versions. */
import type { Instance } from "../../config.ts";
import { PROFILE_LIMITS } from "../../accounts/update.ts";
import { IMAGE_TYPES } from "../../media/process.ts";
import { DESCRIPTION_CHARACTERS } from "../../media/words.ts";
import { MAX_PINNED } from "../../statuses/pin.ts";
import { POLL_LIMITS } from "../../statuses/rules.ts";
import { URL_CHARACTERS } from "../../text/count.ts";
import { VERSION } from "../../version.ts";
import type { AccountJson } from "./account.ts";

/** Clients split it at the first space and read three numbers. */
export const API_VERSION = `4.5.0 (compatible; Kith ${VERSION})`;

export type InstanceNumbers = { users: number; statuses: number; hosts: number; active_month: number };
type Parts = { instance: Instance; numbers: InstanceNumbers; contact: AccountJson | null };

const streaming = ({ origin }: Instance): string => origin.replace(/^http/, "ws");

const configuration = (instance: Instance) => ({
  accounts: {
    max_featured_tags: 0,
    max_pinned_statuses: MAX_PINNED,
    max_profile_fields: PROFILE_LIMITS.fields,
    profile_field_name_limit: PROFILE_LIMITS.field,
    profile_field_value_limit: PROFILE_LIMITS.field,
    max_display_name_length: PROFILE_LIMITS.display_name,
    max_note_length: PROFILE_LIMITS.note,
  },
  statuses: {
    max_characters: instance.limits.status_characters,
    max_media_attachments: instance.limits.media_per_status,
    characters_reserved_per_url: URL_CHARACTERS,
  },
  media_attachments: {
    supported_mime_types: IMAGE_TYPES,
    description_limit: DESCRIPTION_CHARACTERS,
    image_size_limit: instance.limits.image_bytes,
    image_matrix_limit: instance.limits.image_pixels,
    video_size_limit: 0,
    video_frame_rate_limit: 0,
    video_matrix_limit: 0,
  },
  polls: {
    max_options: POLL_LIMITS.options,
    max_characters_per_option: POLL_LIMITS.option_characters,
    min_expiration: POLL_LIMITS.min_expiration,
    max_expiration: POLL_LIMITS.max_expiration,
  },
});

const about = ({ origin }: Instance) => ({ about: `${origin}/about`, privacy_policy: `${origin}/privacy-policy` });
const picture = ({ origin }: Instance): string => `${origin}/headers/original/missing.png`;
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

export const renderInstance = ({ instance, numbers, contact }: Parts) => ({
  domain: instance.domain,
  title: instance.title,
  version: API_VERSION,
  source_url: `${instance.origin}/about`,
  description: instance.description,
  usage: { users: { active_month: numbers.active_month } },
  thumbnail: { url: picture(instance), blurhash: null, versions: {}, description: null },
  icon: [],
  languages: ["en"],
  configuration: {
    urls: { streaming: streaming(instance), status: null, ...about(instance), terms_of_service: null },
    vapid: { public_key: "" },
    ...configuration(instance),
    translation: { enabled: false },
    timelines_access,
    limited_federation: false,
  },
  registrations: registrations(instance),
  api_versions: { mastodon: 2, kith: 1 },
  contact: { email: instance.contact_email, account: contact },
  rules: [],
});

export const renderV1Instance = ({ instance, numbers, contact }: Parts) => ({
  uri: instance.domain,
  title: instance.title,
  short_description: instance.description,
  description: instance.description,
  email: instance.contact_email,
  version: API_VERSION,
  urls: { streaming_api: streaming(instance) },
  stats: { user_count: numbers.users, status_count: numbers.statuses, domain_count: numbers.hosts },
  thumbnail: picture(instance),
  languages: ["en"],
  registrations: instance.registrations !== "closed",
  approval_required: instance.registrations === "approval",
  invites_enabled: false,
  configuration: configuration(instance),
  contact_account: contact,
  rules: [],
});
