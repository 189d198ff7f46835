/** This version of Kith, as it names itself to apps and other servers. A test compares it with package.json. */
export const VERSION = "0.1.0";
