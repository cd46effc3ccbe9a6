/** JSON knows no infinity: these words stand for it, as in spaces. */
const infinities = new Map([Infinity, -Infinity].map((number) => [String(number), number]))

/**
 * Options as JSON can hold them: infinite numbers as the words `"Infinity"` and `"-Infinity"`, typed arrays as lists,
 * what is undefined left out. All else stays as it is: `findNonJson` finds what JSON would lose.
 */
export function toJSONValue(value: unknown): unknown {
  if (value === Infinity || value === -Infinity) return String(value)
  if (ArrayBuffer.isView(value) && Symbol.iterator in value)
    return Array.from(value as Float32Array, toJSONValue)
  return mapParts(value, toJSONValue)
}

/** The other way, as far as it goes: the words become numbers again, lists stay lists. */
export function fromJSONValue(value: unknown): unknown {
  return typeof value === 'string' ? (infinities.get(value) ?? value) : mapParts(value, fromJSONValue)
}

/** The place of the first value that would not come back from JSON as it was. */
export function findNonJson(value: unknown, place: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : place
  if (Array.isArray(value)) return firstDefined(value.map((item, i) => findNonJson(item, `${place}[${i}]`)))
  if (!isPlainObject(value)) return place
  return firstDefined(Object.entries(value).map(([key, item]) => findNonJson(item, `${place}.${key}`)))
}

function firstDefined(places: (string | undefined)[]): string | undefined {
  return places.find((place) => place !== undefined)
}

/** A list or plain object with each part mapped, undefined ones left out of objects; any other value as it is. */
function mapParts(value: unknown, map: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map)
  if (!isPlainObject(value)) return value
  const given = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(given.map(([key, part]) => [key, map(part)]))
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
