/**
 * Shows: small demonstrations of why it works, apart from what does the work. Stitching: trained on nothing but random
 * walks, and asked for a high return, the model walks shortest paths.
 */
export { demonstrate } from './stitching/demonstrate.js'
export {
  bestWalkFrom,
  layOut,
  type Layout,
  type Line,
  linesOf,
  meaning,
  pictureSize,
  RADIUS,
  tellingStart,
} from './stitching/picture.js'
export {
  type FromStitching,
  FromStitchingSchema,
  type StitchingMaterial,
  type StitchingOrder,
  StitchingOrderSchema,
  type StitchingOutcome,
} from './stitching/protocol.js'
export { stitchingChart, stitchingPicture } from './stitching/report.js'
export { stitch, type StitchingOptions, type StitchingResult } from './stitching/stitch.js'
