import type { TestProject } from 'vitest/node'
import { provideBrowser } from './browser.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser; empty where there is none and the tests skip. */
    browserPath: string
  }
}

/** Finds or fetches a browser once. Without one the tests skip and say why; under CI they must not. */
export default function setup(project: TestProject): void {
  const browser = provideBrowser()
  if ('path' in browser) return project.provide('browserPath', browser.path)
  if (process.env.CI) throw new Error(`The end-to-end tests need a browser: ${browser.reason}`)
  console.log(`Skipping the end-to-end tests: ${browser.reason}. Set CHROME_PATH to a browser to run them.`)
  project.provide('browserPath', '')
}
