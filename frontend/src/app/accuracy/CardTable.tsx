import { useId } from 'preact/hooks';
import { columnOf, type Table } from './card';
import { Words } from './Words';

export function CardTable({ table }: { readonly table: Table }) {
  const title = useId();
  const columns = table.columns.map((name, index) => ({ name, ...columnOf(table, index) }));
  return (
    <figure class="card-table">
      <figcaption id={title}>
        <Words text={table.title} />
      </figcaption>
      <div class="card-table-scroll" role="group" aria-labelledby={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, isNumber }, index) => (
                <th key={index} scope="col" class={isNumber ? 'right' : ''}>
                  <Words text={name} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, at) => (
              <tr key={at}>
                {columns.map(({ isNumber, write }, index) => (
                  <td key={index} class={isNumber ? 'right number' : ''}>
                    {isNumber ? write(row[index] ?? null) : <Words text={write(row[index] ?? null)} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.note && (
        <p class="small soft">
          <Words text={table.note} />
        </p>
      )}
    </figure>
  );
}
