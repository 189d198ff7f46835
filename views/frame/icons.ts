/**
 * The icons: 24-pixel strokes, once per page as symbols in a sprite, then named wherever they stand.
 *
 * Most paths are those of Lucide (https://lucide.dev), ISC License, Copyright (c) Lucide Contributors 2022; portions are from Feather,
 * MIT License, Copyright (c) 2013-2022 Cole Bemis. Permission to use, copy, modify and distribute them is granted there, provided
 * that this notice stays; they are provided "as is", without warranty of any kind.
 */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";

const PATHS = {
  home: '<path d="M3 10.5 12 3l9 7.5V19a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z"/><path d="M9 21v-8h6v8"/>',
  explore: '<circle cx="12" cy="12" r="10"/><path d="m16.2 7.8-2.1 6.3-6.3 2.1 2.1-6.3z"/>',
  write: '<path d="M12 20h9"/><path d="M16.4 3.6a1 1 0 0 1 3 3L7.4 18.6l-4 1.1 1.1-4z"/>',
  bell: '<path d="M6 8a6 6 0 0 1 12 0c0 7 3 9 3 9H3s3-2 3-9"/><path d="M10.3 21a1.94 1.94 0 0 0 3.4 0"/>',
  search: '<circle cx="11" cy="11" r="8"/><path d="m21 21-4.3-4.3"/>',
  reply: '<path d="m9 17-5-5 5-5"/><path d="M20 18v-2a4 4 0 0 0-4-4H4"/>',
  boost:
    '<path d="m2 9 3-3 3 3"/><path d="M13 18H7a2 2 0 0 1-2-2V6"/><path d="m22 15-3 3-3-3"/><path d="M11 6h6a2 2 0 0 1 2 2v10"/>',
  star: '<path d="m12 2.5 2.94 5.96 6.56.96-4.75 4.63 1.12 6.55L12 17.5l-5.87 3.1 1.12-6.55L2.5 9.42l6.56-.96z"/>',
  against: '<path d="M9 3h6v9h4.5L12 21l-7.5-9H9z"/>',
  bookmark: '<path d="m19 21-7-4-7 4V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2z"/>',
  more: '<circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/><circle cx="5" cy="12" r="1"/>',
  public: '<circle cx="12" cy="12" r="10"/><path d="M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20"/><path d="M2 12h20"/>',
  unlisted: '<path d="M12 3a6 6 0 0 0 9 9 9 9 0 1 1-9-9Z"/>',
  private: '<rect width="18" height="11" x="3" y="11" rx="2"/><path d="M7 11V7a5 5 0 0 1 10 0v4"/>',
  direct: '<rect width="20" height="16" x="2" y="4" rx="2"/><path d="m22 7-10 6L2 7"/>',
  user: '<path d="M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2"/><circle cx="12" cy="7" r="4"/>',
  follow: '<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/><circle cx="9" cy="7" r="4"/><path d="M19 8v6M22 11h-6"/>',
  settings:
    '<path d="M3 6h9M18 6h3M3 18h3M12 18h9M3 12h3M12 12h9"/><circle cx="15" cy="6" r="3"/><circle cx="9" cy="12" r="3"/><circle cx="9" cy="18" r="3"/>',
  out: '<path d="M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/><path d="m16 17 5-5-5-5"/><path d="M21 12H9"/>',
  check: '<path d="M20 6 9 17l-5-5"/>',
  poll: '<path d="M18 20V10M12 20V4M6 20v-6"/>',
  edit: '<path d="M12 20h9"/><path d="M16.4 3.6a1 1 0 0 1 3 3L7.4 18.6l-4 1.1 1.1-4z"/>',
  pin: '<path d="M12 17v5"/><path d="M9 3h6l-1 7 4 3v4H6v-4l4-3z"/>',
  image: '<rect width="18" height="18" x="3" y="3" rx="2"/><circle cx="9" cy="9" r="2"/><path d="m21 15-5-5L6 21"/>',
  warn: '<path d="M12 3 2 20h20z"/><path d="M12 10v4M12 17h.01"/>',
  back: '<path d="m15 18-6-6 6-6"/>',
  send: '<path d="M12 20V4"/><path d="m5 11 7-7 7 7"/>',
  on: '<path d="m9 18 6-6-6-6"/>',
  close: '<path d="M18 6 6 18M6 6l12 12"/>',
  translate: '<path d="m5 8 6 6M4 14l6-6 2-3M2 5h12M7 2h1M22 22l-5-10-5 10M14 18h6"/>',
  filter: '<path d="M3 6h18M7 12h10M10 18h4"/>',
  info: '<circle cx="12" cy="12" r="10"/><path d="M12 16v-4M12 8h.01"/>',
  message: '<path d="M21 11.5a8.4 8.4 0 0 1-9 8.4 9 9 0 0 1-4-1L3 21l1.9-5a8.4 8.4 0 0 1-1-4.5 8.5 8.5 0 0 1 17.1 0z"/>',
  list: '<path d="M8 6h13M8 12h13M8 18h13M3 6h.01M3 12h.01M3 18h.01"/>',
  block: '<circle cx="12" cy="12" r="10"/><path d="m4.9 4.9 14.2 14.2"/>',
  mute: '<path d="M11 5 6 9H2v6h4l5 4z"/><path d="m22 9-6 6M16 9l6 6"/>',
  tag: '<path d="M4 9h16M4 15h16M10 3 8 21M16 3l-2 18"/>',
  people:
    '<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/><circle cx="9" cy="7" r="4"/><path d="M22 21v-2a4 4 0 0 0-3-3.9M16 3.1a4 4 0 0 1 0 7.8"/>',
  flag: '<path d="M4 15s1-1 4-1 5 2 8 2 4-1 4-1V3s-1 1-4 1-5-2-8-2-4 1-4 1zM4 22v-7"/>',
  calendar: '<rect width="18" height="18" x="3" y="4" rx="2"/><path d="M16 2v4M8 2v4M3 10h18"/>',
  video: '<rect width="20" height="16" x="2" y="4" rx="2"/><path d="m10 9 5 3-5 3z"/>',
  sound: '<path d="M9 18V5l12-2v13"/><circle cx="6" cy="18" r="3"/><circle cx="18" cy="16" r="3"/>',
} as const;

export type IconName = keyof typeof PATHS;

const drawn = Object.fromEntries(
  Object.keys(PATHS).map((name) => [
    name,
    raw(`<svg class="i" width="24" height="24" aria-hidden="true"><use href="#i-${name}"/></svg>`),
  ]),
) as Readonly<Record<IconName, Html>>;

/** A decoration: whatever it says must also be said in words. */
export const icon = (name: IconName): Html => drawn[name];

const symbols = Object.entries(PATHS).map(([name, paths]) => raw(`<symbol id="i-${name}" viewBox="0 0 24 24">${paths}</symbol>`));
const sprite = html`<svg hidden width="0" height="0" aria-hidden="true">${join(symbols)}</svg>`;

/** All icons as symbols; stands once in each page. */
export const iconSprite = (): Html => sprite;
