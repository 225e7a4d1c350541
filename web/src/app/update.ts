type Container = Pick<ServiceWorkerContainer, "register" | "controller" | "addEventListener">;

const LOOK_MS = 3_600_000;

/**
 * The service worker and its new versions. Nothing here reloads a tab in which nobody asked for it:
 * a worker that another tab let in takes over this one as well, but what this tab has loaded works
 * on, and it may be a till in the middle of a sale. (vite-plugin-pwa's helper reloads them all.)
 */
export class Update {
  private registration: ServiceWorkerRegistration | undefined;
  private readonly watchers = new Set<() => void>();
  private ready = false;
  private wanted = false;

  constructor(
    private readonly container: Container,
    private readonly reload: () => void,
  ) {}

  watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
  /** True when a reload brings a newer version. */
  isReady = () => this.ready;

  async start(): Promise<void> {
    // The very first worker takes over nothing that is old.
    let controlled = this.container.controller !== null;
    this.container.addEventListener("controllerchange", () => {
      if (this.wanted) this.reload();
      else if (controlled) this.tell();
      controlled = true;
    });
    const registration = await this.container.register("/sw.js");
    this.registration = registration;
    if (registration.waiting && controlled) this.tell();
    registration.addEventListener("updatefound", () => {
      const installing = registration.installing;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed" && controlled) this.tell();
      });
    });
    // A till stays open for days: it looks by itself. No answer means no news.
    setInterval(() => void registration.update().catch(() => {}), LOOK_MS);
  }

  /** Somebody in this tab wants the new version now. */
  apply(): void {
    const waiting = this.registration?.waiting;
    if (!waiting) {
      this.reload();
      return;
    }
    this.wanted = true;
    waiting.postMessage({ type: "SKIP_WAITING" });
  }

  private tell(): void {
    this.ready = true;
    for (const watcher of [...this.watchers]) watcher();
  }
}
