import { columnOf, type Table } from './card';

export function CardTable({ table }: { readonly table: Table }) {
  const columns = table.columns.map((name, index) => ({ name, ...columnOf(table, index) }));
  return (
    <figure class="card-table">
      <figcaption>{table.title}</figcaption>
      <div class="card-table-scroll" role="group" aria-label={table.title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, isNumber }, index) => (
                <th key={index} scope="col" class={isNumber ? 'right' : ''}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, at) => (
              <tr key={at}>
                {columns.map(({ isNumber, write }, index) => (
                  <td key={index} class={isNumber ? 'right number' : ''}>
                    {write(row[index] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.note && <p class="small soft">{table.note}</p>}
    </figure>
  );
}
