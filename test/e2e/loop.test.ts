import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startApp, type RunningApp } from './app.js'
import { launchBrowser } from './browser.js'

const browserPath = inject('browserPath')
const screenshots = join(import.meta.dirname, 'screenshots')
/** `npm run screenshots` makes the README's pictures anew. */
const { PICTURES } = process.env
const pictures = ['play', 'record', 'train', 'library', 'skill']
/** Simulated seconds in one of the wall clock. */
const SPEED = PICTURES ? 1 : 6

describe.skipIf(!browserPath)('the whole loop, as a person goes through it', () => {
  let app: RunningApp
  let browser: Browser
  let page: Page
  const errors: string[] = []

  const go = (place: 'Play' | 'Record' | 'Train' | 'Library') =>
    page.getByRole('link', { name: place, exact: true }).first().click()
  const shoot = async (name: string) => {
    await page.screenshot({ path: join(screenshots, `${name}.png`) })
    if (PICTURES && pictures.includes(name))
      await copyFile(join(screenshots, `${name}.png`), join(PICTURES, `${name}.png`))
  }

  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true })
    app = await startApp()
    browser = await launchBrowser(browserPath)
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(app.url)
    // The pictures show a race as it is; the tests have no time for that.
    if (!PICTURES) await page.goto(`${new URL(app.url).origin}/?speed=${SPEED}`)
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it('records three episodes of a scripted gait as a batch', async () => {
    await go('Record')
    await page.getByRole('radio', { name: 'A batch' }).check()
    await page.getByTestId('batch-episodes').fill('3')
    await page.getByTestId('batch-dataset').fill('three-gaits')
    await page.getByTestId('batch-start').click()
    await shoot('record-batch')
    await go('Library')
    await page.getByTestId('library-datasets-three-gaits').click()
    await page.getByText('three-gaits').first().waitFor()
    await page.getByTestId('watch-2').waitFor()
    // Styles are imported for their effect alone, which a bundler may take for none.
    const list = page.getByRole('navigation', { name: 'Places' }).getByRole('list')
    expect(await list.evaluate((element) => getComputedStyle(element).listStyleType)).toBe('none')
    await shoot('library')
  })

  it('records one episode with the keyboard', async () => {
    await go('Record')
    await page.getByRole('radio', { name: 'One, live' }).check()
    await page.getByTestId('record-start').click()
    await page.getByTestId('record-stop').waitFor()
    await page.keyboard.down('ArrowRight')
    await page.waitForTimeout(4000 / SPEED)
    await page.keyboard.up('ArrowRight')
    await shoot('record')
    await page.getByTestId('record-stop').click()
    await page.getByTestId('keep').click()
    const kept = page.getByTestId('kept-episode')
    await kept.waitFor()
    expect(await kept.textContent()).toContain('human')
    expect(Number(await kept.getAttribute('data-length'))).toBeGreaterThan(10)
    await page.getByTestId('dataset-name').fill('my-run')
    await page.getByTestId('dataset-name').press('Enter')
    await go('Library')
    await page.getByTestId('library-datasets-my-run').waitFor()
  })

  it('trains on both and sees the loss fall', async () => {
    await go('Train')
    await page.getByTestId('train-dataset-three-gaits').click()
    await page.getByTestId('train-dataset-my-run').click()
    await page.getByTestId('train-name').fill('rookie')
    await page.getByTestId('train-steps').fill('60')
    await page.getByTestId('train-start').click()
    await page.getByTestId('train-race').waitFor({ timeout: 240_000 })
    await shoot('train')
    const curve = page.getByTestId('train-curve')
    const loss = async (which: 'first' | 'last') => Number(await curve.getAttribute(`data-${which}-loss`))
    expect(await loss('last')).toBeLessThan((await loss('first')) / 2)
  })

  it('races against the model just trained and the shipped one, at skill 10 and at skill 90', async () => {
    await page.getByTestId('train-race').click()
    // The pictures are taken at full quality; the tests leave it to the machine.
    if (PICTURES) await page.evaluate(() => (location.hash += '&quality=1'))
    await page.getByTestId('start-race').waitFor()
    const drivers = async () =>
      Promise.all((await page.getByTestId(/^driver-\d$/).all()).map((driver) => driver.inputValue()))
    while ((await drivers()).length < 3) await page.getByTestId('add-bot').click()
    const plan = [
      { model: 'rookie', skill: 50 },
      { model: 'cheetah', skill: 10 },
      { model: 'cheetah', skill: 90 },
    ]
    for (const [index, { model, skill }] of plan.entries()) {
      await page.getByTestId(`driver-${index + 1}`).selectOption(model)
      await page.getByTestId(`skill-${index + 1}`).fill(String(skill))
    }
    await shoot('play-line-up')
    await page.getByTestId('start-race').click()
    await page.locator('[data-testid=race][data-state=running]').waitFor()
    await page.keyboard.down('ArrowRight')
    await page.waitForTimeout(8000 / SPEED)
    await shoot('play')
    await page.getByTestId('results').waitFor({ timeout: 280_000 })
    await page.keyboard.up('ArrowRight')
    await shoot('results')
    const rows = await Promise.all(
      (await page.getByTestId('result-row').all()).map(async (row) => ({
        lane: Number(await row.getAttribute('data-lane')),
        pace: Number(await row.getAttribute('data-pace')),
        distance: Number(await row.getAttribute('data-distance')),
        target: Number(await row.getAttribute('data-target')),
      })),
    )
    const lane = (index: number) => rows.find((row) => row.lane === index)!
    expect(rows).toHaveLength(4)
    expect(lane(3).target).toBeGreaterThan(lane(2).target)
    expect(lane(3).pace).toBeGreaterThan(lane(2).pace + 1000)
    expect(lane(0).distance).toBeGreaterThan(1)
  })

  it('shows what a model does at every skill, begins to calibrate one and stops, and sets it against itself', async () => {
    await page.getByTestId('change-line-up').click()
    await go('Library')
    await page.getByTestId('library-models-cheetah').click()
    await page.getByTestId('library-skill').click()
    await page.getByTestId('skill-certificate').waitFor()
    expect(await page.getByTestId('skill-figure').getAttribute('data-series')).toContain('through its dial')
    const target = async () => Number(await page.getByTestId('skill-answer').getAttribute('data-target'))
    const before = await target()
    await page.getByTestId('skill-dial').fill('80')
    expect(await target()).toBeGreaterThan(before)
    await shoot('skill')
    await page.getByTestId('skill-calibrate').click()
    await page.getByTestId('skill-cancel').click()
    await page.locator('[data-testid=skill-calibration][data-state=cancelled]').waitFor()
    await page.getByTestId('skill-race').click()
    await page.getByTestId('start-race').waitFor()
    const skills = await Promise.all([0, 1, 2].map((lane) => page.getByTestId(`skill-${lane}`).inputValue()))
    expect(skills).toEqual(['10', '50', '90'])
  })

  it('deletes a model, and takes it back', async () => {
    await go('Library')
    await page.getByTestId('library-models-rookie').click()
    await page.getByTestId('library-delete').click()
    await page.getByTestId('library-models-rookie').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByTestId('library-models-rookie').waitFor()
  })

  it('did all that without an error in the page', () => {
    expect(errors).toEqual([])
  })
})
