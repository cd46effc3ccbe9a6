import { writeFileSync } from 'node:fs'
import { bodies, type BodyDescription, type Link } from '../../src/sim/index.js'

/** Pixels a metre. */
const SCALE = 260
const MARGIN = 0.15
const colours = ['#51637a', '#d9822b', '#e3a04f', '#efc383', '#3a8f8a', '#62b3ab', '#98d3c9']

/** Origin of every link when every hinge is at 0, m. */
function origins(body: BodyDescription): Map<string, { x: number; z: number }> {
  const places = new Map<string, { x: number; z: number }>()
  for (const link of body.links) {
    const from = link.parent === undefined ? { x: 0, z: body.restHeight } : places.get(link.parent)!
    places.set(link.name, { x: from.x + link.x, z: from.z + link.z })
  }
  return places
}

/** A body at rest as SVG: capsules, hinges as dots, the ground, and a bar of half a metre. */
function picture(body: BodyDescription): string {
  const places = origins(body)
  const segments = body.links.flatMap((link, index) =>
    link.capsules.map(({ x, z, angle, halfLength, radius }) => {
      const { x: ox, z: oz } = places.get(link.name)!
      const dx = halfLength * Math.sin(angle)
      const dz = halfLength * Math.cos(angle)
      return { index, x1: ox + x - dx, z1: oz + z - dz, x2: ox + x + dx, z2: oz + z + dz, radius }
    }),
  )
  const xs = segments.flatMap(({ x1, x2, radius }) => [x1 - radius, x1 + radius, x2 - radius, x2 + radius])
  const zs = segments.flatMap(({ z1, z2, radius }) => [z1 + radius, z2 + radius])
  const left = Math.min(...xs) - MARGIN
  const width = Math.max(...xs) + MARGIN - left
  const top = Math.max(...zs) + MARGIN
  const height = top + MARGIN
  const px = (x: number) => ((x - left) * SCALE).toFixed(1)
  const py = (z: number) => ((top - z) * SCALE).toFixed(1)
  const lines = segments.map(
    ({ index, x1, z1, x2, z2, radius }) =>
      `<line x1="${px(x1)}" y1="${py(z1)}" x2="${px(x2)}" y2="${py(z2)}" stroke="${colours[index]}" stroke-width="${(2 * radius * SCALE).toFixed(1)}"/>`,
  )
  const dots = body.links.flatMap(({ name, hinge }: Link) => {
    if (!hinge) return []
    const { x, z } = places.get(name)!
    return [`<circle cx="${px(x + hinge.x)}" cy="${py(z + hinge.z)}" r="5" fill="#fff" stroke="#222"/>`]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${(width * SCALE).toFixed(0)} ${(height * SCALE).toFixed(0)}" width="${(width * SCALE).toFixed(0)}">`,
    `<rect width="100%" height="100%" fill="#f4f6f8"/>`,
    `<rect y="${py(0)}" width="100%" height="100%" fill="#c9d2c0"/>`,
    `<g stroke-linecap="round">${lines.join('')}</g>`,
    dots.join(''),
    `<path d="M${px(left + 0.05)} ${py(-0.07)}h${SCALE / 2}" stroke="#222" stroke-width="3"/>`,
    `<text x="${px(left + 0.05)}" y="${py(-0.12)}" font-family="sans-serif" font-size="11">0.5 m</text>`,
    '</svg>\n',
  ].join('\n')
}

/** Draws the bodies for `docs/bodies.md`. */
export default function pictures(): void {
  for (const body of Object.values(bodies)) {
    const file = `docs/images/${body.name}.svg`
    writeFileSync(file, picture(body))
    console.log(file)
  }
}
