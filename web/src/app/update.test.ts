import { beforeEach, expect, it, vi } from "vitest";
import { Update } from "./update";

class Worker extends EventTarget {
  state = "installing";
  postMessage = vi.fn();
  become(state: string) {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class Registration extends EventTarget {
  waiting: Worker | null = null;
  installing: Worker | null = null;
  update = async () => {};
}

class Container extends EventTarget {
  controller: unknown = null;
  registration = new Registration();
  register = async () => this.registration;

  /** Another version is found and installed; it waits. */
  find(): Worker {
    const worker = new Worker();
    this.registration.installing = worker;
    this.registration.dispatchEvent(new Event("updatefound"));
    this.registration.installing = null;
    this.registration.waiting = worker;
    worker.become("installed");
    return worker;
  }
  takeOver() {
    this.registration.waiting = null;
    this.controller = {};
    this.dispatchEvent(new Event("controllerchange"));
  }
}

let container: Container;
const reload = vi.fn();
const start = async () => {
  const update = new Update(container as never, reload);
  await update.start();
  return update;
};

beforeEach(() => {
  vi.useFakeTimers();
  container = new Container();
  reload.mockReset();
});

it("says nothing about the first worker ever", async () => {
  const update = await start();
  container.find();
  container.takeOver();
  expect([update.isReady(), reload.mock.calls.length]).toEqual([false, 0]);
});

it("tells of a new version, and reloads when it is wanted here", async () => {
  container.controller = {};
  const update = await start();
  const told = vi.fn();
  update.watch(told);
  const worker = container.find();
  expect([update.isReady(), told.mock.calls.length]).toEqual([true, 1]);
  update.apply();
  expect(worker.postMessage).toHaveBeenCalledWith({ type: "SKIP_WAITING" });
  expect(reload).not.toHaveBeenCalled();
  container.takeOver();
  expect(reload).toHaveBeenCalledOnce();
});

it("never reloads a tab in which nobody asked; a later wish reloads at once", async () => {
  container.controller = {};
  const update = await start();
  container.find();
  container.takeOver(); // Another tab let it in.
  expect(reload).not.toHaveBeenCalled();
  expect(update.isReady()).toBe(true);
  update.apply();
  expect(reload).toHaveBeenCalledOnce();
});

it("knows of a version that waited already", async () => {
  container.controller = {};
  container.registration.waiting = new Worker();
  expect((await start()).isReady()).toBe(true);
});
