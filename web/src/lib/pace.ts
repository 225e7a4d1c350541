/**
 * Runs `work` when it is asked to, but never more often than every `every` ms and never twice at a
 * time: at once when it was quiet, else once at the end of the pause.
 */
export class Pace {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private last = Number.NEGATIVE_INFINITY;
  private busy = false;
  private again = false;
  private over = false;

  constructor(
    private readonly work: () => void | Promise<void>,
    private readonly every: number,
  ) {}

  ask(): void {
    if (this.over || this.timer !== null) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    const wait = this.last + this.every - Date.now();
    if (wait <= 0) void this.run();
    else this.timer = setTimeout(() => void this.run(), wait);
  }

  private async run(): Promise<void> {
    this.timer = null;
    this.again = false;
    this.busy = true;
    try {
      await this.work();
    } finally {
      this.busy = false;
      // From the end: what was slow to draw must not be drawn again right behind.
      this.last = Date.now();
      if (this.again) this.ask();
    }
  }

  stop(): void {
    this.over = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
