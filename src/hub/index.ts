/** The Hugging Face Hub: datasets and models go there as they lie in their folders, and come back. */
export { type HubAccess, HubUnavailable, type HubUser, hubUser } from './access.js'
export { pull, type PullOptions } from './pull.js'
export { push, type PushOptions, type RepoKind } from './push.js'
