import type { BodyDescription } from '../body.js'
import type { Task } from '../task.js'
import type { GaitSearch } from './gaitSearch.js'
import type { Making } from './making.js'

/**
 * All that is said of a body, in one folder: physics, tasks, gait, controls, dial, and how gait and model are made. Each
 * room reads its own part of it. What is absent, the body cannot yet do.
 */
export interface Body extends BodyDescription {
  /** As levels, menus and verbs call it: the name of its folder, its gait and its model. */
  name: string
  /** Shown to people. */
  title: string
  /** The environment whose task levels, gait and model mean. */
  envId: string
  /** What it may be asked to do, by the environment that asks. */
  tasks: Readonly<Record<string, Task>>
  /** Its scripted gait, `assets/gaits/<name>.json`; parsed where it is used. */
  gait?: unknown
  controls?: BodyControls
  /** How a model's dial is turned, where the context is but a moment. */
  turning?: DialTurning
  /** How `gaitway tune` finds its gait. */
  gaitSearch?: GaitSearch
  /** How `gaitway make-assets` makes its demonstrations and model. */
  making?: Making
}

/** How a person may steer it, besides by the throttle, which needs a gait. */
export interface BodyControls {
  throttle: ThrottleRates
  /** Whether it can be driven by tapping a rhythm. */
  pedal?: true
  joints?: { hint: string; keys: readonly TorqueKey[] }
}

/** Change of the throttle in a second. */
export interface ThrottleRates {
  /** Gained while a key is held. */
  rise: number
  /** Lost while none is. */
  fall: number
  /** Lost while braking. */
  brake: number
}

/** A key and the torques that it adds: one number for each hinge, −1 to 1. */
export interface TorqueKey {
  code: string
  /** On the key, and what it does. */
  label: string
  does: string
  torques: readonly number[]
}

/** How the prompt of a body that balances is turned: told all at once, it may stumble. */
export interface DialTurning {
  /** Share of the dial's range that the prompt moves in a second. */
  ramp: number
  /** How far beyond the new prompt it is asked for on the way down, as a share of the change. */
  lead: number
}
