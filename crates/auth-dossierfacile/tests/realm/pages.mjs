// The pages a person sees on the way, with the structure of Keycloak's and of DossierFacile's theme: the same forms, fields,
// addresses and cookies, refused when they come back otherwise. The words are ours.

import { randomUUID } from 'node:crypto';

const COOKIE = 'AUTH_SESSION_ID';
const RESTART = 'KC_RESTART';

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title, content) => `<!DOCTYPE html>
<html class="login-pf"><head><meta charset="utf-8"><title>${title}</title><script>var form = "<form id='kc-form-login'>";</script></head>
<body><form id="kc-locale" action="/nowhere"><input name="kc_locale" value="fr"></form>
<!-- <form id="kc-form-login" action="/commented-out"> -->
<div id="kc-content"><div id="kc-content-wrapper">${content}</div></div></body></html>`;

const login = (action, username, error) => page('Connexion', `
<form id="kc-form-login" onsubmit="login.disabled = true; return true;" action="${escaped(action)}" method="post">
  <label for="username">Adresse</label>
  <input tabindex="1" id="username" class="fr-input" name="username" value="${escaped(username)}" type="text" autofocus autocomplete="off"/>
  ${error ? `<span id="input-error" class="pf-c-form__helper-text" aria-live="polite">\n      ${error}\n  </span>` : ''}
  <label for="password">Mot de passe</label>
  <input tabindex="2" id="password" class="fr-input" name="password" type="password" autocomplete="off"/>
  <input tabindex="3" id="rememberMe" name="rememberMe" type="checkbox">
  <input required tabindex="3" id="authorize" name="authorize" type="checkbox" checked> Partager mon dossier
  <input type="hidden" id="id-hidden-input" name="credentialId"/>
  <input tabindex="4" class="fr-btn" name="login" id="kc-login" type="submit" value="Entrer"/>
</form>`);

const consent = (action, code) => page('Consentement', `
<div id="kc-oauth" class="content-area"><h3>Partager ?</h3><ul><li><span>Le dossier</span></li></ul>
<form class="form-actions" action="${escaped(action)}" method="POST">
  <input type="hidden" name="code" value="${code}">
  <input class="fr-btn" name="accept" id="kc-login" type="submit" value="Oui"/>
  <input class="fr-btn" name="cancel" id="kc-cancel" type="submit" value="Non"/>
</form></div>`);

const problem = (text) => page('Erreur', `<div id="kc-error-message"><p class="instruction">${text}</p></div>`);

async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

const cookies = (request) => new Map((request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=')));

/** Answers below `base`: `{ find, person, consented, seen }` are the realm's. */
export function pages(base, realm) {
  const actions = `${base}/login-actions`;
  // By tab: the browser it belongs to, and the code that its next form must bring.
  const tabs = new Map();

  const show = (response, status, html, headers = {}) => {
    response.writeHead(status, { 'content-type': 'text/html;charset=utf-8', 'cache-control': 'no-store', ...headers });
    response.end(html);
  };
  const address = (path, interaction, more) =>
    `${actions}/${path}?${new URLSearchParams({ ...more, client_id: interaction.params.client_id, tab_id: interaction.uid })}`;

  const shown = (request, response, interaction, error, username) => {
    const { name } = interaction.prompt;
    realm.seen.pages.push(error ? `${name} again` : name);
    const own = cookies(request).get(COOKIE) ?? randomUUID();
    const code = randomUUID();
    tabs.set(interaction.uid, { own, code });
    const session = `${COOKIE}=${own}; Version=1; Path=${base}/; HttpOnly; SameSite=Lax`;
    if (name === 'login') {
      const action = address('authenticate', interaction, { session_code: code, execution: randomUUID() });
      const set = [session, `${RESTART}=${randomUUID()}; Version=1; Path=${base}/; HttpOnly`];
      return show(response, 200, login(action, username ?? interaction.params.login_hint ?? '', error), { 'set-cookie': set });
    }
    return show(response, 200, consent(address('consent', interaction), code), { 'set-cookie': session });
  };

  const finished = async (response, interaction, result, headers = {}) => {
    interaction.result = { ...interaction.lastSubmission, ...result };
    await interaction.save(60);
    response.writeHead(302, { location: interaction.returnTo, ...headers });
    response.end();
  };

  const filled = async (request, response, interaction, url) => {
    const tab = tabs.get(interaction.uid);
    const own = cookies(request);
    const fields = await form(request);
    const [name, code] = url.pathname === `${actions}/authenticate`
      ? ['login', url.searchParams.get('session_code')] : ['consent', fields.get('code')];
    if (!tab || own.get(COOKIE) !== tab.own) return show(response, 400, problem('Le cookie manque'));
    if (name !== interaction.prompt.name || code !== tab.code) return show(response, 400, problem('La page a expiré'));
    if (own.has(RESTART) !== (name === 'login')) return show(response, 400, problem('Un cookie effacé est revenu'));
    if (name === 'login') {
      if (!fields.has('authorize') || !fields.has('credentialId') || fields.has('rememberMe')) {
        return show(response, 400, problem('Un champ manque ou est de trop'));
      }
      if (fields.get('username') !== realm.person.email || fields.get('password') !== realm.person.password) {
        return shown(request, response, interaction, 'Identifiants refus&eacute;s.', fields.get('username'));
      }
      const gone = `${RESTART}=; Version=1; Path=${base}/; Max-Age=0`;
      return finished(response, interaction, { login: { accountId: realm.person.accountId } }, { 'set-cookie': gone });
    }
    if (fields.has('accept') === fields.has('cancel')) return show(response, 400, problem('Un seul bouton se presse'));
    return finished(response, interaction, fields.has('cancel')
      ? { error: 'access_denied', error_description: 'User denied access' }
      : { consent: { grantId: await realm.consented(interaction) } });
  };

  return {
    /** Where the person goes for what `interaction` asks. */
    url: (interaction) => (interaction.prompt.name === 'login'
      ? address('authenticate', interaction, { execution: randomUUID() })
      : address('required-action', interaction, { execution: 'OAUTH_GRANT' })),

    serves: (path) => path.startsWith(`${actions}/`),

    async answer(request, response) {
      const url = new URL(request.url, 'http://realm');
      const interaction = await realm.find(url.searchParams.get('tab_id') ?? '');
      if (!interaction) return show(response, 400, problem('La session a expiré'));
      if (request.method === 'POST') return filled(request, response, interaction, url);
      return shown(request, response, interaction);
    },
  };
}
