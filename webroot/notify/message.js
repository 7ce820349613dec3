/**
 * @typedef {{to: string, name: string, title: string, body: string, level: string, link: string, icon: string, ttl: string, collapse: string}} Fields
 * @typedef {{topic: string, data: Record<string, string | number>}} Message a topic, and the notification to publish on it
 */

/** The message of a form's fields. Empty fields are left out. @param {Fields} fields @param {string} me @returns {Message} */
export function messageOf({to, name, title, body, level, link, icon, ttl, collapse}, me) {
  const topic = {me: `notify.${me}`, user: `notify.${name}`, group: `notify-group.${name}`}[to] ?? 'notify-all.everyone';
  const data = {title, body, level: level === 'info' ? '' : level, link, icon, ttl: ttl && Number(ttl), collapse};
  return {topic, data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== ''))};
}
