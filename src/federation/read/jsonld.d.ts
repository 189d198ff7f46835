// The part of jsonld.js that is used here; the package has no types of its own. Of its two forms this is the one that Fedify loads.
declare module "jsonld/dist/jsonld.esm.js" {
  type RemoteDocument = { contextUrl: null; documentUrl: string; document: unknown; tag?: "static" };
  type Options = {
    base: string;
    expandContext: unknown;
    documentLoader: (url: string) => Promise<RemoteDocument>;
  };
  type CanonizeOptions = {
    algorithm: "URDNA2015";
    format: "application/n-quads";
    documentLoader: (url: string) => Promise<RemoteDocument>;
    createMessageDigest: () => { update(text: string): void; digest(): string };
  };
  const jsonld: {
    compact(document: object, context: unknown, options: Options): Promise<{ [key: string]: unknown }>;
    canonize(document: object, options: CanonizeOptions): Promise<string>;
  };
  export default jsonld;
}
