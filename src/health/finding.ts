/**
 * What a check of the server's health finds; `text` says in English what is so and, if it is wrong, the next step. A note is worth knowing and not wrong.
 *
 * `code` and `values` say the same to pages, which have it in every language (`admin.check_…`).
 */
export type Finding = {
  about: string;
  state: "ok" | "note" | "wrong";
  text: string;
  code: FindingCode;
  values?: Readonly<Record<string, string | number>>;
};

export type FindingCode =
  | "domain_ok"
  | "domain_wrong"
  | "keys_ok"
  | "keys_none"
  | "keys_wrong"
  | "clock_ok"
  | "clock_behind"
  | "people_ok"
  | "people_ownerless"
  | "people_waiting"
  | "jobs_ok"
  | "jobs_failed"
  | "hosts_ok"
  | "hosts_silent"
  | "media_ok"
  | "media_wrong"
  | "media_apart"
  | "search_ok"
  | "search_parts"
  | "disk_ok"
  | "disk_little"
  | "ffmpeg_ok"
  | "ffmpeg_none"
  | "memory_free"
  | "memory_ok"
  | "memory_near"
  | "database_free"
  | "database_ok"
  | "database_near"
  | "database_over"
  | "media_size_free"
  | "media_size_ok"
  | "media_size_near"
  | "media_size_over"
  | "outside";
