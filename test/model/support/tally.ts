/** How often each thing happened. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  add(group: string, name: string): void {
    const counts = this.#counts.get(group) ?? new Map<string, number>();
    counts.set(name, (counts.get(name) ?? 0) + 1);
    this.#counts.set(group, counts);
  }

  of(group: string, name: string): number {
    return this.#counts.get(group)?.get(name) ?? 0;
  }

  total(group: string): number {
    return [...(this.#counts.get(group)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  toString(): string {
    return [...this.#counts]
      .map(([group, counts]) => {
        const items = [...counts]
          .sort(([, a], [, b]) => b - a)
          .map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`);
        return [`${group} (${this.total(group)})`, ...items].join('\n');
      })
      .join('\n');
  }
}
