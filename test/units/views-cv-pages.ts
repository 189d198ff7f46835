// The pages of CVs and recommendations.
import { toJson } from "../../src/db/columns.ts";
import type { CvContent } from "../../src/db/values.ts";
import type { Html } from "../../src/html.ts";
import type { Recommendation } from "../../src/recommendations/load.ts";
import { cvEntryView, cvSettingsView } from "../../views/people/cv-settings.ts";
import { cvView } from "../../views/people/cv.ts";
import {
  checkView,
  recommendationsView,
  recommendationView,
  recommendView,
  referView,
} from "../../views/people/recommendations.ts";
import { aContext, visitor } from "./views-sample-pages.ts";
import { jon, longest, mallory, mia, NOW, XSS } from "./views-samples.ts";

const ctx = aContext();
const entry = {
  id: 4,
  title: XSS,
  organisation: longest.display_name,
  place: XSS,
  from: "2019-03",
  until: "",
  text: `${XSS}\n\n${XSS}\n${XSS}`,
};
const content: CvContent = {
  experience: [entry, { ...entry, id: 5, title: "", until: "2020" }],
  education: [{ ...entry, id: 6, from: "", until: "2012" }],
  skills: [XSS, longest.display_name],
  languages: [{ name: XSS, level: "fluent" }],
  open_to: ["work"],
  audience: { skills: "friends" },
};
const told = {
  uri: "https://elsewhere.example/r/1",
  author_uri: "https://elsewhere.example/u/1",
  relation: XSS,
  content: XSS,
  updated_at: NOW,
};
const cv = {
  ...content,
  headline: XSS,
  links: [{ name: XSS, url: "https://example.org/", verified_at: NOW }],
  recommendations: [
    { ...told, id: 7, author: mallory, relation: "client", told_by: "" },
    { ...told, id: 0, author: undefined, told_by: "elsewhere.example" },
  ],
};
const row: Recommendation = {
  id: 7,
  uri: "https://kith.example/users/2/recommendations/7",
  author_id: 2,
  subject_id: 1,
  relation: "client",
  content: XSS,
  state: "pending",
  document: toJson({}),
  key_id: "",
  key_pem: "",
  created_at: NOW,
  updated_at: NOW,
  answered_at: 0,
};
const signed = { author_uri: jon.uri, subject_uri: mia.uri, relation: "client", content: XSS, updated: NOW, signed_at: NOW };
const check = { uri: row.uri, origin: "found", proof: "valid", key_id: `${jon.uri}#key`, signed, shown: true } as const;
const nothing = { ...check, origin: "gone", proof: undefined, key_id: "", signed: undefined, shown: undefined } as const;

export const cvPages = (): Record<string, Html> => ({
  cv: cvView(ctx, { account: mia, cv }),
  cv_visitor: cvView(visitor(), { account: { ...mia, indexable: 1, display_name: XSS }, cv }),
  cv_settings: cvSettingsView(ctx, { account: mia, headline: XSS, content }),
  cv_settings_wrong: cvSettingsView(ctx, {
    account: mia,
    headline: "",
    content,
    typed: { headline: XSS },
    problems: { headline: XSS },
  }),
  cv_entry: cvEntryView(ctx, { section: "experience", entry }),
  cv_entry_wrong: cvEntryView(ctx, {
    section: "education",
    entry: { ...entry, id: 0 },
    typed: { title: XSS },
    problems: { until: XSS },
  }),
  recommendations: recommendationsView(ctx, {
    which: "received",
    items: [
      { row, author: mallory, subject: mia },
      { row: { ...row, id: 8, state: "accepted" }, author: undefined, subject: mia },
    ],
    pager: {},
  }),
  recommendations_none: recommendationsView(ctx, { which: "given", items: [], pager: {} }),
  recommendation: recommendationView(visitor(), { row: { ...row, state: "accepted" }, author: jon, subject: mia }),
  recommend: recommendView(ctx, { subject: jon, written: undefined }),
  recommend_again: recommendView(ctx, { subject: jon, written: row, typed: { text: XSS }, problems: { text: XSS } }),
  refer: referView(ctx, { account: mallory, typed: { to: XSS, comment: XSS }, problems: { to: XSS } }),
  check: checkView(visitor(), { check, author: jon, subject: mia }),
  check_partly: checkView(ctx, { check: { ...check, proof: "old_key", shown: undefined }, author: undefined, subject: mia }),
  check_no: checkView(ctx, { check: nothing, author: undefined, subject: undefined }),
});
