import { defineInstance } from "./src/config.ts";

export default defineInstance({
  // Where people find this server. A loopback name means development: http, and other loopback servers are its peers.
  // With a real name ("example.org") Kith is a production server behind an https proxy. It can never be changed later.
  domain: "localhost:3000",
});
