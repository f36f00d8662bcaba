interface Colours {
  readonly page: string;
  readonly frame: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly implied: string;
  readonly people: readonly [fill: string, stroke: string, text: string];
  readonly machines: readonly [fill: string, stroke: string, text: string];
}

const LIGHT: Colours = {
  page: '#ffffff',
  frame: '#f4f6f8',
  text: '#1b1f24',
  quiet: '#57606a',
  line: '#57606a',
  implied: '#afb8c1',
  people: ['#fff4d6', '#9a6700', '#7a5200'],
  machines: ['#e7f1fb', '#2c6cb0', '#1f5591'],
};

const DARK: Colours = {
  page: '#12161c',
  frame: '#1a2028',
  text: '#e9edf2',
  quiet: '#a3adb9',
  line: '#a3adb9',
  implied: '#566170',
  people: ['#3a2d0c', '#d9a436', '#f0c766'],
  machines: ['#14293f', '#6aa9e6', '#93c4f3'],
};

/** Styles of a drawing, after the scheme that the reader prefers. No variables: few programs but browsers know them. */
export function svgStyle(): readonly string[] {
  return [
    'text { font-family: system-ui, sans-serif; font-size: 13px; }',
    '.heading { font-size: 17px; font-weight: 600; }',
    '.kind { font-size: 11px; font-weight: 600; }',
    '.note { font-size: 11px; }',
    '.frame { stroke-dasharray: 4 3; }',
    '.frame-title { font-weight: 600; paint-order: stroke; stroke-width: 6px; }',
    '.people, .machines, .join { stroke-width: 1.5; }',
    '.line, .implied { fill: none; stroke-width: 1.5; }',
    '.implied { stroke-dasharray: 2 4; }',
    ...coloured(LIGHT),
    '@media (prefers-color-scheme: dark) {',
    ...coloured(DARK).map((rule) => `  ${rule}`),
    '}',
  ];
}

function coloured(colours: Colours): readonly string[] {
  const { page, frame, text, quiet, line, implied, people, machines } = colours;
  return [
    `.page { fill: ${page}; }`,
    `.frame { fill: ${frame}; stroke: ${quiet}; }`,
    `text { fill: ${text}; }`,
    `.frame-title { stroke: ${frame}; }`,
    `.note { fill: ${quiet}; }`,
    `.people { fill: ${people[0]}; stroke: ${people[1]}; }`,
    `.people-kind { fill: ${people[2]}; }`,
    `.machines { fill: ${machines[0]}; stroke: ${machines[1]}; }`,
    `.machines-kind { fill: ${machines[2]}; }`,
    `.join { fill: ${page}; stroke: ${quiet}; }`,
    `.line { stroke: ${line}; } .head { fill: ${line}; }`,
    `.implied { stroke: ${implied}; } .implied-head { fill: ${implied}; }`,
  ];
}
