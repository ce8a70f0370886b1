// A certified OpenID provider in the shape of DossierFacile's realm: Keycloak's routes, pages, members and rotation, and
// as much of the API as it takes to see whether a token is accepted.
//
// Prints one line of JSON when it listens, and ends when its standard input closes. REDIRECT_URI is where it may send
// people back to; ACCESS_TTL, in seconds, sets the life of access tokens; TOKEN_PAUSE, in milliseconds, is how long a token
// request may lie about before and after its work. What lies below /test is for the tests alone.

import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomInt, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import Provider from 'oidc-provider';
import { pages } from './pages.mjs';
import { storage } from './storage.mjs';

const REALM = '/auth/realms/dossier-facile';
const ENDPOINTS = `${REALM}/protocol/openid-connect`;
const WELL_KNOWN = '/.well-known/openid-configuration';
const ACCESS_TTL = Number(process.env.ACCESS_TTL ?? 5);
const TOKEN_PAUSE = Number(process.env.TOKEN_PAUSE ?? 0);
const REFRESH_TTL = 1800;
const SCOPES = 'openid dfc';
const PERSON = { accountId: randomUUID(), email: 'tenant@example.test', password: `${randomUUID()}&é "` };
const CLIENT = {
  client_id: 'dfconnect-realm',
  // Every character that Basic spoils unless id and secret are form-encoded first.
  client_secret: `${randomUUID()}:a/b+c%41 d`,
  redirect_uris: [process.env.REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code'],
  scope: SCOPES,
  token_endpoint_auth_method: 'client_secret_basic',
};

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${server.address().port}`;

// What happened here, for the tests. Error descriptions hide on purpose why a grant was refused: `causes` tells.
const seen = { pages: [], token_requests: {}, causes: [], calls: { accepted: 0, refused: 0 }, keys_asked: 0 };
// Every refresh token that came back, and what was issued for it, by fingerprint.
const spends = [];
const grants = new Set();
const consents = new Set();

// By way of bytes: Node.js 20 can lock up for good when it exports a key that its own generator still holds.
const bytes = { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } };
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048, ...bytes });
const jwk = (key) => key.export({ format: 'jwk' });
const signing = () => ({ ...jwk(createPrivateKey(pair().privateKey)), use: 'sig', alg: 'RS256', kid: randomUUID() });
const keys = [signing()];
// Keycloak publishes a key for encryption beside those for signatures.
const encryption = { ...jwk(createPublicKey(pair().publicKey)), use: 'enc', alg: 'RSA-OAEP', kid: randomUUID() };

async function granted(accountId, clientId) {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(SCOPES);
  const id = await grant.save();
  grants.add(id);
  return id;
}

const people = pages(REALM, {
  seen,
  person: PERSON,
  find: (uid) => provider.Interaction.find(uid),
  consented({ session, params }) {
    consents.add(session.accountId);
    return granted(session.accountId, params.client_id);
  },
});

const configuration = {
  adapter: storage(),
  clients: [CLIENT],
  cookies: { keys: [randomUUID()] },
  scopes: SCOPES.split(' '),
  claims: { openid: ['sub', 'email'] },
  conformIdTokenClaims: false,
  clockTolerance: 0,
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  expiresWithSession: async () => false,
  // Keycloak remembers a consent, for later sign-ins and in every browser.
  async loadExistingGrant({ oidc }) {
    const { accountId } = oidc.session;
    const known = oidc.result?.consent?.grantId
      ?? (consents.has(accountId) ? await granted(accountId, oidc.client.clientId) : undefined);
    return known && oidc.provider.Grant.find(known);
  },
  ttl: {
    AccessToken: ACCESS_TTL,
    ClientCredentials: ACCESS_TTL,
    AuthorizationCode: 60,
    RefreshToken: REFRESH_TTL,
    Grant: 36000,
    IdToken: 300,
    Interaction: 600,
    Session: 36000,
  },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  interactions: { url: (_ctx, interaction) => people.url(interaction) },
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId, email: PERSON.email }) }),
  routes: {
    authorization: `${ENDPOINTS}/auth`,
    end_session: `${ENDPOINTS}/logout`,
    introspection: `${ENDPOINTS}/token/introspect`,
    jwks: `${ENDPOINTS}/certs`,
    revocation: `${ENDPOINTS}/revoke`,
    token: `${ENDPOINTS}/token`,
    userinfo: `${ENDPOINTS}/userinfo`,
  },
};

const fingerprint = (token) => createHash('sha256').update(token).digest('hex').slice(0, 16);
const lieAbout = () => TOKEN_PAUSE && pause(randomInt(TOKEN_PAUSE));

async function likeKeycloak(ctx, next) {
  // `dfc` is a default scope of DossierFacile's clients: it comes without being asked for.
  if (ctx.path === `${ENDPOINTS}/auth` && ctx.query.scope) {
    ctx.query = { ...ctx.query, scope: `${ctx.query.scope} dfc` };
  }
  if (ctx.path === `${ENDPOINTS}/token`) await lieAbout();
  await next();
  if (ctx.path === `${ENDPOINTS}/certs`) {
    ctx.body.keys.unshift(encryption);
    seen.keys_asked += 1;
  }
  if (ctx.path !== `${ENDPOINTS}/token`) return;
  const grant = ctx.oidc?.params?.grant_type ?? 'unknown';
  seen.token_requests[grant] = (seen.token_requests[grant] ?? 0) + 1;
  if (grant === 'refresh_token') {
    const issued = ctx.status === 200 ? fingerprint(ctx.body.refresh_token) : null;
    spends.push({ token: fingerprint(ctx.oidc.params.refresh_token ?? ''), issued });
  }
  if (ctx.status === 200) {
    ctx.body = {
      scope: 'dfc',
      ...ctx.body,
      refresh_expires_in: ctx.body.refresh_token ? REFRESH_TTL : 0,
      'not-before-policy': 0,
      session_state: randomUUID(),
    };
  }
  await lieAbout();
}

let provider;
let callback;

/** Begins to sign with the first key; all that was issued before stays good. */
function sign() {
  provider = new Provider(origin + REALM, { ...configuration, jwks: { keys } });
  provider.on('grant.error', (_ctx, error) => seen.causes.push(error.error_detail ?? error.error));
  provider.use(likeKeycloak);
  callback = provider.callback();
}

const json = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** As DossierFacile's API: a person's token for the profile, the partner's own for the settings, else an empty 401. */
async function api(request, response) {
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const person = await provider.AccessToken.find(token);
  const partner = await provider.ClientCredentials.find(token);
  if (!person?.isValid && !partner?.isValid) {
    seen.calls.refused += 1;
    response.writeHead(401);
    return response.end();
  }
  if (request.url === '/dfc/tenant/profile' ? !person : !partner) {
    seen.calls.refused += 1;
    return json(response, 403, { status: 'FORBIDDEN', message: 'Access Denied' });
  }
  seen.calls.accepted += 1;
  if (person) return json(response, 200, { connectedTenantId: 7, apartmentSharing: { id: 3, status: 'INCOMPLETE', tenants: [] } });
  return json(response, 200, { name: CLIENT.client_id, email: PERSON.email, callbackUrl: null, callbackApiKey: null });
}

const tests = {
  seen: () => seen,
  spends: () => spends,
  /** The person of the address with this query signs in and consents, without the pages. Gives the callback. */
  async consent(query) {
    const client = await provider.Client.find(query.get('client_id'));
    const code = new provider.AuthorizationCode({
      accountId: PERSON.accountId,
      client,
      grantId: await granted(PERSON.accountId, CLIENT.client_id),
      scope: SCOPES,
      claims: {},
      redirectUri: query.get('redirect_uri'),
      codeChallenge: query.get('code_challenge'),
      codeChallengeMethod: query.get('code_challenge_method'),
      nonce: query.get('nonce') ?? undefined,
      authTime: Math.floor(Date.now() / 1000),
      expiresWithSession: false,
    });
    const callback = new URL(query.get('redirect_uri'));
    for (const [name, value] of [['code', await code.save()], ['state', query.get('state')], ['iss', origin + REALM]]) {
      callback.searchParams.set(name, value);
    }
    return { callback: callback.href };
  },
  /** As on DossierFacile's page of shared files: the consent goes, and with it what it gave, but for access tokens. */
  async 'withdraw-consent'() {
    consents.clear();
    for (const id of grants) {
      await provider.RefreshToken.revokeByGrantId(id);
      await provider.Grant.adapter.destroy(id);
    }
    return {};
  },
  'rotate-keys'() {
    keys.unshift(signing());
    sign();
    return {};
  },
};

sign();
server.on('request', (request, response) => {
  const failed = (error) => json(response, 500, { error: error.name });
  const { pathname, searchParams } = new URL(request.url, origin);
  const test = /^\/test\/([a-z-]+)$/.exec(pathname)?.[1];
  if (Object.hasOwn(tests, test ?? '')) {
    return Promise.resolve(tests[test](searchParams)).then((body) => json(response, 200, body)).catch(failed);
  }
  if (people.serves(request.url)) return people.answer(request, response).catch(failed);
  if (request.url.startsWith('/dfc/')) return api(request, response).catch(failed);
  if (request.url === REALM + WELL_KNOWN) request.url = WELL_KNOWN;
  return callback(request, response);
});

process.stdin.on('end', () => process.exit(0)).resume();
console.log(JSON.stringify({
  origin,
  issuer: origin + REALM,
  client_id: CLIENT.client_id,
  client_secret: CLIENT.client_secret,
  email: PERSON.email,
  password: PERSON.password,
  subject: PERSON.accountId,
}));
