// Debian 12's Node 18 has WebCrypto, but not as a global; openid-client wants the global.
import { webcrypto } from 'node:crypto'

globalThis.crypto ??= webcrypto
globalThis.CryptoKey ??= webcrypto.CryptoKey
