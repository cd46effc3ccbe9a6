/** Prints rows under a header as a Markdown table, which is readable as it is. */
export function printTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [header, header.map(() => '---'), ...rows.map((row) => row.map(String))]
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  for (const row of cells) {
    const line = row.map((cell, column) => cell.padEnd(widths[column], cell === '---' ? '-' : ' '))
    console.log(`| ${line.join(' | ')} |`)
  }
}
