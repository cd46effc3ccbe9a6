import { InputError, type ReadableFiles, shorten } from '../platform/index.js'
import { Global, type Pickled, readPickle, type Unpickler } from './pickle.js'
import { type DataType, decodeTensor, type Tensor } from './safetensors.js'
import { readStoredZip, readZipFile } from './zip.js'

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

/** Sizes of a tensor; more than any that there is. */
const MAX_DIMENSIONS = 16
/** Tensors may share their values, as tied weights do, but so often that a small file fills the memory. */
const MAX_SHARING = 4
/** Bytes of the pickle of a file that is not read whole. */
const MAX_PICKLE = 16 * 1024 ** 2

class Storage {
  constructor(
    readonly key: string,
    readonly dtype: DataType,
    readonly bytesPerValue: number,
    readonly count: number,
  ) {}
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

/** The length first: one list of a million numbers can be the shape of a million tensors. */
const isSizes = (value: Pickled): value is number[] =>
  Array.isArray(value) && value.length <= MAX_DIMENSIONS && value.every(isCount)

/** Understands the few calls that a state dict is made of. */
function stateDictUnpickler(where: string): Unpickler {
  const fail = (problem: string) => new InputError(`${where}: ${problem}`)
  return {
    persistent(id) {
      const [kind, type, key, , count] = Array.isArray(id) && id.length <= 6 ? id : []
      const name = type instanceof Global && type.name.startsWith('torch.') ? type.name.slice(6) : ''
      const storage = Object.hasOwn(STORAGES, name) ? STORAGES[name] : undefined
      if (kind !== 'storage' || typeof key !== 'string' || !isCount(count)) throw fail('an unknown reference')
      if (!storage) throw fail(`storage of type ${type instanceof Global ? shorten(type.name) : 'unknown'}`)
      return new Storage(key, storage.dtype, storage.bytes, count)
    },
    call(global, args) {
      switch (global.name) {
        case 'collections.OrderedDict':
          return new Map()
        case 'torch._utils._rebuild_parameter':
          return args[0]
        case 'torch._utils._rebuild_tensor_v2': {
          const [storage, offset, shape, strides] = args
          if (!(storage instanceof Storage && isCount(offset) && isSizes(shape) && isSizes(strides)))
            throw fail('a tensor that makes no sense')
          return new TensorView(storage, offset, shape, strides)
        }
        default:
          throw fail(`it wants to call ${shorten(global.name)}, which no tensor needs; the file is refused`)
      }
    },
  }
}

/** Copies a view out of its storage, row-major. */
function gather(name: string, view: TensorView, bytes: Uint8Array | undefined, where: string): Tensor {
  const { storage, offset, shape, strides } = view
  const fail = (problem: string) => new InputError(`${where}: tensor ${shorten(name)}: ${problem}`)
  if (!bytes || bytes.length < storage.count * storage.bytesPerValue)
    throw fail('its values are missing or cut off')
  const count = shape.reduce((product, size) => product * size, 1)
  const last = shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], offset)
  // Not a number at all where one size is 0 and the others overflow.
  const fits = count === 0 || (count <= storage.count && last < storage.count)
  if (shape.length !== strides.length || !fits) {
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

/** The views of a state dict by name. */
function viewsOf(value: Pickled, where: string): Map<string, TensorView> {
  if (!(value instanceof Map)) throw new InputError(`${where}: holds no state dict`)
  const views = new Map<string, TensorView>()
  for (const [name, view] of value) {
    if (typeof name !== 'string') throw new InputError(`${where}: holds a tensor whose name is no text`)
    if (!(view instanceof TensorView))
      throw new InputError(`${where}: holds ${shorten(name)}, which is no tensor`)
    views.set(name, view)
  }
  return views
}

/** `size`: bytes of the file. */
function tensorsOf(
  views: ReadonlyMap<string, TensorView>,
  size: number,
  storages: (storage: Storage) => Uint8Array | undefined,
  where: string,
): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>()
  let left = MAX_SHARING * size
  for (const [name, view] of views) {
    const values = view.shape.reduce((product, length) => product * length, view.storage.bytesPerValue)
    left -= Number.isNaN(values) ? 0 : values
    if (left < 0) throw new InputError(`${where}: its tensors share their values more often than weights do`)
    tensors.set(name, gather(name, view, storages(view.storage), where))
  }
  return tensors
}

