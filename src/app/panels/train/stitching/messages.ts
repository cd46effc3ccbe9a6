import { messageCheck } from '../../../messaging/messageCheck.js'

export const checkStitchingMessage = messageCheck('window and stitching worker')
