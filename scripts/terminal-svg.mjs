// A terminal's screen, as `tmux capture-pane -e` gives it, as an SVG picture.
const COLORS = {
  31: '#e5534b',
  32: '#57ab5a',
  33: '#c69026',
  34: '#539bf5',
  35: '#b083f0',
  36: '#39c5cf',
  90: '#768390',
}
const CELL = { width: 8.4, height: 19 }
const PADDING = 14

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

// Colour, bold and dim are all that the commands use; 0, 22 and 39 end them.
function restyle(style, codes) {
  let next = style
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) next = {}
    else if (code === 1) next = { ...next, bold: true }
    else if (code === 2) next = { ...next, dim: true }
    else if (code === 22) next = { ...next, bold: false, dim: false }
    else if (code === 39) next = { ...next, color: undefined }
    else if (COLORS[code] !== undefined) next = { ...next, color: COLORS[code] }
  }
  return next
}

function spanOf(text, { color, bold, dim }) {
  const attributes = [
    ...(color === undefined ? [] : [`fill="${color}"`]),
    ...(bold ? ['font-weight="bold"'] : []),
    ...(dim ? ['opacity="0.65"'] : []),
  ]
  return attributes.length === 0 ? escape(text) : `<tspan ${attributes.join(' ')}>${escape(text)}</tspan>`
}

function rowOf(line, style, y) {
  let now = style
  const [plain = '', ...rest] = line.split('\u001B[')
  const spans = rest.map((part) => {
    const [, codes = '', text = ''] = /^([\d;]*)m(.*)$/.exec(part) ?? []
    now = restyle(now, codes)
    return text === '' ? '' : spanOf(text, now)
  })
  if (plain !== '') spans.unshift(spanOf(plain, style))
  return { svg: `<text x="${PADDING}" y="${y}" xml:space="preserve">${spans.join('')}</text>`, style: now }
}

/** The picture of a screen of so many columns; empty lines at its end are left out. */
export function terminalSvg(screen, columns) {
  const lines = screen.trimEnd().split('\n')
  const width = Math.ceil(columns * CELL.width + 2 * PADDING)
  const height = lines.length * CELL.height + 2 * PADDING
  let style = {}
  const rows = lines.map((line, n) => {
    const row = rowOf(line, style, PADDING + 14 + n * CELL.height)
    style = row.style
    return row.svg
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1c2128"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#cdd9e5">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}
