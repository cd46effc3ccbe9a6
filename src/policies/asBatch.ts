import type { BatchPolicy, Policy } from './policy.js'

/** One policy as a batch of one, so that whoever lets policies act knows a single kind. */
export function asBatch(policy: Policy): BatchPolicy {
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
