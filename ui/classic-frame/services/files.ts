/** Files go to the app as they are; it uploads them and says under which id they are kept. */
import type { Channel } from "../channel";

export interface Uploaded {
  id: string;
  url?: string | undefined;
}

export class FileService {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  async upload(file: Blob, name: string, onProgress?: (share: number) => void): Promise<Uploaded> {
    return (await this.#channel.ask({ type: "upload", file, name }, onProgress)) as Uploaded;
  }

  /** Where an uploaded file can be looked at for a while, or null. */
  async urlOf(id: string): Promise<string | null> {
    return (await this.#channel.ask({ type: "fileUrl", id })) as string | null;
  }
}
