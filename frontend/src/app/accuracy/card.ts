import { locale } from '../../shared/words';

/** The accuracy card as `manage.py accuracy --card` writes it: see analysis/benchmarks/accuracy/card.py. */
export type Cell = string | number | null;

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly note: string;
}

export interface Section {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly tables: readonly Table[];
}

export interface Card {
  readonly sections: readonly Section[];
  /** Of the libraries with which it was measured. */
  readonly versions: Readonly<Record<string, string>>;
}

const DECIMAL_SIGN = new Intl.NumberFormat(locale).format(0.5).charAt(1);

/** A column of numbers stands with its decimal points below each other, no finer than its smallest is worth. */
export function columnOf(table: Table, index: number): { isNumber: boolean; write: (cell: Cell) => string } {
  const cells = table.rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
  const numbers = cells.filter((cell) => typeof cell === 'number');
  const decimals = decimalsFor(numbers);
  return {
    isNumber: numbers.length > 0 && numbers.length === cells.length,
    write: (cell) => (typeof cell === 'number' ? decimal(cell, decimals) : (cell ?? '–')),
  };
}

function decimalsFor(numbers: readonly number[]): number {
  if (numbers.every(Number.isInteger)) return 0;
  const smallest = Math.min(...numbers.filter((number) => number !== 0).map(Math.abs));
  return smallest >= 20 ? 1 : 2;
}

/** As the viewer writes it, with the minus sign of typography; rounded first: there is no minus zero. */
function decimal(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  const written = text.replace('.', DECIMAL_SIGN);
  return value < 0 && Number(text) !== 0 ? `−${written}` : written;
}
