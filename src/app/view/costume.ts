import type { Mesh, Scene } from 'babylonjs'
import type { BodyDescription, Capsule, Costume, Link } from '../../sim/index.js'
import { shade } from './axes.js'
import { blob, painted, put, tapered, turned } from './parts.js'

/** How thick a limb looks where it begins, in units of the capsule that the physics has. */
const THIGH = 1.75
const SHIN = 1.15

/** What a link is drawn as, in its own frame: lengths in m, x forward, y up. */
export type Dress = (scene: Scene, link: Link, laneColour: string) => Mesh[]

export function costumeOf({ costume }: BodyDescription): Dress {
  return wardrobe[costume].dress
}

/**
 * A limb along its capsule: thick towards the hinge, its true radius at the far end, so that what is seen to touch the
 * ground is what touches it.
 */
function limb(scene: Scene, link: Link, capsule: Capsule, swell: number): Mesh {
  const { x, z, angle, halfLength, radius } = capsule
  const tip = { x: x + halfLength * Math.sin(angle), z: z + halfLength * Math.cos(angle) }
  const tail = { x: 2 * x - tip.x, z: 2 * z - tip.z }
  const hinge = link.hinge ?? { x: 0, z: 0 }
  const tipIsNear =
    Math.hypot(tip.x - hinge.x, tip.z - hinge.z) < Math.hypot(tail.x - hinge.x, tail.z - hinge.z)
  const mesh = tapered(
    scene,
    halfLength,
    tipIsNear ? radius * swell : radius,
    tipIsNear ? radius : radius * swell,
  )
  return put(mesh, x, z, 0, angle)
}

/** Legs of a pair stand this far from the middle, m. */
const STANCE = 0.12

/** The planar cheetah has one hind and one front leg; drawn in pairs that move as one, it bounds like an animal. */
const cat: Dress = (scene, link, lane) => {
  if (link.name === 'torso') return catTorso(scene, lane)
  const swell = link.name.includes('thigh') ? THIGH : link.name.includes('shin') ? SHIN : 1
  const bright = link.name.includes('foot') ? 0.42 : link.name.includes('shin') ? 0.92 : 1
  const spotted = link.name.includes('thigh')
  return [-STANCE, STANCE].flatMap((depth) =>
    link.capsules.map((capsule) => {
      const mesh = limb(scene, link, capsule, swell)
      mesh.position.z = depth
      return painted(mesh, shade(lane, depth > 0 ? bright * 0.86 : bright), spotted)
    }),
  )
}

function catTorso(scene: Scene, lane: string): Mesh[] {
  const coat = shade(lane, 1)
  const cream = shade(lane, 1.72)
  const dark = shade('#1c1613', 1)
  const white = shade('#ffffff', 1)
  const trunk = turned(scene, [
    [0, -0.63],
    [0.07, -0.61],
    [0.125, -0.53],
    [0.14, -0.42],
    [0.115, -0.2],
    [0.105, -0.05],
    [0.125, 0.15],
    [0.155, 0.36],
    [0.15, 0.48],
    [0.1, 0.59],
    [0, 0.63],
  ])
  const belly = turned(scene, [
    [0, -0.4],
    [0.07, -0.34],
    [0.085, -0.1],
    [0.11, 0.2],
    [0.125, 0.42],
    [0, 0.56],
  ])
  const along = Math.PI / 2
  const neck = put(tapered(scene, 0.15, 0.085, 0.115), 0.58, 0.09, 0, 0.83)
  const head = put(blob(scene, 0.135, 0.11, 0.1), 0.75, 0.215, 0, 0.15)
  const muzzle = put(blob(scene, 0.085, 0.06, 0.062), 0.865, 0.175, 0, 0.2)
  const nose = put(blob(scene, 0.028, 0.022, 0.03), 0.94, 0.185)
  const pairs = [-1, 1].flatMap((side) => [
    painted(put(blob(scene, 0.03, 0.055, 0.035), 0.68, 0.315, side * 0.065, -0.3), shade(lane, 0.8)),
    painted(put(blob(scene, 0.026, 0.032, 0.016), 0.812, 0.25, side * 0.079), white),
    painted(put(blob(scene, 0.015, 0.021, 0.008), 0.822, 0.25, side * 0.094), dark),
    painted(put(tapered(scene, 0.035, 0.008, 0.008), 0.85, 0.19, side * 0.068, -0.5), dark),
  ])
  return [
    painted(put(trunk, 0, 0, 0, along), coat, true),
    painted(put(belly, 0.02, -0.045, 0, along), cream),
    painted(neck, coat, true),
    painted(head, coat),
    painted(muzzle, cream),
    painted(nose, dark),
    ...pairs,
  ]
}

/** Hopper and walker: friendly machines with round joints, a visor and shoes. */
const upright: Dress = (scene, link, lane) => {
  const depth = link.name.endsWith('_left') ? 0.09 : link.name === 'torso' ? 0 : -0.09
  const paired = link.name.endsWith('_left') ? 0.72 : 1
  if (link.name === 'torso') return uprightTorso(scene, link.capsules[0], lane)
  const isFoot = link.name.startsWith('foot')
  const parts = link.capsules.map((capsule) =>
    painted(
      limb(scene, link, capsule, link.name.startsWith('thigh') ? 1.5 : 1.15),
      isFoot ? shade('#23282b', paired) : shade(lane, paired),
    ),
  )
  const { x, z } = link.hinge!
  const knee = put(blob(scene, 0.075, 0.075, 0.085), x, z)
  parts.push(painted(knee, shade('#2e3538', paired)))
  for (const part of parts) part.position.z = depth
  return parts
}

function uprightTorso(scene: Scene, capsule: Capsule, lane: string): Mesh[] {
  const { halfLength: h } = capsule
  const shell = turned(scene, [
    [0, -h - 0.08],
    [0.1, -h - 0.05],
    [0.135, -h + 0.06],
    [0.13, 0],
    [0.165, h * 0.55],
    [0.15, h + 0.02],
    [0.08, h + 0.1],
    [0, h + 0.11],
  ])
  return [
    painted(shell, shade(lane, 1)),
    painted(put(blob(scene, 0.15, 0.145, 0.15), 0.02, h + 0.2), shade(lane, 1.35)),
    painted(put(blob(scene, 0.085, 0.06, 0.125), 0.1, h + 0.215), shade('#15191b', 1)),
    painted(put(blob(scene, 0.02, 0.022, 0.03), 0.178, h + 0.222, -0.05), shade('#c8f24a', 1)),
    painted(put(blob(scene, 0.02, 0.022, 0.03), 0.178, h + 0.222, 0.05), shade('#c8f24a', 1)),
  ]
}

interface Wear {
  dress: Dress
  /** Where a tail grows, m in the torso's frame. */
  tail?: { x: number; y: number }
}

const wardrobe: Readonly<Record<Costume, Wear>> = {
  cat: { dress: cat, tail: { x: -0.58, y: 0.06 } },
  machine: { dress: upright },
}

/** Where a tail grows, in the torso's frame; undefined for bodies without one. */
export function tailRoot({ costume }: BodyDescription): { x: number; y: number } | undefined {
  return wardrobe[costume].tail
}
