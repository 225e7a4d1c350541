/** Work on ids in the order they came, a few under way at a time, none waiting twice. */
export class FewAtATime {
  private readonly waiting: string[] = [];
  private running = 0;

  /** What `work` does with a failure is its own matter: the next id has its turn all the same. */
  constructor(
    private readonly work: (id: string) => Promise<void>,
    private readonly most = 4,
  ) {}

  add(id: string): void {
    if (!this.waiting.includes(id)) this.waiting.push(id);
    this.next();
  }

  private next(): void {
    while (this.running < this.most) {
      const id = this.waiting.shift();
      if (id === undefined) return;
      ++this.running;
      void this.work(id).finally(() => {
        --this.running;
        this.next();
      });
    }
  }
}
