/** What an order needs of a person, live or in a history. */
interface Ordered {
  readonly id: number;
  readonly name: string;
  readonly attentiveness: number | null;
}

export const ORDERS = ['name', 'attentiveness', 'joined'] as const;
export type Order = (typeof ORDERS)[number];

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Compare two people; equal ones keep the order of joining, which is that of their numbers. */
const COMPARE: Record<Order, (a: Ordered, b: Ordered) => number> = {
  name: (a, b) => byName.compare(a.name, b.name),
  attentiveness: (a, b) => (a.attentiveness ?? 2) - (b.attentiveness ?? 2),
  joined: () => 0,
};

export const inOrder = <Person extends Ordered>(people: readonly Person[], order: Order): Person[] =>
  people.toSorted((a, b) => COMPARE[order](a, b) || a.id - b.id);
