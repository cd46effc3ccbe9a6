import { Color3, Effect, MeshBuilder, type Scene, ShaderMaterial, Vector3 } from 'babylonjs'
import { colour } from './axes.js'
import type { Look } from './looks.js'

Effect.ShadersStore.gaitwaySkyVertexShader = `
  precision highp float;
  attribute vec3 position;
  uniform mat4 worldViewProjection;
  varying vec3 direction;
  void main() {
    direction = position;
    gl_Position = worldViewProjection * vec4(position, 1.0);
  }`

Effect.ShadersStore.gaitwaySkyFragmentShader = `
  precision highp float;
  varying vec3 direction;
  uniform vec3 top;
  uniform vec3 horizon;
  uniform vec3 sunColour;
  uniform vec3 sunDirection;
  void main() {
    vec3 d = normalize(direction);
    float height = clamp(d.y, 0.0, 1.0);
    vec3 sky = mix(horizon, top, pow(max(height - 0.05, 0.0), 0.62));
    float sun = max(dot(d, sunDirection), 0.0);
    sky += sunColour * (0.35 * pow(sun, 24.0) + 0.9 * smoothstep(0.9975, 0.9986, sun));
    gl_FragColor = vec4(sky, 1.0);
  }`

const RADIUS = 400

/** A dome with a gradient from horizon to zenith and the sun in it; goes with the camera, so it is endless. */
export function addSky(scene: Scene, look: Look): void {
  const dome = MeshBuilder.CreateSphere(
    'sky',
    { diameter: 2 * RADIUS, segments: 12, sideOrientation: 1 },
    scene,
  )
  const material = new ShaderMaterial('sky', scene, 'gaitwaySky', {
    attributes: ['position'],
    uniforms: ['worldViewProjection', 'top', 'horizon', 'sunColour', 'sunDirection'],
  })
  material.setColor3('top', colour(look.skyTop))
  material.setColor3('horizon', colour(look.skyHorizon))
  material.setColor3('sunColour', colour(look.sun).scale(0.6))
  material.setVector3('sunDirection', Vector3.FromArray(look.sunDirection).normalize().scale(-1))
  material.backFaceCulling = false
  material.disableDepthWrite = true
  dome.material = material
  dome.infiniteDistance = true
  dome.isPickable = false
  dome.applyFog = false
  dome.alwaysSelectAsActiveMesh = true
  scene.clearColor = Color3.FromHexString(look.skyHorizon).toColor4(1)
}
