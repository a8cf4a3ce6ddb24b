import { beforeEach, describe, expect, test } from "vitest";
import { compile } from "~/template/engine/config";
import type { Host, UploadedFile } from "~/template/engine/host";
import type { Mount } from "~/template/engine/mount";
import { Task } from "~/template/engine/task";
import { acceptList, isAccepted, sourcesOf } from "./accepting";
import { registry } from "./schemas";
import { filesOf } from "./sent-files";

interface Going {
  readonly name: string;
  readonly progress: (share: number) => void;
  readonly store: (id: string) => Promise<void>;
  readonly fail: (words: string) => Promise<void>;
  isCancelled: boolean;
}

/** A host whose uploads end when a test says so. */
function hostWith(going: Going[], mode: Host["mode"]): Host {
  return {
    mode,
    assignmentId: "a1",
    searchEngines: {},
    tiles: undefined,
    translate: () => undefined,
    proxyUrl: (path) => path,
    openLink: () => {},
    watchLocation: () => () => {},
    file: async (id) => ({ id, name: `${id}.png`, mediaType: "image/png", size: 1, url: `/files/${id}` }),
    upload: (file, progress) => {
      let resolve = (_: UploadedFile) => {};
      let reject = (_: Error) => {};
      const promise = new Promise<UploadedFile>((store, fail) => {
        resolve = store;
        reject = fail;
      });
      const one: Going = {
        name: file.name,
        progress,
        store: async (id) => {
          resolve({ id, name: file.name, mediaType: file.type, size: file.size });
          await settled();
        },
        fail: async (words) => {
          reject(new Error(words));
          await settled();
        },
        isCancelled: false,
      };
      going.push(one);
      const cancel = () => {
        one.isCancelled = true;
        reject(new DOMException("cancelled", "AbortError"));
      };
      return { done: promise, cancel };
    },
  };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

let going: Going[];
beforeEach(() => {
  going = [];
});

function open(more: object, output?: unknown, mode: Host["mode"] = "work") {
  const view = { type: "field.file", data: { type: "data.output", path: "files" }, ...more };
  const task = new Task(compile({ view }, registry), hostWith(going, mode), { id: "t", input: {}, output });
  task.begin();
  const mount = task.root.peek() as Mount;
  return { task, mount, files: filesOf(mount), value: () => task.output.peek(["files"]) };
}

const file = (name: string) => new File(["x"], name, { type: "image/png" });

describe("several files", () => {
  test("two are sent at once, and their ids stand as they were picked", async () => {
    const { files, value } = open({ multiple: true }, { files: ["old"] });
    files.add([file("a"), file("b"), file("c")]);
    expect(going.map(({ name }) => name)).toEqual(["a", "b"]);
    await going[1]?.store("id-b");
    expect(value()).toEqual(["old", "id-b"]);
    await going[0]?.store("id-a");
    await going[2]?.store("id-c");
    expect(value()).toEqual(["old", "id-a", "id-b", "id-c"]);
    files.remove("id-a");
    expect(value()).toEqual(["old", "id-b", "id-c"]);
  });

  test("a submit waits for those under way, and for those whose turn has not come", async () => {
    const { task, files, value } = open({ multiple: true });
    files.add([file("a"), file("b"), file("c")]);
    expect(task.uploads.running.peek()).toBe(3);
    const seen: unknown[] = [];
    const finished = task.uploads.finished().then(() => seen.push(value()));
    await going[0]?.store("id-a");
    await going[1]?.fail("lost");
    expect(seen).toEqual([]);
    await going[2]?.store("id-c");
    await finished;
    expect(seen).toEqual([["id-a", "id-c"]]);
  });

  test("what failed is complained of until it is tried again or let go", async () => {
    const { task, mount, files, value } = open({ multiple: true });
    files.add([file("a")]);
    going[0]?.progress(0.5);
    await going[0]?.fail("The file is too large");
    const [pending] = files.pending.peek();
    expect(pending?.failed.peek()).toBe("The file is too large");
    expect(mount.error.peek()).toBeDefined();
    expect(task.insist()).toBe(false);
    if (pending) files.retry(pending);
    expect([mount.error.peek(), pending?.share.peek(), task.uploads.running.peek()]).toEqual([
      undefined,
      0,
      1,
    ]);
    await going[1]?.store("id-a");
    expect([value(), files.pending.peek()]).toEqual([["id-a"], []]);
  });

  test("removing the last leaves no value", () => {
    const { files, value } = open({ multiple: true }, { files: ["a"] });
    files.remove("a");
    expect(value()).toBeUndefined();
  });
});

describe("one file", () => {
  test("a new one takes the place of what is there, also of what is still under way", async () => {
    const { files, value } = open({}, { files: "old" });
    files.add([file("a"), file("b")]);
    expect([value(), going.map(({ name }) => name)]).toEqual([undefined, ["b"]]);
    files.add([file("c")]);
    expect(going[0]?.isCancelled).toBe(true);
    await going[1]?.store("id-c");
    expect([value(), files.ids]).toEqual(["id-c", ["id-c"]]);
  });
});

test("a field that goes sends nothing more, and what it sent does not become an answer", async () => {
  const { task, files, value } = open({ multiple: true });
  files.add([file("a"), file("b"), file("c")]);
  task.end();
  await settled();
  expect(going.map(({ isCancelled }) => isCancelled)).toEqual([true, true]);
  expect([task.uploads.running.peek(), value()]).toEqual([0, undefined]);
});

test("nothing is added where the page is only read", () => {
  const { files } = open({ multiple: true }, undefined, "read-only");
  files.add([file("a")]);
  expect(going).toEqual([]);
});

test("a stored file's name and address are asked for once they are needed", async () => {
  const { files } = open({}, { files: "f1" });
  expect(files.known("f1")).toBeUndefined();
  await files.look("f1");
  expect(files.known("f1")?.url).toBe("/files/f1");
});

describe("what is accepted", () => {
  test.each([
    ["image/png", "a.png", true],
    ["image/png", "a", true],
    ["text/plain", "a.png", false],
    ["application/pdf", "A.PDF", true],
    ["", "scan.heic", true],
    ["video/mp4", "clip.mp4", true],
  ])("%s, named %s: %s", (type, name, expected) => {
    expect(isAccepted({ type, name }, acceptList(["image/png", "pdf", "video/*"]))).toBe(expected);
  });

  test("an extension may lack its dot; no list accepts all", () => {
    expect(acceptList(["PDF", ".doc", "image/*", "", null])).toEqual([".pdf", ".doc", "image/*"]);
    expect(isAccepted({ type: "", name: "a" }, [])).toBe(true);
    expect(isAccepted({ type: "", name: "a" }, [".pdf"])).toBe(false);
  });

  test("sources in a fixed order; a photo where none is named", () => {
    expect(sourcesOf({ fileSystem: true, photo: true, video: false })).toEqual(["photo", "fileSystem"]);
    expect([sourcesOf(undefined), sourcesOf({})]).toEqual([["photo"], ["photo"]]);
  });
});
