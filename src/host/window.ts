/** What the window may know of its host: the contract, and the client that carries it. */
export { type Bridge, type HostCalls, hostClient, lendHost, portClient, putBlob } from './client.js'
export {
  EpisodeSummary,
  type HostClient,
  Id,
  type Kind,
  type ModelSummary,
  type Output,
  type ReplayEpisode,
  TrainingConfig,
} from './contract.js'
