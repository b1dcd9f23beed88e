import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Meaning, type Term } from '../meaning/Meaning';
import { percent } from '../../shared/numbers';

interface PanelProps {
  readonly title: string;
  readonly class?: string;
  /** The numbers in it. */
  readonly means?: readonly Term[];
  /** Beside the title. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A card of a history page. */
export function Panel({ title, means, tools, children, ...rest }: PanelProps) {
  const name = useId();
  return (
    <section class={`card panel ${rest.class ?? ''}`} aria-labelledby={name}>
      <div class="panel-head">
        <div class="panel-title">
          <h2 id={name}>{title}</h2>
          {means && <Meaning of={means} />}
        </div>
        {tools}
      </div>
      {children}
    </section>
  );
}

interface FiguresProps {
  readonly head: readonly string[];
  /** The first of each row names it. */
  readonly rows: readonly (readonly ComponentChildren[])[];
  readonly open?: boolean;
  readonly label: string;
}

/** A chart in figures. */
export function Figures({ head, rows, label, open = false }: FiguresProps) {
  return (
    <details class="figures-more" open={open}>
      <summary class="small soft">{label}</summary>
      <div class="table-scroll" role="group" aria-label={label} tabIndex={0}>
        <table class="figures number small">
          <thead>
            <tr>
              {head.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...cells], row) => (
              <tr key={row}>
                <th scope="row">{first}</th>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

interface LeastProps {
  readonly label: string;
  readonly value: number;
  readonly change: (least: number) => void;
}

/** "At least N %": a slider with its figure. */
export function Least({ label, value, change }: LeastProps) {
  return (
    <label class="least small">
      {label}
      <input
        type="range"
        min={5}
        max={100}
        step={5}
        value={Math.round(value * 100)}
        onInput={(event) => change(event.currentTarget.valueAsNumber / 100)}
      />
      <output class="number">{percent(value)}</output>
    </label>
  );
}
