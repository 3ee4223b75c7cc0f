// What every judge that runs on Node shares: it reads its settings, asks the browser on the other side of the pipe to
// walk somewhere, and says what it has found in order. It judges nothing itself.
//
// One JSON object a line. Out: {"walk": address}, {"found": sentence}. In: {"address": ...} or {"post": {"action", "fields"}}.

import { createInterface } from 'node:readline'

const reader = createInterface({ input: process.stdin })
const lines = reader[Symbol.asyncIterator]()

async function line() {
  const { value, done } = await lines.next()
  if (done) throw new Error('nobody answers any more')
  return JSON.parse(value)
}

export const settings = await line()

/** Lets the browser walk from an address until it would leave for the judge's own; where it ended up. */
export async function walk(address) {
  process.stdout.write(`${JSON.stringify({ walk: String(address) })}\n`)
  const there = await line()
  if (there.post === undefined) return new URL(there.address)
  const body = new URLSearchParams(there.post.fields)
  return new Request(there.post.action, { method: 'POST', body })
}

/** Writes down something that was found in order. */
export function found(sentence) {
  process.stdout.write(`${JSON.stringify({ found: sentence })}\n`)
}

/** Fails unless this holds. */
export function must(holds, sentence) {
  if (!holds) throw new Error(`not so: ${sentence}`)
}

/** Fails unless the library or the provider refuses with this word somewhere in the error. */
export async function refused(attempt, word) {
  try {
    await attempt()
  } catch (error) {
    const said = [error.error, error.code, error.message, error.cause?.message, JSON.stringify(error.cause ?? null)].join(' ')
    must(said.includes(word), `refused with ${word}, but: ${said}`)
    return
  }
  throw new Error(`not refused with ${word}`)
}

/** Nothing more is asked: the process may end. */
export function rest() {
  reader.close()
  process.stdin.destroy()
}
