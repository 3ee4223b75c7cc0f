// The judge openid-client: a relying party that many services on Node are built with. It discovers the provider, logs
// in with each way of proving itself, and checks every answer by its own rules, signatures of id tokens included.

import * as client from 'openid-client'
import { importJWK } from 'jose'
import { found, must, refused, rest, settings, walk } from './desk.mjs'

const issuer = new URL(settings.issuer)

async function discover(who, authentication) {
  const metadata = { client_secret: who.secret, id_token_signed_response_alg: who.algorithm }
  const config = await client.discovery(issuer, who.id, metadata, authentication, {
    execute: [client.allowInsecureRequests],
  })
  client.enableNonRepudiationChecks(config)
  return config
}

function request(checks, more = {}) {
  const { state, nonce, challenge } = checks
  return {
    redirect_uri: settings.callback,
    scope: 'openid',
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  }
}

async function fresh() {
  const verifier = client.randomPKCECodeVerifier()
  const challenge = await client.calculatePKCECodeChallenge(verifier)
  return { verifier, challenge, state: client.randomState(), nonce: client.randomNonce() }
}

function redeem(config, there, checks, more = {}) {
  return client.authorizationCodeGrant(config, there, {
    pkceCodeVerifier: checks.verifier,
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    idTokenExpected: true,
    ...more,
  })
}

function algorithmOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).alg
}

// A service with a secret in the header, id tokens RS256, the answer in the address.
const plain = await discover(settings.plain, client.ClientSecretBasic(settings.plain.secret))
const server = plain.serverMetadata()
must(server.issuer === settings.issuer, 'the issuer is the one asked')
must(server.authorization_response_iss_parameter_supported === true, 'answers name their issuer')
found('discovery')

const checks = await fresh()
const there = await walk(client.buildAuthorizationUrl(plain, request(checks, { max_age: '600' })))
const tokens = await redeem(plain, there, checks, { maxAge: 600 })
must(algorithmOf(tokens.id_token) === 'RS256', 'the id token is signed with RS256')
must(tokens.expires_in === 300 && Number(tokens.refresh_expires_in) === 1800, 'tokens last as told')
const claims = tokens.claims()
found('code with PKCE, state, nonce and max_age, client_secret_basic, RS256')

await refused(() => redeem(plain, there, checks), 'invalid_grant')
found('a code is redeemed once')

const secondChecks = await fresh()
const second = await walk(client.buildAuthorizationUrl(plain, request(secondChecks)))
await refused(() => redeem(plain, second, { ...secondChecks, nonce: 'another' }), 'nonce')
found('another nonce is noticed')

const thirdChecks = await fresh()
const third = await walk(client.buildAuthorizationUrl(plain, request(thirdChecks)))
const wrongVerifier = client.randomPKCECodeVerifier()
await refused(() => redeem(plain, third, { ...thirdChecks, verifier: wrongVerifier }), 'invalid_grant')
found('another verifier is refused')

const liveChecks = await fresh()
const fourth = await walk(client.buildAuthorizationUrl(plain, request(liveChecks)))
const live = await redeem(plain, fourth, liveChecks)
const person = await client.fetchUserInfo(plain, live.access_token, claims.sub)
must(person.uniid === claims.uniid && Array.isArray(person.inst_brugere), 'userinfo tells the same person')
found('userinfo')

const told = await client.tokenIntrospection(plain, live.access_token)
must(told.active === true && told.client_id === settings.plain.id && told.sub === claims.sub, 'introspection')
found('introspection')

const next = await client.refreshTokenGrant(plain, live.refresh_token)
must(next.refresh_token !== live.refresh_token, 'refresh tokens rotate')
must(next.claims().sub === claims.sub, 'the new id token is about the same person')
found('refresh rotates')

await refused(() => client.refreshTokenGrant(plain, live.refresh_token), 'invalid_grant')
await refused(() => client.refreshTokenGrant(plain, next.refresh_token), 'invalid_grant')
must((await client.tokenIntrospection(plain, next.access_token)).active === false, 'the family is dead')
found('a replayed refresh token ends its family')

const revokedChecks = await fresh()
const fifth = await walk(client.buildAuthorizationUrl(plain, request(revokedChecks)))
const revoked = await redeem(plain, fifth, revokedChecks)
await client.tokenRevocation(plain, revoked.refresh_token)
must((await client.tokenIntrospection(plain, revoked.access_token)).active === false, 'revoked means inactive')
await refused(() => client.fetchUserInfo(plain, revoked.access_token, claims.sub), 'invalid_token')
found('revocation')

// A service with a secret in the body, id tokens ES256; the request pushed, the answer posted.
const posting = await discover(settings.posting, client.ClientSecretPost(settings.posting.secret))
const pushedChecks = await fresh()
const pushed = await client.buildAuthorizationUrlWithPAR(posting, request(pushedChecks, { response_mode: 'form_post' }))
must(pushed.searchParams.get('request_uri')?.startsWith('urn:ietf:params:oauth:request_uri:'), 'the request was pushed')
const answer = await walk(pushed)
must(answer instanceof Request, 'the answer came as a posted form')
const postedTokens = await redeem(posting, answer, pushedChecks)
must(algorithmOf(postedTokens.id_token) === 'ES256', 'the id token is signed with ES256')
must(postedTokens.claims().sub !== claims.sub, 'another provider knows another pseudonym')
found('pushed request, form_post, client_secret_post, ES256')

// A service that proves itself by its key.
const key = await importJWK(settings.keyed.key, settings.keyed.key.alg)
const keyed = await discover(settings.keyed, client.PrivateKeyJwt({ key, kid: settings.keyed.key.kid }))
const keyedChecks = await fresh()
const byKey = await walk(await client.buildAuthorizationUrlWithPAR(keyed, request(keyedChecks)))
const keyedTokens = await redeem(keyed, byKey, keyedChecks)
must((await client.tokenIntrospection(keyed, keyedTokens.access_token)).active === true, 'introspection by key')
found('private_key_jwt')

// A request with a fault comes back as an error the library understands.
const faulty = await fresh()
const refusal = await walk(client.buildAuthorizationUrl(plain, request(faulty, { scope: 'profile' })))
await refused(() => redeem(plain, refusal, faulty), 'invalid_scope')
found('errors are answers')

// Logging out at the provider, and back.
const farewell = client.buildEndSessionUrl(plain, {
  id_token_hint: tokens.id_token,
  post_logout_redirect_uri: settings.farewell,
  state: 'good bye',
})
const out = await walk(farewell)
must(out.href.startsWith(settings.farewell) && out.searchParams.get('state') === 'good bye', 'back after logout')
const silentChecks = await fresh()
const silent = await walk(client.buildAuthorizationUrl(plain, request(silentChecks, { prompt: 'none' })))
await refused(() => redeem(plain, silent, silentChecks), 'login_required')
found('RP-initiated logout ends the session')
rest()
