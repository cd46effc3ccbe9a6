import { InputError } from '../../platform/index.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import type { Space } from '../spaces/space.js'
import type { EnvSpec, Options } from '../spec.js'

/**
 * An environment around another. `O` and `A` are what the wrapper shows, `InnerO` and `InnerA` what it wraps; a
 * wrapper overrides what it changes and inherits the rest.
 */
export abstract class Wrapper<O = Float32Array, A = Float32Array, InnerO = O, InnerA = A> implements Env<
  O,
  A
> {
  /** `kwargs` are the options that build this wrapper again, for `spec`; null where they are no JSON. */
  constructor(
    readonly env: Env<InnerO, InnerA>,
    readonly name: string,
    protected readonly kwargs: Options | null = {},
  ) {}

  get observationSpace(): Space<O> {
    const space: Space<unknown> = this.env.observationSpace
    return space as Space<O>
  }

  get actionSpace(): Space<A> {
    const space: Space<unknown> = this.env.actionSpace
    return space as Space<A>
  }

  /** The wrapped environment's spec with this wrapper added. */
  get spec(): EnvSpec | undefined {
    const inner = this.env.spec
    return inner?.with({
      additionalWrappers: [...inner.additionalWrappers, { name: this.name, kwargs: this.kwargs }],
    })
  }

  get unwrapped(): Env<unknown, unknown> {
    return this.env.unwrapped
  }

  reset(options?: ResetOptions): [observation: O, info: Info] {
    const inner: Env<unknown, unknown> = this.env
    return inner.reset(options) as [O, Info]
  }

  step(action: A): StepResult<O> {
    const inner: Env<unknown, unknown> = this.env
    return inner.step(action) as StepResult<O>
  }

  close(): void {
    this.env.close()
  }

  /** This wrapper and those under it as text: `<TimeLimit<OrderEnforcing<Gaitway/Hopper-v0>>>`. */
  toString(): string {
    const inner = this.env instanceof Wrapper ? String(this.env) : `<${this.env.spec?.id ?? 'environment'}>`
    return `<${this.name}${inner}>`
  }
}

/** The layers of `env`, outermost first, `env.unwrapped` last. */
export function layers(env: Env<unknown, unknown>): Env<unknown, unknown>[] {
  const found = [env]
  for (let layer = env; layer instanceof Wrapper; found.push(layer)) layer = layer.env
  return found
}

/** Whether `env` or any layer under it has a property of this name. */
export function hasWrapperAttr(env: Env<unknown, unknown>, name: string): boolean {
  return layers(env).some((layer) => name in layer)
}

/** The property of the outermost layer that has it. Throws `InputError` where none does. */
export function getWrapperAttr(env: Env<unknown, unknown>, name: string): unknown {
  return Reflect.get(ownerOf(env, name), name)
}

/** As `getWrapperAttr`, but where the property is a method, what it returns. */
export function callWrapperAttr(
  env: Env<unknown, unknown>,
  name: string,
  args: readonly unknown[] = [],
): unknown {
  const owner = ownerOf(env, name)
  const attribute: unknown = Reflect.get(owner, name)
  return typeof attribute === 'function' ? attribute.apply(owner, args) : attribute
}

/** Sets the property on the outermost layer that has it, on the innermost where none does. */
export function setWrapperAttr(env: Env<unknown, unknown>, name: string, value: unknown): void {
  const owner = layers(env).find((layer) => name in layer) ?? env.unwrapped
  if (!Reflect.set(owner, name, value))
    throw new InputError(`${env.spec?.id ?? 'environment'}: its attribute ${name} cannot be set`)
}

function ownerOf(env: Env<unknown, unknown>, name: string): Env<unknown, unknown> {
  const owner = layers(env).find((layer) => name in layer)
  if (!owner) throw new InputError(`${env.spec?.id ?? 'environment'} has no attribute ${name}`)
  return owner
}
