// Calculates workbooks anew with HyperFormula. A workbook is one line of JSON on standard input:
// {sheets: {name: [[row, column, content], …]}, names: {name: formula}, cells: [[sheet, row, column], …],
//  formulas: [[sheet, formula], …]}; rows and columns count from 0.
// For each one line comes back: {cells: [value, …], spilled: [number of the cell, …], formulas: [value, …]}.
// An error is {error: "#N/A"}, a blank cell null. The folder that has HyperFormula is the first argument.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

const { HyperFormula } = createRequire(resolve(process.argv[2], "here.js"))("hyperformula");

// So it judges like Excel. Its limits of size are Excel's.
const config = {
  licenseKey: "gpl-v3",
  useArrayArithmetic: true,
  evaluateNullToZero: true,
  accentSensitive: true,
  smartRounding: false,
  precisionEpsilon: 1e-13,
  maxRows: 1048576,
  maxColumns: 16384,
};

const plain = (value) => {
  if (value !== null && typeof value === "object") {
    return { error: value.value ?? "an array" };
  }
  return value === undefined ? null : value;
};

const grid = (cells) => {
  const rows = [];
  for (const [row, column, content] of cells) {
    while (rows.length <= row) rows.push([]);
    while (rows[row].length <= column) rows[row].push(null);
    rows[row][column] = content;
  }
  return rows;
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const book = JSON.parse(line);
  const sheets = Object.fromEntries(Object.entries(book.sheets).map(([name, cells]) => [name, grid(cells)]));
  const names = Object.entries(book.names).map(([name, expression]) => ({ name, expression }));
  const engine = HyperFormula.buildFromSheets(sheets, config, names);
  const places = book.cells.map(([name, row, col]) => ({ sheet: engine.getSheetId(name), row, col }));
  const answer = {
    cells: places.map((place) => plain(engine.getCellValue(place))),
    spilled: places.flatMap((place, number) => (engine.isCellPartOfArray(place) ? [number] : [])),
    formulas: book.formulas.map(([name, text]) => plain(engine.calculateFormula(text, engine.getSheetId(name)))),
  };
  engine.destroy();
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
