import type { BatchPolicy, Policy } from '../policies/policy.js'

/** Who drives which lanes: lane `i` of the policy is lane `lanes[i]` of the race. */
export interface Pilot {
  lanes: readonly number[]
  policy: BatchPolicy
}

/** One policy as a batch of one, so that a race has a single kind of driver. */
export function alone(policy: Policy): BatchPolicy {
  return {
    name: policy.name,
    lanes: 1,
    reset: (options) => policy.reset({ seed: options?.seed }),
    act: ([observation]) => {
      const action = policy.act(observation)
      return action instanceof Promise ? action.then((value) => [value]) : [action]
    },
    observe: ([outcome]) => policy.observe(outcome),
  }
}
