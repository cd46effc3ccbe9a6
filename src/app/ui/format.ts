/** Figures as a person reads them. */

import { counted } from '../../platform/index.js'
import { findBody } from '../../sim/index.js'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export function formatCount(value: number): string {
  return whole.format(value)
}

/** `1 episode`, `1,200 episodes` */
export function formatCounted(value: number, noun: string): string {
  return counted(value, noun, formatCount(value))
}

/** Three significant figures at most, thousands short: 0.00047, 0.0123, 4.56, 1,234, 12.3 k, 1.2 M. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return minus(short(value))
}

function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e6) return `${trim((value / 1e6).toPrecision(3))} M`
  if (size >= 1e4) return `${trim((value / 1e3).toPrecision(3))} k`
  if (size >= 100) return whole.format(value)
  if (size === 0) return '0'
  if (size < 1e-6) return value.toExponential(1)
  if (size < 1e-3) return trim(value.toPrecision(2))
  return trim(value.toPrecision(3))
}

export function formatReturn(value: number): string {
  // Adding zero turns −0 into 0.
  return Number.isFinite(value) ? minus(whole.format(Math.round(value) + 0)) : '–'
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = bytes / 1000
  let unit = 0
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000
  return `${size < 10 ? size.toFixed(1) : size.toFixed(0)} ${units[unit]}`
}

/** Seconds as 8 s, 3 min 20 s, 2 h 05 min. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  const total = Math.max(0, Math.round(seconds))
  if (total < 60) return `${total} s`
  if (total < 3600) return `${Math.floor(total / 60)} min ${pad(total % 60)} s`
  return `${Math.floor(total / 3600)} h ${pad(Math.floor((total % 3600) / 60))} min`
}

/** A moment in milliseconds since 1970: near ones relative, far ones as a date. */
export function formatWhen(at: number, now = Date.now()): string {
  const seconds = (now - at) / 1000
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  if (seconds < 7 * 86_400) {
    const days = Math.floor(seconds / 86_400)
    return days === 1 ? 'yesterday' : `${days} days ago`
  }
  return new Date(at).toLocaleDateString('en', { year: 'numeric', month: 'short', day: 'numeric' })
}

/** `Gaitway/HalfCheetah-v0` as Cheetah; other environments keep their id. */
export function formatEnv(envId: string): string {
  return findBody(envId)?.title ?? envId
}

/** An error's words as a sentence: one that stands alone begins with a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A true minus sign: a hyphen is easily lost beside figures. */
function minus(text: string): string {
  return text.replace('-', '−')
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
