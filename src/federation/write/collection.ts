// Lists of uris: followers, following, replies. What they hold may be counted without being told.
import type { Collection, CollectionPage, OrderedCollection, OrderedCollectionPage } from "@fedify/fedify/vocab";
import { url, urls, type Writer } from "./writer.ts";

/** `owner`: whose it is, where its uri does not say so. */
type Head = { uri: string; total?: number | undefined; first?: string | undefined; owner?: string | undefined };

/** The collection itself: how many, and where its first page is (nowhere when its members are not told). */
export const toOrderedCollection = (head: Head, { vocab }: Writer): OrderedCollection =>
  new vocab.OrderedCollection(headValues(head));

export const toCollection = (head: Head, { vocab }: Writer): Collection => new vocab.Collection(headValues(head));

const headValues = ({ uri, total, first, owner }: Head) => ({
  id: url(uri),
  totalItems: total ?? null,
  first: first === undefined ? null : url(first),
  attribution: owner === undefined ? null : url(owner),
});

type Page = { uri: string; collection: string; items: readonly string[]; next?: string | undefined };

export const toOrderedPage = (page: Page, { vocab }: Writer): OrderedCollectionPage =>
  new vocab.OrderedCollectionPage(pageValues(page));

export const toPage = (page: Page, { vocab }: Writer): CollectionPage => new vocab.CollectionPage(pageValues(page));

const pageValues = ({ uri, collection, items, next }: Page) => ({
  id: url(uri),
  partOf: url(collection),
  next: next === undefined ? null : url(next),
  items: urls(items),
});
