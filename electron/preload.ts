import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { Bridge } from '../src/host/window.js'

/** All that the window sees of the machine: the contract's calls, and its events. */
const bridge: Bridge = {
  call: (method, input) => ipcRenderer.invoke('gaitway:call', method, input),
  listen(handler) {
    const receive = (_: IpcRendererEvent, event: string, data: unknown) => handler(event, data)
    ipcRenderer.on('gaitway:event', receive)
    return () => ipcRenderer.off('gaitway:event', receive)
  },
}

contextBridge.exposeInMainWorld('gaitway', bridge)
