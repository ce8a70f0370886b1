// A certified OpenID provider in the shape of DossierFacile's realm: Keycloak's routes, members and rotation.
//
// Prints one line of JSON when it listens, and ends when its standard input closes.
// ACCESS_TTL, in seconds, sets the life of access tokens.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import Provider from 'oidc-provider';

const REALM = '/auth/realms/dossier-facile';
const ENDPOINTS = `${REALM}/protocol/openid-connect`;
const WELL_KNOWN = '/.well-known/openid-configuration';
const ACCESS_TTL = Number(process.env.ACCESS_TTL ?? 300);
const REFRESH_TTL = 1800;
const PERSON = { accountId: randomUUID(), email: 'tenant@example.test', password: randomUUID() };
const CLIENT = {
  client_id: 'dfconnect-realm',
  // Every character that Basic spoils unless id and secret are form-encoded first.
  client_secret: `${randomUUID()}:a/b+c%41 d`,
  redirect_uris: ['https://partner.example.test/callback?from=dossierfacile'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code'],
  scope: 'openid dfc',
  token_endpoint_auth_method: 'client_secret_basic',
};

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${server.address().port}`;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider(origin + REALM, {
  clients: [CLIENT],
  jwks: { keys: [privateKey.export({ format: 'jwk' })] },
  cookies: { keys: [randomUUID()] },
  scopes: ['openid', 'dfc'],
  claims: { openid: ['sub', 'email'] },
  conformIdTokenClaims: false,
  clockTolerance: 0,
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  expiresWithSession: async () => false,
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
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, accountId) => ({
    accountId,
    claims: () => ({ sub: accountId, email: PERSON.email }),
  }),
  routes: {
    authorization: `${ENDPOINTS}/auth`,
    end_session: `${ENDPOINTS}/logout`,
    introspection: `${ENDPOINTS}/token/introspect`,
    jwks: `${ENDPOINTS}/certs`,
    revocation: `${ENDPOINTS}/revoke`,
    token: `${ENDPOINTS}/token`,
    userinfo: `${ENDPOINTS}/userinfo`,
  },
});

// The error descriptions hide on purpose why a grant was refused; the tests want to know.
const causes = [];
provider.on('grant.error', (_ctx, error) => causes.push(error.error_detail ?? error.error));

provider.use(async (ctx, next) => {
  // `dfc` is a default scope of DossierFacile's clients: it comes without being asked for.
  if (ctx.path === `${ENDPOINTS}/auth` && ctx.query.scope) {
    ctx.query = { ...ctx.query, scope: `${ctx.query.scope} dfc` };
  }
  await next();
  if (ctx.path === `${ENDPOINTS}/token` && ctx.status === 200) {
    ctx.body = {
      scope: 'dfc',
      ...ctx.body,
      refresh_expires_in: ctx.body.refresh_token ? REFRESH_TTL : 0,
      'not-before-policy': 0,
      session_state: randomUUID(),
    };
  }
});

const page = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Realm</title>${body}`);
};

async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

async function consented({ grantId, session, params, prompt }) {
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(prompt.details.missingOIDCScope?.join(' ') ?? 'openid dfc');
  return grant.save();
}

async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  const { name } = details.prompt;
  if (request.method === 'GET') {
    const hint = (details.params.login_hint ?? '').replace(/[^\w@.+-]/g, '');
    const fields = `<input name="username" value="${hint}"><input name="password" type="password">`;
    return page(response, 200, `<form method="post" data-prompt="${name}">${name === 'login' ? fields : ''}<button>Oui</button></form>`);
  }
  const filled = await form(request);
  let result;
  if (name === 'login') {
    if (filled.get('username') !== PERSON.email || filled.get('password') !== PERSON.password) {
      return page(response, 401, '<p>Identifiants refusés</p>');
    }
    result = { login: { accountId: PERSON.accountId } };
  } else if (filled.has('cancel')) {
    result = { error: 'access_denied', error_description: 'User denied access' };
  } else {
    result = { consent: { grantId: await consented(details) } };
  }
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: name !== 'login' });
}

const callback = provider.callback();
server.on('request', (request, response) => {
  if (request.url === '/causes') {
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify(causes));
  }
  if (request.url.startsWith('/interaction/')) {
    return interact(request, response).catch((error) => page(response, 500, `<pre>${error.name}</pre>`));
  }
  if (request.url === REALM + WELL_KNOWN) request.url = WELL_KNOWN;
  return callback(request, response);
});

process.stdin.on('end', () => process.exit(0)).resume();
console.log(JSON.stringify({
  origin,
  issuer: origin + REALM,
  client_id: CLIENT.client_id,
  client_secret: CLIENT.client_secret,
  redirect_uri: CLIENT.redirect_uris[0],
  email: PERSON.email,
  password: PERSON.password,
  subject: PERSON.accountId,
}));
