/** Runs what moves, away from the window: races, recordings and replays, in real time, with whoever drives them. */
import '../../sim/register.js'
import { portClient } from '../../host/window.js'
import { HttpFiles, InputError, messageOf } from '../../platform/index.js'
import type { LiveRun } from '../simulation/liveRun.js'
import { ModelError } from '../simulation/models.js'
import { Pacer } from '../simulation/pacer.js'
import {
  checkMessage,
  type FromSimulation,
  sharedClock,
  type ToSimulation,
  ToSimulationSchema,
  transfers,
} from '../simulation/protocol.js'
import { RaceRun } from '../simulation/raceRun.js'
import { RecordRun } from '../simulation/recordRun.js'
import { replay } from '../simulation/replayRun.js'
import { LISTENING } from '../messaging/mailbox.js'

/** Shortest pause between two looks at the clock, ms. */
const TICK = 4

const files = new HttpFiles('/blob/')
let run: LiveRun | undefined
let pacer: Pacer | undefined
let paused = false
/** Counts what was asked for, so that something that took long to prepare knows that it is no longer wanted. */
let order = 0
/** The order that is to be finished as soon as it is prepared. */
let finishing = -1
let timer: ReturnType<typeof setTimeout> | undefined
/** A step is under way: a policy may take its time. */
let stepping = false
/** Simulated seconds in one of the wall clock. */
let speed = 1

/** Where the clock of what runs should be, s. */
const clock = () => (sharedClock() / 1000) * speed

function post(message: FromSimulation): void {
  postMessage(message, { transfer: transfers(message) })
}

function fail(error: unknown): void {
  const message = messageOf(error)
  if (!(error instanceof InputError)) console.error(error)
  post({
    type: 'failed',
    message,
    model: error instanceof ModelError ? error.model : undefined,
    ours: !(error instanceof InputError),
  })
}

async function tick(): Promise<void> {
  timer = undefined
  const now = run
  if (!now || !pacer || paused || stepping) return
  stepping = true
  try {
    for (let due = pacer.due(clock()); due > 0; due--) {
      if (now.done || now !== run) break
      await now.step()
    }
    if (now === run) now.report().forEach(post)
  } catch (error) {
    if (now === run) {
      end()
      fail(error)
    }
  } finally {
    stepping = false
  }
  if (run?.done) end()
  schedule()
}

function schedule(): void {
  if (!run || !pacer || paused || timer !== undefined) return
  timer = setTimeout(() => void tick(), Math.max(TICK, (pacer.wait(clock()) * 1000) / speed))
}

/** Leaves what runs; whatever it still wanted to say is dropped. */
function end(): void {
  run?.close()
  run = undefined
  pacer = undefined
}

async function start(prepare: () => Promise<LiveRun>, message: string): Promise<void> {
  end()
  const mine = ++order
  paused = false
  post({ type: 'loading', message })
  const prepared = await prepare()
  if (mine !== order) return prepared.close()
  run = prepared
  pacer = new Pacer(prepared.controlStep)
  if (finishing === mine) finish(prepared)
  else prepared.report().forEach(post)
  schedule()
}

function finish(started: LiveRun): void {
  started.finish()
  started.report().forEach(post)
}

async function startReplay(plan: Extract<ToSimulation, { type: 'replay' }>): Promise<void> {
  end()
  const mine = ++order
  const done = await replay(plan, {
    progress: (part) => post({ type: 'loading', message: `Replaying, ${Math.round(100 * part)} %` }),
    stopped: () => mine !== order,
  })
  if (done) post(done)
}

async function onMessage(message: ToSimulation): Promise<void> {
  switch (message.type) {
    case 'race':
      return start(() => RaceRun.prepare(message, files), 'Calling the runners to the start')
    case 'record':
      return start(() => RecordRun.prepare(message, files, portClient(message.host)), 'Setting up')
    case 'replay':
      return startReplay(message)
    case 'key':
      return run?.key(message.code, message.down, message.time)
    case 'axis':
      return run?.axis(message.value)
    case 'release':
      return run?.release()
    case 'clock':
      speed = message.speed
      return
    case 'pause':
      paused = true
      pacer?.stop()
      return
    case 'resume':
      paused = false
      return schedule()
    case 'finish':
      if (run) finish(run)
      else finishing = order
      return
    case 'dial':
      run?.dial(message.lane, message.skill)
      return
  }
}

addEventListener('message', (event: MessageEvent<unknown>) => {
  new Promise<void>((resolve) => resolve(onMessage(checkMessage(ToSimulationSchema, event.data)))).catch(fail)
})
postMessage(LISTENING)
