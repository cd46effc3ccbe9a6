import { InputError } from '../platform/errors.js'
import { Global, type Pickled, readPickle, type Unpickler } from './pickle.js'
import { type DataType, decodeTensor, type Tensor } from './safetensors.js'
import { readStoredZip } from './zip.js'

/** PyTorch's storage classes that are read, and what they hold. */
const STORAGES: Record<string, { dtype: DataType; bytes: number }> = {
  DoubleStorage: { dtype: 'F64', bytes: 8 },
  FloatStorage: { dtype: 'F32', bytes: 4 },
  HalfStorage: { dtype: 'F16', bytes: 2 },
  BFloat16Storage: { dtype: 'BF16', bytes: 2 },
  LongStorage: { dtype: 'I64', bytes: 8 },
  IntStorage: { dtype: 'I32', bytes: 4 },
  ShortStorage: { dtype: 'I16', bytes: 2 },
  CharStorage: { dtype: 'I8', bytes: 1 },
  ByteStorage: { dtype: 'U8', bytes: 1 },
  BoolStorage: { dtype: 'BOOL', bytes: 1 },
}

/** First pickle of the format before zip. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn

interface Storage {
  key: string
  dtype: DataType
  bytesPerValue: number
  count: number
}
class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[],
  ) {}
}

const isCount = (value: Pickled): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** Understands the few calls that a state dict is made of. */
function stateDictUnpickler(where: string): Unpickler {
  const fail = (problem: string) => new InputError(`${where}: ${problem}`)
  return {
    persistent(id) {
      const [kind, type, key, , count] = Array.isArray(id) ? id : []
      const name = type instanceof Global && type.name.startsWith('torch.') ? type.name.slice(6) : ''
      const storage = Object.hasOwn(STORAGES, name) ? STORAGES[name] : undefined
      if (kind !== 'storage' || typeof key !== 'string' || !isCount(count)) throw fail('an unknown reference')
      if (!storage) throw fail(`storage of type ${type instanceof Global ? type.name : 'unknown'}`)
      return { key, dtype: storage.dtype, bytesPerValue: storage.bytes, count } satisfies Storage
    },
    call(global, args) {
      switch (global.name) {
        case 'collections.OrderedDict':
          return new Map()
        case 'torch._utils._rebuild_parameter':
          return args[0]
        case 'torch._utils._rebuild_tensor_v2': {
          const [storage, offset, shape, strides] = args
          const isStorage = typeof storage === 'object' && storage !== null && 'bytesPerValue' in storage
          const lists = [shape, strides].every((list) => Array.isArray(list) && list.every(isCount))
          if (!isStorage || !isCount(offset) || !lists) throw fail('a tensor that makes no sense')
          return new TensorView(storage as Storage, offset, shape as number[], strides as number[])
        }
        default:
          throw fail(`it wants to call ${global.name}, which no tensor needs; the file is refused`)
      }
    },
  }
}

/** Copies a view out of its storage, row-major. */
function gather(name: string, view: TensorView, bytes: Uint8Array | undefined, where: string): Tensor {
  const { storage, offset, shape, strides } = view
  const fail = (problem: string) => new InputError(`${where}: tensor ${name}: ${problem}`)
  if (!bytes || bytes.length < storage.count * storage.bytesPerValue)
    throw fail('its values are missing or cut off')
  const count = shape.reduce((product, size) => product * size, 1)
  const last = shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], offset)
  if (shape.length !== strides.length || (count > 0 && last >= storage.count) || count > storage.count) {
    throw fail(`shape [${shape}] does not fit its ${storage.count} values`)
  }
  const width = storage.bytesPerValue
  let source = bytes.subarray(offset * width, (offset + count) * width)
  const rowMajor = shape.map((_, i) => shape.slice(i + 1).reduce((product, size) => product * size, 1))
  if (shape.some((size, i) => size > 1 && strides[i] !== rowMajor[i])) {
    source = new Uint8Array(count * width)
    for (let i = 0; i < count; i++) {
      const from = shape.reduce(
        (sum, size, d) => sum + (Math.floor(i / rowMajor[d]) % size) * strides[d],
        offset,
      )
      source.set(bytes.subarray(from * width, (from + 1) * width), i * width)
    }
  }
  return { dtype: storage.dtype, shape, data: decodeTensor(source, storage.dtype, `${where}: ${name}`) }
}

