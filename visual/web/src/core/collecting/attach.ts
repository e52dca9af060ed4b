import { ask, Failure, operationId } from '@/core/api'
import { graphql } from '@/core/schema'

const ATTACH = graphql(`
  mutation AttachFile($input: AttachFileInput!) {
    done: attachFile(input: $input) {
      __typename ... on AttachmentDone { id state } ... on Failure { code violations }
    }
  }
`)

const READ = graphql(`
  query ReadDocument($attachment: ID!, $kind: String!) {
    done: readDocument(attachment: $attachment, kind: $kind) {
      __typename
      ... on DocumentRead { fields { name value confidence low why } }
      ... on Failure { code violations }
    }
  }
`)

const WIDEST = 1600
const QUALITY = 0.8

/** What stands on a paper, to be confirmed. */
export interface ReadField {
  name: string
  value: string
  confidence: number
  low: boolean
  why: string | null
}

/** Makes a photo small enough to send; drawing it anew drops what the camera noted. */
async function smaller(photo: Blob): Promise<Blob> {
  const picture = await createImageBitmap(photo, { imageOrientation: 'from-image' })
  const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Failure('UNEXPECTED'))), 'image/jpeg', QUALITY),
  )
}

/** Hangs a photo on a draft: announced with its sum, then sent. Returns its id; throws Failure with the code of why not. */
export async function attachPhoto(draft: string, photo: Blob): Promise<string> {
  const bytes = await (await smaller(photo)).arrayBuffer()
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const sha256 = Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const { done } = await ask(ATTACH, {
    input: {
      operationId: operationId(), process: 'collection', holder: draft, kind: 'PHOTO', sha256, size: bytes.byteLength,
      takenAt: new Date().toISOString(), lon: null, lat: null,
    },
  })
  if (done.__typename === 'Failure') throw new Failure(done.violations[0] ?? done.code)
  const sent = await fetch(`/attachments/${done.id}`, { method: 'PUT', body: bytes, credentials: 'same-origin' }).catch(() => null)
  if (!sent) throw new Failure('OFFLINE')
  if (!sent.ok) throw new Failure('UNEXPECTED', sent.headers.get('x-request-id'))
  return done.id
}

/** Has a paper read from a photo that was attached; nothing is kept of what was read. */
export async function readPaper(attachment: string, kind: string): Promise<ReadField[]> {
  const { done } = await ask(READ, { attachment, kind })
  if (done.__typename === 'Failure') throw new Failure(done.violations[0] ?? done.code)
  return done.fields
}
