/** @import {Message} from './message.js' */
/** @typedef {{origin: string, user: string, groups: string[], withToken: boolean}} Context */

/** The programs that send a message, and the page that shows it. @type {Record<string, (message: Message, context: Context) => string>} */
export const SNIPPETS = {curl, JavaScript: javaScript, Java: java, HTML: html};

/** @param {Message} message @param {Context} context */
function curl({topic, data}, {origin, withToken}) {
  const json = JSON.stringify(data).replaceAll("'", "'\\''");
  return lines(
    'curl -H \'Content-Type: application/json\' \\',
    withToken && '  -H "Authorization: Bearer $TOKEN" \\',
    `  -d '${json}' \\`,
    `  '${origin}/v1/topics/${path(topic)}'`);
}

/** @param {Message} message @param {Context} context */
function javaScript({topic, data}, {origin, withToken}) {
  return lines(
    `await fetch(${string(`${origin}/v1/topics/${path(topic)}`)}, {`,
    "  method: 'POST',",
    `  headers: {'content-type': 'application/json'${withToken ? ', authorization: `Bearer ${token}`' : ''}},`,
    `  body: JSON.stringify(${literal(data)}),`,
    '});');
}

/** @param {Message} message @param {Context} context */
function java({topic, data}, {origin, withToken}) {
  return lines(
    'import java.net.URI;',
    'import java.net.http.*;',
    '',
    'class Notify {',
    '  public static void main(String[] args) throws Exception {',
    `    String json = ${JSON.stringify(JSON.stringify(data))};`,
    `    HttpRequest request = HttpRequest.newBuilder(URI.create(${JSON.stringify(`${origin}/v1/topics/${path(topic)}`)}))`,
    '        .header("Content-Type", "application/json")',
    withToken && '        .header("Authorization", "Bearer " + System.getenv("TOKEN"))',
    '        .POST(HttpRequest.BodyPublishers.ofString(json))',
    '        .build();',
    '    HttpResponse<String> answer =',
    '        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());',
    '    System.out.println(answer.statusCode() + " " + answer.body());',
    '  }',
    '}');
}

/** @param {Message} message @param {Context} context */
function html(message, {origin, user, groups, withToken}) {
  const attributes = [`user="${attribute(user)}"`, groups.length && `groups="${attribute(groups.join(' '))}"`].filter(text => text).join(' ');
  return lines(
    `<script type="module" src="${origin}/client/feedhorn-bell.js"></script>`,
    `<feedhorn-bell ${attributes}></feedhorn-bell>`,
    withToken && '<script>document.querySelector(\'feedhorn-bell\').getToken = () => fetch(\'/my-token\').then(r => r.text());</script>');
}

/** @param {...(string | false)} all */
const lines = (...all) => all.filter(line => line !== false).join('\n');
/** @param {string} topic */
const path = topic => topic.split('.').map(part => encodeURIComponent(part).replaceAll("'", '%27')).join('.');
/** @param {string} text */
const attribute = text => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
/** @param {string} text */
const string = text => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
/** @param {Record<string, string | number>} data */
const literal = data => `{${Object.entries(data).map(([key, value]) => `${key}: ${typeof value === 'string' ? string(value) : value}`).join(', ')}}`;
