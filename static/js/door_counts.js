// The numbers on the wall, asked for every five seconds; an unchanged answer weighs nothing.
import { Server, showCounts } from "./door_network.js";

const server = new Server(document.getElementById("counts").dataset.address.split("/").at(-3));

setInterval(async () => {
  if (document.visibilityState === "visible") showCounts(await server.counts().catch(() => null));
}, 5000);
