// The judge oidc-provider: the certified OpenID provider of Node, as the broker of the national eID. Its own pages ask who
// somebody is, its own rules check what we send (redirect address, PKCE, client secret), its own code signs what we read.
// Whoever types a name of `holders` is that holder; what each shows in the id token and in userinfo is in the settings.
//
// It judges by refusing; it writes {"found": "ready"} once it listens, and goes when it is ended.

import Provider from 'oidc-provider'
import { found, settings } from './desk.mjs'

let bent = false

const provider = new Provider(settings.issuer, {
  clients: [{
    client_id: settings.client.id,
    client_secret: settings.client.secret,
    redirect_uris: [settings.client.callback],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: settings.client.authentication,
  }],
  clientAuthMethods: [settings.client.authentication],
  // A broker tells some of it in the id token and the number in userinfo alone, or everything in the id token.
  conformIdTokenClaims: false,
  claims: settings.claims,
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['the judge signs its own cookies'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: (use) => ({ sub: id, ...settings.holders[id]?.[use] }),
  }),
})

// On demand it binds its id token to another departure than the one it was asked for.
provider.use(async (ctx, next) => {
  if (ctx.path === '/bend') {
    bent = true
    ctx.body = 'bent'
    return
  }
  if (bent && ctx.query.nonce !== undefined) ctx.query = { ...ctx.query, nonce: 'of-another-departure' }
  await next()
})

provider.listen(settings.port, '127.0.0.1', () => found('ready'))