function tensorsOf(
  value: Pickled,
  storages: (storage: Storage) => Uint8Array | undefined,
  where: string,
): Map<string, Tensor> {
  if (!(value instanceof Map)) throw new InputError(`${where}: holds no state dict`)
  const tensors = new Map<string, Tensor>()
  for (const [name, view] of value) {
    if (typeof name !== 'string' || !(view instanceof TensorView)) {
      throw new InputError(`${where}: holds ${String(name)}, which is no tensor`)
    }
    tensors.set(name, gather(name, view, storages(view.storage), where))
  }
  return tensors
}

/** The format since PyTorch 1.6: `data.pkl` and one file a storage in a zip archive. */
function readZipped(bytes: Uint8Array, where: string): Map<string, Tensor> {
  const files = readStoredZip(bytes, where)
  const pickle = [...files.keys()].find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'))
  if (pickle === undefined)
    throw new InputError(`${where}: a zip archive without data.pkl is no PyTorch file`)
  const folder = pickle.slice(0, -'data.pkl'.length)
  const order = files.get(`${folder}byteorder`)
  if (order && new TextDecoder().decode(order) !== 'little') {
    throw new InputError(`${where}: big-endian values are not read`)
  }
  const { value } = readPickle(files.get(pickle)!, 0, where, stateDictUnpickler(where))
  return tensorsOf(value, ({ key }) => files.get(`${folder}data/${key}`), where)
}

/** The format before: magic number, version, machine, the pickle, the storages' keys, then their values. */
function readLegacy(bytes: Uint8Array, where: string): Map<string, Tensor> {
  const unpickler = stateDictUnpickler(where)
  const known = new Map<string, Storage>()
  const remember: Unpickler = {
    ...unpickler,
    persistent(id) {
      const storage = unpickler.persistent(id) as Storage
      known.set(storage.key, storage)
      return storage
    },
  }
  const magic = readPickle(bytes, 0, where, unpickler)
  if (magic.value !== LEGACY_MAGIC) throw new InputError(`${where}: not a file that PyTorch wrote`)
  const version = readPickle(bytes, magic.end, where, unpickler)
  if (version.value !== 1001) throw new InputError(`${where}: an unknown version of PyTorch's old format`)
  const machine = readPickle(bytes, version.end, where, unpickler)
  const isLittle = machine.value instanceof Map && machine.value.get('little_endian') === true
  if (!isLittle) throw new InputError(`${where}: big-endian values are not read`)
  const dictionary = readPickle(bytes, machine.end, where, remember)
  const keys = readPickle(bytes, dictionary.end, where, unpickler)
  if (!Array.isArray(keys.value)) throw new InputError(`${where}: the list of its storages is missing`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Map<string, Uint8Array>()
  let at = keys.end
  for (const key of keys.value) {
    const storage = known.get(String(key))
    if (!storage || at + 8 > bytes.length) throw new InputError(`${where}: storage ${String(key)} is missing`)
    const count = Number(view.getBigUint64(at, true))
    const end = at + 8 + count * storage.bytesPerValue
    if (count !== storage.count || end > bytes.length) {
      throw new InputError(`${where}: storage ${storage.key} is cut off`)
    }
    values.set(storage.key, bytes.subarray(at + 8, end))
    at = end
  }
  return tensorsOf(dictionary.value, ({ key }) => values.get(key), where)
}

/**
 * Reads the tensors of a `pytorch_model.bin`, in either of PyTorch's formats. Pickles can carry programs; here only
 * dictionaries of tensors are understood, nothing is run, and any other content is refused.
 *
 * @throws InputError naming the file and what is wrong in it
 */
export function readTorchFile(bytes: Uint8Array, where: string): Map<string, Tensor> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
  return isZip ? readZipped(bytes, where) : readLegacy(bytes, where)
}
