/* What the ballot pages share: keeping things in this browser, files, words for dates, small elements.
   Usage: ShuanglunStore.tickets(campaign), .put(key, value), .el('p', {class: 'cap'}, '文字'), .save(name, object).
   Nothing here sends anything anywhere. */
(function () {
  'use strict';
  const TICKET = 'shuanglun-ticket:', DRAFT = 'shuanglun-draft:', SEALED = 'shuanglun-sealed:', RECEIPT = 'shuanglun-receipt:';
  const kept = new Map(); // where the browser keeps nothing (private windows of some), until the page closes

  function store() { try { return window.localStorage; } catch (error) { return null; } }
  function get(key) {
    let text = kept.get(key);
    try { text = (store() && store().getItem(key)) || text; } catch (error) { /* the copy in the page counts */ }
    if (!text) return null;
    try { return JSON.parse(text); } catch (error) { return null; }
  }
  /* Whether the browser itself kept it; false means that it is gone when the page closes. */
  function put(key, value) {
    const text = JSON.stringify(value);
    kept.set(key, text);
    try { store().setItem(key, text); return store().getItem(key) === text; } catch (error) { return false; }
  }
  function drop(key) {
    kept.delete(key);
    try { store().removeItem(key); } catch (error) { /* nothing was kept there */ }
  }
  function keys(prefix) {
    const found = new Set(Array.from(kept.keys()));
    try { for (let i = 0; i < store().length; i++) found.add(store().key(i)); } catch (error) { /* none */ }
    return Array.from(found).filter(key => key.startsWith(prefix)).sort();
  }
  /* [[key, ticket]] of a campaign that this browser keeps, finished ones only, not cast so far. */
  const tickets = campaign => keys(`${TICKET}${campaign}:`).map(key => [key, get(key)])
    .filter(pair => isTicket(pair[1]) && !pair[1].receipt);
  const isHex = part => typeof part === 'string' && /^[0-9a-f]+$/.test(part);
  const isTicket = value => Boolean(value) && value.v === 1 && value.kind === 'shuanglun-ticket' && isHex(value.campaign) &&
    (value.receipt ? isHex(value.receipt.leaf) : isHex(value.group) && isHex(value.key));
  const isSeal = value => Boolean(value) && value.v === 1 && value.kind === 'shuanglun-seal' && Array.isArray(value.leaves);

  /* What remains of a ticket after the vote. Key, signature and code go: with the signer's or the roster's rows they lead
     to the person. `receipt.also`: leaves it has should it stand in another group; `unsure`: the box never answered. */
  function receiptOf({campaign, title, group_label: label, receipt, inclusion, unsure}) {
    const {leaf, short, also = []} = receipt;
    return {
      v: 1, kind: 'shuanglun-ticket', campaign, title, group_label: label, receipt: also.length ? {leaf, short, also} : {leaf, short},
      inclusion: inclusion || null, ...(unsure ? {unsure: true} : {}),
    };
  }
  const receipts = campaign => keys(`${RECEIPT}${campaign}:`).map(get).filter(isTicket);
  /* Keep a receipt under a name that says nothing: the ticket's own would lead to the roster. */
  function keepReceipt(ticket) {
    const name = Array.from(window.crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0'));
    return put(`${RECEIPT}${ticket.campaign}:${name.join('')}`, receiptOf(ticket));
  }
  /* Drop whatever this browser keeps of one ticket: what was sealed, what was filled in, the ticket with its code. */
  function forget(campaign, key) {
    drop(`${SEALED}${campaign}:${key}`);
    drop(`${DRAFT}${campaign}:${key}`);
    keys(`${TICKET}${campaign}:`).filter(place => (get(place) || {}).key === key).forEach(drop);
  }

  /* Offer an object as a file to keep. */
  function save(name, content, type = 'application/json') {
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 1) + '\n';
    const url = URL.createObjectURL(new Blob([text], {type}));
    const link = el('a', {href: url, download: name.replace(/[\\/:*?"<>|\s]+/g, '-')});
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }
  const ticketName = ticket => `票据-${ticket.title}.json`;
  /* The object in a chosen file, or null when it is no such file. */
  async function read(file) { try { return JSON.parse(await file.text()); } catch (error) { return null; } }

  /* An element. Attributes: `class`, `on…` = listener, true/false = present or not; children: elements and texts. */
  function el(tag, attributes = {}, ...children) {
    const svg = tag === 'svg' || tag === 'rect';
    const made = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, '');
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    });
    made.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
    return made;
  }
  const icon = (name, extra = '') => el('i', {class: `ti ${name} ${extra}`.trim(), 'aria-hidden': 'true'});
  const notice = (kind, title, ...words) => el(
    'div', {class: `notice${kind ? ` notice-${kind}` : ''}`, role: kind === 'late' ? 'alert' : null},
    icon(kind === 'ok' ? 'ti-circle-check' : kind === 'late' || kind === 'warn' ? 'ti-alert-circle' : 'ti-info-circle'),
    el('div', {}, title && el('b', {}, title), title && el('br'), ...words)
  );
  /* A field for a code: what was typed stays in it, and what is wrong with it stands below. Answers [label, field, words]. */
  function codeField(id, label, {typed = '', problem = '', look = ''} = {}) {
    const field = el('input', {
      class: `form-control ${look}${problem ? ' is-invalid' : ''}`.trim(), id, autocomplete: 'off', autocapitalize: 'characters',
      spellcheck: 'false', 'aria-invalid': problem ? 'true' : null, 'aria-describedby': problem ? `${id}-wrong` : null,
    });
    field.value = typed;
    return [el('label', {class: 'form-label', for: id}, label), field,
      problem && el('p', {class: 'invalid-feedback', id: `${id}-wrong`, role: 'alert'}, icon('ti-alert-circle'), el('span', {}, problem))];
  }
  /* A file chooser that looks like a button; `then` gets the object in the file, or null. */
  const chooser = (words, then) => el(
    'label', {class: 'btn btn-plain btn-touch pick-file'}, icon('ti-file-upload'), words,
    el('input', {
      type: 'file', class: 'visually-hidden', accept: '.json,application/json',
      onchange: async event => { const [file] = event.target.files; event.target.value = ''; if (file) then(await read(file)); },
    })
  );

  /* “1 月 22 日 17:00”, in the institution's own time, whatever the device is set to. */
  function when(iso) {
    const part = {};
    new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    }).formatToParts(new Date(iso)).forEach(item => { part[item.type] = item.value; });
    return `${Number(part.month)} 月 ${Number(part.day)} 日 ${part.hour}:${part.minute}`;
  }

  window.ShuanglunStore = {
    TICKET, DRAFT, SEALED, get, put, drop, keys, tickets, receipts, receiptOf, keepReceipt, forget, isTicket, isSeal, save,
    ticketName, read, el, icon, notice, codeField, chooser, when,
  };
})();
