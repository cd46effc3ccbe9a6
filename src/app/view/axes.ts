/**
 * The simulation runs in its xz plane: x forward, z up, angles about +y. Babylon is left-handed with y up: x stays to
 * the right, z becomes y, and what the simulation has as one plane for all lanes is spread along Babylon's z, away
 * from the camera. A positive angle turns clockwise on the screen, which is negative about Babylon's z.
 */
import { Color3, Vector3 } from 'babylonjs'

/** Metres between the middles of two lanes. */
export const LANE_WIDTH = 1.3
/** Half a lane's width of track beyond the outer lines. */
const EDGE = 0.45

/** Middle of lane `lane` of `lanes`, along Babylon's z. The first lane is nearest to the camera. */
export function laneDepth(lane: number, lanes: number): number {
  return (lane - (lanes - 1) / 2) * LANE_WIDTH
}

/** Where the track ends towards the camera (negative) and away from it. */
export function trackHalfWidth(lanes: number): number {
  return (lanes * LANE_WIDTH) / 2 + EDGE
}

export function colour(hex: string): Color3 {
  return Color3.FromHexString(hex)
}

export function shade(hex: string, factor: number): Color3 {
  const base = colour(hex)
  return factor <= 1 ? base.scale(factor) : Color3.Lerp(base, Color3.White(), factor - 1)
}

export function place(x: number, height: number, depth: number): Vector3 {
  return new Vector3(x, height, depth)
}
