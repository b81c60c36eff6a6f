/* Taking a ticket: the code is made and kept here first, its blinded message is signed by the server, the ticket is put
   together here. Usage: <div id="ticket" data-csrf data-worker data-blind> and the block of data #ticket-data. */
(function () {
  'use strict';
  const root = document.getElementById('ticket'), block = document.getElementById('ticket-data');
  if (!root || !block) return;
  const B = window.ShuanglunBlind, S = window.ShuanglunStore, {el, icon, notice} = S;
  const data = JSON.parse(block.textContent), place = `${S.TICKET}${data.campaign}:${data.voter}`;
  const say = (...parts) => { root.textContent = ''; root.append(...parts.flat().filter(Boolean)); };
  const head = (title, ...words) => [el('h2', {tabindex: '-1'}, title), el('p', {class: 'lead-line'}, words)];
  const button = (words, onclick, look = 'btn-plain') => el('button', {class: `btn ${look}`, type: 'button', onclick}, words);
  const focus = () => { const heading = root.querySelector('h2'); if (heading) heading.focus(); };

  // ── sums: in a worker, or here where there is none ──
  function compute(asked, tell) {
    const job = {blind: root.dataset.blind, campaign: data.campaign, group: data.group, n: data.n, ...asked};
    let worker = null;
    try { worker = new Worker(root.dataset.worker); } catch (error) { return here(job, tell); }
    return new Promise((resolve, reject) => {
      const end = act => { worker.terminate(); act(); };
      worker.onmessage = ({data: told}) => {
        if (told.tell) tell(told.tell);
        else if (told.made) end(() => resolve(told.made));
        else end(() => reject(new Error(told.error)));
      };
      worker.onerror = () => end(() => here(job, tell).then(resolve, reject));
      worker.postMessage(job);
    });
  }
  async function here({signature, ...job}, tell) {
    const {part, ...made} = await B.ticket(job, tell);
    return signature ? {...made, signature: B.finalize(data.n, part, signature)} : made;
  }
  const ticketOf = (code, made) => ({
    v: 1, kind: 'shuanglun-ticket', campaign: data.campaign, title: data.title, group: data.group,
    group_label: data.group_label, code, key: made.key, random: made.random, signature: made.signature,
    cast_from: data.cast_from, cast_until: data.cast_until, receipt: null, inclusion: null,
  });

  // ── taking ──
  async function take() {
    const words = el('p', {class: 't13 text-2', role: 'status'}, '正在准备'), bar = el('progress', {class: 'progress-bar2', max: '4', value: '0'});
    say(...head('正在领取票据', '请不要关闭页面。'), el('div', {class: 'ticket-progress stack-small'}, bar, words));
    const tell = told => { words.textContent = told; bar.value = Math.min(4, bar.value + 1); };
    const waiting = S.get(place), code = waiting && waiting.code && !waiting.signature ? waiting.code : B.makeCode();
    // Kept before anything is sent: a crash after the signing resumes with this code, that is with the same message.
    const safe = S.put(place, {v: 1, kind: 'shuanglun-ticket-pending', campaign: data.campaign, group: data.group, code});
    try {
      const {blinded} = await compute({code}, tell);
      tell('正在请系统签名');
      const answer = await ask(blinded);
      if (answer.problem) return open(notice('late', '没有领到', answer.problem, ' 没有丢失任何东西，可以再点一次；再点领到的是同一张票。'));
      const ticket = ticketOf(code, await compute({code, signature: answer.signature}, tell));
      Object.assign(data, {issued: true, blinded, signature: answer.signature});
      S.put(place, ticket);
      return have(ticket, safe, true);
    } catch (error) {
      return open(notice('late', '没有领到', '系统给的签名和本机的票据对不上，没有采用。请再试一次；仍然如此请告诉测评组织人员。'));
    }
  }
  async function ask(blinded) {
    let answer = null, said = {};
    try {
      answer = await fetch(data.sign_url, {
        method: 'POST', credentials: 'same-origin', redirect: 'manual', body: JSON.stringify({blinded}),
        headers: {'Content-Type': 'application/json', 'X-CSRFToken': root.dataset.csrf},
      });
      said = await answer.json();
    } catch (error) { /* said below */ }
    if (answer && answer.ok && said.signature) return said;
    if (!answer) return {problem: '网络不通，没有收到回复。'};
    if (answer.type === 'opaqueredirect' || answer.status === 403) return {problem: '登录已过期，请刷新页面、重新登录后再领。'};
    return {problem: said.error || (answer.status === 429 ? '领票的人太多，请过一会儿再领。' : '系统暂时不能签名，请稍后再领。')};
  }

  // ── states ──
  function open(problem = null) {
    const waiting = S.get(place), again = waiting && waiting.code;
    say(...head(again ? '上次领票没有完成' : '可以领票了', again
      ? '票据号码已存在本机，接着领的是同一张票。'
      : '票据号码由您的浏览器自己生成，盲化以后请系统签名。大约几秒钟。'), problem,
    el('div', {class: 'ticket-acts'}, button(problem ? '再试一次' : again ? '继续领取' : '领取票据', take, 'btn-primary')));
    if (problem) focus();
  }
  function have(ticket, safe = true, fresh = false) {
    const early = Date.now() < Date.parse(data.cast_from);
    say(...head(fresh ? '票据已领到' : '票据在本机',
      `${S.when(data.cast_from)} 至 ${S.when(data.cast_until)} 投票，不需要登录。请现在就抄下找回码，或保存票据文件。`),
    !safe && notice('warn', '这个浏览器不保存数据', '关闭页面以后票据就不在本机了，请务必抄下找回码并保存票据文件。'),
    card(ticket.code),
    el('div', {class: 'ticket-acts no-print'},
      !early && el('a', {class: 'btn btn-primary', href: data.ballot_url}, '去投票页'),
      el('button', {class: `btn ${early ? 'btn-primary' : 'btn-plain'}`, type: 'button', onclick: () => S.save(S.ticketName(ticket), ticket)}, icon('ti-download'), '保存票据文件'),
      el('button', {class: 'btn btn-plain', type: 'button', onclick: () => window.print()}, icon('ti-printer'), '打印'),
      button('从本机删除', () => remove(ticket), 'btn-quiet')));
    if (fresh) focus();
  }
  const card = code => el('div', {class: 'ticket-code'}, el('b', {}, `找回码 · ${data.title}`), el('code', {}, B.showCode(code)),
    el('p', {}, '只有您有。换设备、清除浏览器或丢了文件，用它取回票据；不要给任何人看。'),
    el('p', {class: 'print-only'}, `投票：${S.when(data.cast_from)} 至 ${S.when(data.cast_until)}　网址：${new URL(data.ballot_url, window.location.href).href}`));
  function remove(ticket) {
    say(...head('从本机删除票据？', '删除以后，要有找回码或票据文件才能投票；两样都没有，这张票就没有了，谁也不能补发。'),
    el('div', {class: 'ticket-acts'}, button('不删除', () => have(ticket), 'btn-primary'), button('已保存，从本机删除', () => {
      S.drop(place);
      S.forget(data.campaign, ticket.key);
      start();
      focus();
    }, 'btn-danger')));
    focus();
  }
  /* `wrong` is about the code that was typed: it stays in its field, to be corrected there. */
  function recover(problem = null, {typed = '', wrong = ''} = {}) {
    const [label, field, words] = S.codeField('typed', '找回码（20 位）', {typed, problem: wrong});
    const form = el('form', {class: 'ticket-again field', novalidate: true, onsubmit: event => { event.preventDefault(); rebuild(field.value); }},
      label, el('div', {class: 'ticket-two'}, field, words, el('button', {class: 'btn btn-primary'}, '取回票据')));
    // Receipts are kept under names that say nothing: whose they are, only their owners know.
    const cast = S.receipts(data.campaign).map(ticket => notice('', '本机有一份投票回执',
      ticket.unsure ? '那次提交没有收到回复。' : `短码 ${ticket.receipt.short}。`, '是您的，就已经投过，不用再取回票据。'));
    say(...head('票据已经领过，不在这台设备上', '请输入抄下的找回码，或选取保存过的票据文件。'), problem, cast, form,
      el('div', {class: 'ticket-acts'}, S.chooser('选取票据文件', loaded)),
      notice('quiet', '为什么不能再发一张', '系统不知道您的票号，认不出、也收不回已经发出的那一张；再发一张就是一人两票。找回码、票据文件和浏览器里的票据都没有了，这一票就不能投了，任何人都没有办法补。不是您本人领的，请立即告诉测评组织部门和纪检部门。'));
    if (wrong) field.focus(); else if (problem) focus();
  }
  async function rebuild(typed) {
    const again = wrong => recover(null, {typed, wrong}), wrong = B.unfit(typed);
    return wrong ? again(wrong) : restore(B.normalise(typed), () => again('这个找回码和您领的票不是一张，请对照抄下的逐位核对。'), typed);
  }
  async function restore(code, differs, typed = '') {
    const quiet = () => {};
    try {
      const {blinded} = await compute({code}, quiet);
      if (blinded !== data.blinded) return differs();
      const ticket = ticketOf(code, await compute({code, signature: data.signature}, quiet));
      return have(ticket, S.put(place, ticket), true);
    } catch (error) {
      return recover(notice('late', '没有取回', '票据没有还原成功，请刷新页面后再试。'), {typed});
    }
  }
  function loaded(file) {
    const ours = S.isTicket(file) && file.campaign === data.campaign;
    if (ours && file.receipt) return recover(notice('ok', '这是投票以后的回执', `短码 ${file.receipt.short}。票已经投出，不用取回；封箱以后用它核对。`));
    if (!ours || file.group !== data.group) return recover(notice('late', '没有读入', '这不是这次测评的票据文件。'));
    return restore(B.normalise(file.code || ''), () => recover(notice('late', '没有取回', '这份票据文件不是您领的那一张。')));
  }
  /* The ticket is of no use any more, and its code leads to the person: it does not stay here. */
  function over() {
    S.drop(place);
    say(...head('投票已经截止', `${S.when(data.cast_until)} 截止。票据不再有用，本机没有保留；投过的，用投票以后保存的票据文件核对。`),
      el('div', {class: 'ticket-acts'}, el('a', {class: 'btn btn-primary', href: data.check_url}, '核对是否计入'),
        data.result_url && el('a', {class: 'btn btn-plain', href: data.result_url}, '封箱根和公布结果')));
  }
  async function start() {
    if (!B.able) return say(...head('这个浏览器不能领票', '请用较新的浏览器（2020 年 10 月以后的版本），并确认网址以 https 开头。'));
    if (data.phase === 'over') return over();
    const kept = S.get(place), fits = kept && kept.group === data.group;
    if (fits && S.isTicket(kept)) return have(kept);
    if (data.issued) return fits && kept.code ? restore(kept.code, () => recover(notice('late', '没有取回', '本机存的号码不是系统签过的那一个，请用领票时抄下的找回码。'))) : recover();
    if (data.phase === 'before') return say(...head('领票还没有开始', `${S.when(data.issue_from)} 开始，${S.when(data.issue_until)} 截止。`));
    if (data.phase === 'closed') return say(...head('领票已经截止', `${S.when(data.issue_until)} 截止。没有领票的不能再领：截止以后补发的票，能按时间对上人。`));
    return open();
  }
  start();
})();
