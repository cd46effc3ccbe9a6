import * as v from 'valibot'
import { InputError, issueInWords, messageOf, shorten } from '../platform/index.js'
import { type Caller, contract, type Method, type Reply, type Services } from './contract.js'
import { forPeople } from './forPeople.js'

export type Dispatch = (method: string, input: unknown, caller: Caller) => Promise<Reply>

/**
 * The one door to the services, whatever carries the call: checks what comes in and what goes out, and never throws.
 * What people can do something about goes back in words; our own faults go to `log` whole, and back in one line.
 */
export function dispatcher(services: Services, log: (line: string) => void): Dispatch {
  return async (method, input, caller) => {
    try {
      if (!Object.hasOwn(contract, method))
        throw new InputError(`there is no method ${shorten(JSON.stringify(method))}`)
      return { result: await call(services, method as Method, input, caller) }
    } catch (error) {
      const words = forPeople(error)
      if (words !== undefined) return { error: { kind: 'input', message: words } }
      log(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      const message = messageOf(error)
      return { error: { kind: 'internal', message: `${method} failed: ${message.split('\n')[0]}` } }
    }
  }
}

async function call(services: Services, method: Method, input: unknown, caller: Caller): Promise<unknown> {
  const checked = v.safeParse(contract[method].input as v.GenericSchema, input, {
    abortEarly: true,
  })
  if (!checked.success) throw new InputError(`${method}: ${issueInWords(checked.issues[0])}`)
  const service = services[method] as (input: unknown, caller: Caller) => unknown
  const output = v.safeParse(
    contract[method].output as v.GenericSchema,
    await service(checked.output, caller),
  )
  if (!output.success)
    throw new Error(`the answer does not fit the contract: ${issueInWords(output.issues[0])}`)
  return output.output
}
