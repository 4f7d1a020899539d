// The numbers of one day or of several, asked for every five seconds; an unchanged answer weighs nothing.
import { Server, showCounts } from "./door_network.js";

for (const place of document.querySelectorAll("[data-counts]")) {
  const server = new Server(place.dataset.counts);
  setInterval(async () => {
    if (document.visibilityState === "visible") showCounts(await server.counts().catch(() => null), place);
  }, 5000);
}
