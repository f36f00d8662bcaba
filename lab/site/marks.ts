/** What faults have done to things, by the thing and the fault; several faults may strike one thing. */
export class Marks<V> {
  private readonly byTarget = new Map<string, Map<string, V>>();

  /** Strikes a thing; gives what takes it back. */
  set(target: string, fault: string, value: V): () => void {
    const marks = this.byTarget.get(target) ?? new Map<string, V>();
    marks.set(fault, value);
    this.byTarget.set(target, marks);
    return () => {
      marks.delete(fault);
      if (marks.size === 0 && this.byTarget.get(target) === marks) this.byTarget.delete(target);
    };
  }

  has(target: string): boolean {
    return this.byTarget.has(target);
  }

  /** Every mark of a thing, the oldest first. */
  all(target: string): readonly V[] {
    return [...(this.byTarget.get(target)?.values() ?? [])];
  }

  /** The newest mark of a thing. */
  get(target: string): V | undefined {
    return this.all(target).at(-1);
  }
}
