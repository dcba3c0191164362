// A browser as far as attestod's pages need one: cookies, redirects within the server, forms without scripts.
import assert from 'node:assert/strict'
import { kUser } from '../../support/attestod.mjs'

const kMostRedirects = 10
const kEntities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const decode = (text) => text.replace(/&(#39|\w+);/g, (_, name) => kEntities[name])

/** The attributes of each such tag. */
const tags = (html, name) =>
  [...html.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g'))].map(([, text]) =>
    Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, decode(value)])))

export class UserAgent {
  #issuer
  #fetch
  #cookies = new Map()
  /** Where it is: a page of the server with `html` and `status`, or an address outside. */
  url
  html
  status

  /** @param server  whose pages are followed; everything else is left for the client */
  constructor({ issuer, fetch }) {
    this.#issuer = issuer
    this.#fetch = fetch
  }

  async visit(url, options = {}) {
    let next = new URL(url)
    for (let hops = 0; hops < kMostRedirects; ++hops) {
      this.url = next
      this.html = undefined
      if (next.origin !== new URL(this.#issuer).origin) return this
      const response = await this.#request(next, options)
      options = {} // what was posted is not posted again behind a redirect
      if (!response.headers.has('location')) return this
      next = new URL(response.headers.get('location'), next)
    }
    assert.fail(`more than ${kMostRedirects} redirects, the last to ${next}`)
  }

  /** Sends the form of the page, with its hidden fields and these. */
  submit(fields = {}) {
    const [form] = tags(this.html, 'form')
    assert.equal(form?.method, 'post', `a form on ${this.url}: ${this.html}`)
    return this.visit(new URL(form.action, this.url), { method: 'POST', body: this.#filled(fields) })
  }

  /** The fields of the page's form, for a client that gets its answer by form_post. */
  formFor(action) {
    const [form] = tags(this.html, 'form')
    assert.equal(form?.action, action)
    return this.#filled({})
  }

  get isAtLogin() {
    return this.url.pathname.endsWith('/login')
  }
  get isAtConsent() {
    return this.url.pathname.endsWith('/consent')
  }

  /** Through login and consent, as far as they are asked for, up to the answer. */
  async authorize(url, { decision = 'allow' } = {}) {
    await this.visit(url)
    if (this.isAtLogin) await this.submit({ username: kUser.name, password: kUser.password })
    if (this.isAtConsent) await this.submit({ decision })
    return this
  }

  #filled(fields) {
    const hidden = tags(this.html, 'input').filter(({ type }) => type === 'hidden')
    return new URLSearchParams({ ...Object.fromEntries(hidden.map(({ name, value }) => [name, value])), ...fields })
  }

  async #request(url, options) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.#fetch(url, { ...options, redirect: 'manual', headers: cookie ? { cookie } : {} })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/)
      if (/; *max-age=0/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    this.status = response.status
    this.html = await response.text()
    return response
  }
}
