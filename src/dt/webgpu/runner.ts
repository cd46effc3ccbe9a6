import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'

/** The parts of tfjs's backend that its types hide: our dispatches go into the same compute pass as its own. */
interface BackendInternals {
  device: GPUDevice
  computePassEncoder: GPUComputePassEncoder | null
  commandEncoder: GPUCommandEncoder | null
  commandQueueOwnedIds: WeakSet<object>
  tensorMap: { get(id: object): { resource: GPUBuffer; values: unknown } }
  dispatchCountInPass: number
  bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer }
  uniformPendingDisposal: GPUBuffer[]
  ensureCommandEncoderReady(): void
  endComputePassEncoder(): void
  submitQueue(): void
  uploadToGPU(id: object): void
}

/** Threads of a workgroup. */
export const GROUP = 64
/** Workgroups in one dimension of a dispatch. */
const MAX_GROUPS = 65535
/** Dispatches collected before they are sent: sending costs more than a dispatch. */
const DISPATCHES_PER_SUBMIT = 64

export interface Dispatch {
  /** Names the program; two dispatches of one name must have the same code and kinds of bindings. */
  name: string
  /** Read and written, in place or fresh. */
  outputs: Record<string, TensorInfo>
  inputs: Record<string, TensorInfo>
  /** Whole numbers become u32, `{ f32 }` floats. */
  uniforms: Record<string, number | { f32: number }>
  /** Functions before `main`. */
  functions?: string
  /**
   * Body of `main`. It knows the bindings by name, the uniforms as `u.name`, `thread` in its group, and `group` or
   * `index` = group · 64 + thread.
   */
  body: string
  /** Either so many threads, the rest returning at once, or so many workgroups. */
  threads?: number
  groups?: number
}

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>()

function bindings({ outputs, inputs, uniforms }: Dispatch): string {
  const lines: string[] = []
  const declare = (tensors: Record<string, TensorInfo>, access: string) => {
    for (const [name, { dtype }] of Object.entries(tensors)) {
      const type = dtype === 'int32' ? 'i32' : 'f32'
      lines.push(`@group(0) @binding(${lines.length}) var<storage, ${access}> ${name}: array<${type}>;`)
    }
  }
  declare(outputs, 'read_write')
  declare(inputs, 'read')
  const fields = Object.entries(uniforms).map(
    ([name, value]) => `${name}: ${typeof value === 'number' ? 'u32' : 'f32'}`,
  )
  return `struct Uniforms { ${[...fields, 'groupsWanted: u32', 'threadsWanted: u32'].join(', ')} }
${lines.join('\n')}
@group(0) @binding(${lines.length}) var<uniform> u: Uniforms;`
}

function shader(dispatch: Dispatch): string {
  return `${bindings(dispatch)}
${dispatch.functions ?? ''}
@compute @workgroup_size(${GROUP})
fn main(
  @builtin(workgroup_id) groupId: vec3<u32>,
  @builtin(num_workgroups) groupCount: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let group = groupId.y * groupCount.x + groupId.x;
  let index = group * ${GROUP}u + thread;
  if (group >= u.groupsWanted) { return; }
  ${dispatch.threads === undefined ? '' : 'if (index >= u.threadsWanted) { return; }'}
  ${dispatch.body}
}`
}

function uniformBytes({ uniforms }: Dispatch, groups: number, threads: number): ArrayBuffer {
  const values = Object.values(uniforms)
  const bytes = new ArrayBuffer(Math.ceil((values.length + 2) / 4) * 16)
  const view = new DataView(bytes)
  for (const [i, value] of [...values, groups, threads].entries()) {
    if (typeof value === 'number') view.setUint32(4 * i, value >>> 0, true)
    else view.setFloat32(4 * i, value.f32, true)
  }
  return bytes
}

/** Runs one of our WGSL programs on tensors of tfjs's WebGPU backend, in order with its own programs. */
export function run(backend: WebGPUBackend, dispatch: Dispatch): void {
  const internals = backend as unknown as BackendInternals
  const { device } = internals
  const threads = dispatch.threads ?? 0
  const groups = dispatch.groups ?? Math.ceil(threads / GROUP)

  let known = pipelines.get(device)
  if (!known) pipelines.set(device, (known = new Map()))
  let pipeline = known.get(dispatch.name)
  if (!pipeline) {
    const module = device.createShaderModule({ code: shader(dispatch), label: dispatch.name })
    const compute = { module, entryPoint: 'main' }
    pipeline = device.createComputePipeline({ compute, layout: 'auto', label: dispatch.name })
    known.set(dispatch.name, pipeline)
  }

  const tensors = [...Object.values(dispatch.outputs), ...Object.values(dispatch.inputs)]
  for (const { dataId } of tensors) {
    internals.uploadToGPU(dataId)
    internals.commandQueueOwnedIds.add(dataId)
  }
  const content = uniformBytes(dispatch, groups, threads)
  const uniforms = internals.bufferManager.acquireBuffer(
    content.byteLength,
    GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM,
  )
  device.queue.writeBuffer(uniforms, 0, content)
  internals.uniformPendingDisposal.push(uniforms)
  const buffers = [...tensors.map(({ dataId }) => internals.tensorMap.get(dataId).resource), uniforms]
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }))
  const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries })

  internals.ensureCommandEncoderReady()
  internals.computePassEncoder ??= internals.commandEncoder!.beginComputePass()
  const pass = internals.computePassEncoder
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, bindGroup)
  pass.dispatchWorkgroups(Math.min(groups, MAX_GROUPS), Math.ceil(groups / MAX_GROUPS))
  // Values that tfjs read back earlier are not the tensor's any more.
  for (const { dataId } of Object.values(dispatch.outputs)) internals.tensorMap.get(dataId).values = null
  if (++internals.dispatchCountInPass >= DISPATCHES_PER_SUBMIT) {
    internals.endComputePassEncoder()
    internals.submitQueue()
  }
}