const isPickleName = (name: string) => name === 'data.pkl' || name.endsWith('/data.pkl')

/** The format since PyTorch 1.6: `data.pkl` and one file a storage in a zip archive. */
function readZipped(bytes: Uint8Array, where: string): Map<string, Tensor> {
  const files = readStoredZip(bytes, where)
  const pickle = [...files.keys()].find(isPickleName)
  if (pickle === undefined)
    throw new InputError(`${where}: a zip archive without data.pkl is no PyTorch file`)
  const folder = pickle.slice(0, -'data.pkl'.length)
  const order = files.get(`${folder}byteorder`)
  if (order && new TextDecoder().decode(order) !== 'little') {
    throw new InputError(`${where}: big-endian values are not read`)
  }
  const { value } = readPickle(files.get(pickle)!, 0, where, stateDictUnpickler(where))
  const storages = ({ key }: Storage) => files.get(`${folder}data/${key}`)
  return tensorsOf(viewsOf(value, where), bytes.length, storages, where)
}

/**
 * What stands first in a file of the format before, behind a magic number, a version and the machine: its tensors, by
 * storages whose values follow.
 */
function readLegacyPickles(bytes: Uint8Array, where: string) {
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
  return { views: viewsOf(dictionary.value, where), known, end: dictionary.end, unpickler }
}

/** The format before: behind its tensors the keys of their storages, then the values of those. */
function readLegacy(bytes: Uint8Array, where: string): Map<string, Tensor> {
  const { views, known, end: keysStart, unpickler } = readLegacyPickles(bytes, where)
  const keys = readPickle(bytes, keysStart, where, unpickler)
  if (!Array.isArray(keys.value)) throw new InputError(`${where}: the list of its storages is missing`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Map<string, Uint8Array>()
  let at = keys.end
  for (const key of keys.value) {
    if (typeof key !== 'string') throw new InputError(`${where}: a storage whose name is no text`)
    const storage = known.get(key)
    if (!storage || at + 8 > bytes.length)
      throw new InputError(`${where}: storage ${shorten(key)} is missing`)
    const count = Number(view.getBigUint64(at, true))
    const end = at + 8 + count * storage.bytesPerValue
    if (count !== storage.count || end > bytes.length) {
      throw new InputError(`${where}: storage ${shorten(key)} is cut off`)
    }
    values.set(key, bytes.subarray(at + 8, end))
    at = end
  }
  return tensorsOf(views, bytes.length, ({ key }) => values.get(key), where)
}

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b

/**
 * Reads the tensors of a `pytorch_model.bin`, in either of PyTorch's formats. Pickles can carry programs; here only
 * dictionaries of tensors are understood, nothing is run, and any other content is refused.
 *
 * @throws InputError naming the file and what is wrong in it
 */
export function readTorchFile(bytes: Uint8Array, where: string): Map<string, Tensor> {
  return isZip(bytes) ? readZipped(bytes, where) : readLegacy(bytes, where)
}

/**
 * Types and shapes of the tensors in such a file on the disk: their values, nearly all of it, are left unread.
 *
 * @throws InputError naming the file and what is wrong in it
 */
export async function readTorchShapes(
  path: string,
  files: ReadableFiles,
): Promise<Map<string, { dtype: DataType; shape: readonly number[] }>> {
  const size = (await files.stat(path))?.bytes ?? 0
  let views: Map<string, TensorView>
  if (isZip(await files.readRange(path, 0, Math.min(size, 2)))) {
    const pickle = await readZipFile(path, files, size, { wanted: isPickleName, most: MAX_PICKLE })
    if (!pickle) throw new InputError(`${path}: a zip archive without data.pkl is no PyTorch file`)
    views = viewsOf(readPickle(pickle, 0, path, stateDictUnpickler(path)).value, path)
  } else views = readLegacyPickles(await files.readRange(path, 0, Math.min(size, MAX_PICKLE)), path).views
  return new Map([...views].map(([name, { storage, shape }]) => [name, { dtype: storage.dtype, shape }]))
}
