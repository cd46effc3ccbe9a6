/** Placeholder for the next commit. */
export interface VectorEnv<O, A> {
  readonly numEnvs: number
  readonly o?: O
  readonly a?: A
}
