/**
 * In place of Rapier where components are tested: in the window its WebAssembly is never loaded, the workers have it. What
 * is asked of it all the same is undefined.
 */
export default {}
