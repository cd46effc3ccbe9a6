import { messageCheck } from '../../../workers/messageCheck.js'

export const checkStitchingMessage = messageCheck('window and stitching worker')
