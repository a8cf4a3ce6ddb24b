/**
 * The frame of a classic interface: it greets the app, gets a port from it, and over that the requester's
 * interface with the tasks. Nothing here is secret, and nothing here is trusted by the app.
 */
import { start } from "./boot";
import { Channel } from "./channel";
import { HELLO, type HostMessage, PORT } from "./protocol";

const script = document.currentScript;
const own = script instanceof HTMLScriptElement ? script.src : "/app/classic/frame.js";
const base = new URL(".", new URL(own, document.baseURI)).href;

function addStyles(): void {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("frame.css", base).href;
  document.head.append(link);
}

function onMessage(event: MessageEvent<unknown>): void {
  const port = event.ports[0];
  if (event.source !== window.parent || event.data !== PORT || port === undefined) return;
  window.removeEventListener("message", onMessage);
  const channel = new Channel(port);
  channel.on("init", (init: HostMessage & { type: "init" }) => void start(channel, init, base));
}

// Opened by itself, the document has no parent to greet and stays empty.
if (window.parent !== window) {
  addStyles();
  window.addEventListener("message", onMessage);
  window.parent.postMessage(HELLO, "*");
}
