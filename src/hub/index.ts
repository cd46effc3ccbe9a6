/** The Hugging Face Hub: datasets and models go there as they lie in their folders, and come back. */
export { type HubAccess, HubUnavailable, type HubUser, hubUser } from './access.js'
export { pull, type PullOptions } from './pull.js'
export { push, type PushOptions } from './push.js'
export { type PlanOptions, planUpload, printable, type RepoKind, type UploadPlan } from './uploadPlan.js'
