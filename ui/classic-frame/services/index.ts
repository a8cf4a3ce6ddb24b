/** The services of the task API, each over the channel to the app. */
import type { Channel } from "../channel";
import type { Outbox } from "../outbox";
import type { Init } from "../protocol";
import { Drafts } from "./drafts";
import { FileService } from "./files";
import { ChannelGeolocation } from "./geolocation";
import { HotkeyService, Keys } from "./hotkey";
import { ProxyService } from "./proxy";
import { forgetStates, StorageService, Store } from "./storage";

export interface TaskInterface {
  showInstructionPopup(): void;
  toggleFullscreen(): void;
}

/** What a task, a suite and an assignment carry as properties. */
export interface ServiceSet {
  storage: StorageService;
  geolocation: ChannelGeolocation;
  taskInterface: TaskInterface;
  hotkey: HotkeyService;
  clientInfo: { getClientInfo(): Record<string, unknown> };
  file: FileService;
}

export interface Services {
  readonly keys: Keys;
  readonly drafts: Drafts;
  readonly proxy: ProxyService;
  readonly files: FileService;
  readonly store: Store;
  readonly geolocation: ChannelGeolocation;
  ofTask(): ServiceSet;
  openLink(url: string): void;
  stop(): void;
}

export function createServices(channel: Channel, outbox: Outbox, init: Init): Services {
  const keys = new Keys();
  const store = new Store(outbox, init.stored);
  forgetStates(store, init.assignmentId);
  const files = new FileService(channel);
  const geolocation = new ChannelGeolocation(channel);
  const drafts = new Drafts(channel, init.options.isReadOnly);
  const set: ServiceSet = {
    storage: new StorageService(store),
    geolocation,
    taskInterface: {
      showInstructionPopup: () => channel.send({ type: "instructions" }),
      toggleFullscreen: () => channel.send({ type: "fullscreen" }),
    },
    hotkey: new HotkeyService(keys),
    clientInfo: { getClientInfo: () => ({ ...init.clientInfo }) },
    file: files,
  };
  return {
    keys,
    drafts,
    store,
    files,
    geolocation,
    proxy: new ProxyService(channel, init.proxyUrl),
    ofTask: () => set,
    openLink: (url) => channel.send({ type: "openLink", url }),
    stop: () => {
      keys.stop();
      geolocation.stop();
      drafts.stop();
      outbox.flush();
    },
  };
}
