/* Is this ballot counted? A ticket file and the seal file, compared in the page; nothing is sent.
   Usage: <main id="check" data-seal data-root data-styles> as in box/check.html; also as one file from a disk, made by #take-away. */
(function () {
  'use strict';
  const B = window.ShuanglunBlind, S = window.ShuanglunStore, {el} = S;
  const main = document.getElementById('check'), result = document.getElementById('result');
  const pristine = main.cloneNode(true), isFile = window.location.protocol === 'file:';
  const have = {ticket: null, seal: null};

  function told(part, words) { document.getElementById(`${part}-said`).textContent = words; }
  function ticketRead(value) {
    have.ticket = S.isTicket(value) ? value : null;
    told('ticket', !have.ticket ? '这不是票据文件。' : have.ticket.receipt
      ? `${have.ticket.title} · ${have.ticket.group_label || ''} · 短码 ${have.ticket.receipt.short}`
      : `${have.ticket.title}：这是投票以前保存的票据，里面还没有回执。请选提交之后保存的那一份。`);
    return judge();
  }
  /* The root that was published: typed by the reader, at least its beginning; else the one this page was sent with. */
  function published() {
    const typed = document.getElementById('root').value.toLowerCase().replace(/\s/g, ''), fits = /^[0-9a-f]{12,64}$/.test(typed);
    told('root', typed && !fits ? '封箱根是 64 位数字和字母 a—f，至少输入前 12 位；现在没有用来比对。' : main.dataset.root ? `本页所知：${main.dataset.root}` : '');
    return fits ? typed : main.dataset.root;
  }
  function sealRead(value) {
    have.seal = S.isSeal(value) ? value : null;
    told('seal', have.seal ? `${have.seal.title} · 共 ${have.seal.size} 张票` : '这不是封箱文件。');
    return judge();
  }
  const say = (...parts) => { result.textContent = ''; result.append(...parts); };
  const rows = pairs => el('dl', {}, pairs.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));

  /* What the two files say together: one of 'other', 'blank', 'forged', 'another', 'changed', 'absent', 'counted'. */
  async function compare(ticket, seal) {
    if (ticket.campaign !== seal.campaign) return {verdict: 'other'};
    if (!ticket.receipt) return {verdict: 'blank'};
    const leaves = seal.leaves, mine = [ticket.receipt.leaf, ...(ticket.receipt.also || [])];
    const leaf = mine.find(item => leaves.includes(item)) || mine[0], known = published();
    const inOrder = leaves.every((item, i) => /^[0-9a-f]{64}$/.test(item) && (i === 0 || leaves[i - 1] < item));
    if (!inOrder || leaves.length !== seal.size) return {verdict: 'forged'};
    const index = leaves.indexOf(leaf), {root, path} = await B.tree(leaves, index);
    if (root !== seal.root) return {verdict: 'forged'};
    if (known && !root.startsWith(known)) return {verdict: 'another', before: known, root};
    const before = ticket.inclusion;
    if (before && before.root !== root) return {verdict: 'changed', before: before.root, root};
    if (index < 0) return {verdict: 'absent', root};
    const inclusion = {index, size: seal.size, path, root};
    return {verdict: await B.included(leaf, inclusion) ? 'counted' : 'forged', inclusion, root, leaf, short: B.short(leaf), known};
  }
  async function judge() {
    result.textContent = '';
    if (!have.ticket || !have.seal) return;
    if (!B.able) return say(S.notice('late', '这个浏览器不能核对', '请用较新的浏览器，网址以 https 开头，或用离线核对页。'));
    say(S.notice('', '', '正在计算……'));
    const {ticket, seal} = have, found = await compare(ticket, seal);
    const keep = '请保留这两份文件，交给测评组织部门和纪检监督人员查证。';
    if (found.verdict === 'other') return say(S.notice('warn', '两份文件不属于同一次测评', `票据是“${ticket.title}”的，封箱文件是“${seal.title}”的。`));
    if (found.verdict === 'blank') return say(S.notice('warn', '这份票据还没有回执', '没有回执的票据不能说明票投出过。请选提交之后保存的那一份；如果没有提交过，这张票不在票箱里。'));
    if (found.verdict === 'forged') return say(S.notice('late', '封箱文件自相矛盾', '清单和它自己的封箱根对不上，可能下载不完整，也可能被改动过。请重新下载一次；仍然如此，', keep));
    if (found.verdict === 'another') return say(S.notice('late', '封箱根和公布的不一样', '这份清单不是公布的那一份，也可能是输错了；请对照公布页。', keep), rows([['公布的封箱根', found.before], ['这份清单的封箱根', found.root]]));
    if (found.verdict === 'changed') return say(S.notice('late', '封箱文件和上次核对的不一样', '封箱以后清单不应再变。', keep), rows([['上次的封箱根', found.before], ['这次的封箱根', found.root]]));
    if (found.verdict === 'absent' && ticket.unsure) return say(S.notice('warn', '没有计入', '封箱清单里没有这张票：提交时没有收到回复，票箱没有收下。'), rows([['封箱根', found.root]]));
    if (found.verdict === 'absent') return say(S.notice('late', '没有计入', '封箱清单里没有这张票。', keep), rows([['短码', ticket.receipt.short], ['封箱根', found.root]]));
    const full = S.receiptOf({...ticket, receipt: {leaf: found.leaf, short: found.short}, inclusion: found.inclusion, unsure: false});
    return say(
      S.notice('ok', '已计入', `这张票在封箱的 ${seal.size} 张票之中，内容没有被改动。`),
      rows([['短码', found.short], ['清单中的位置', `第 ${found.inclusion.index + 1} 张（按编码排列，和投票先后无关）`], ['封箱根', found.root]]),
      el('p', {class: 'text-2 t13'}, found.known ? '封箱根和公布的一致。' : '还没有和公布的封箱根比对。',
        '人人看到同一个根，才说明清单只有一份：可以和同事手里的、公布页上的再对照。'),
      el('div', {}, el('button', {class: 'btn btn-plain btn-touch', type: 'button', onclick: () => S.save(S.ticketName(ticket), full)}, S.icon('ti-download'), '保存带核对路径的票据文件'))
    );
  }

  // ── files ──
  async function fetchSeal() {
    told('seal', '正在下载……');
    let answer = null;
    try {
      answer = await fetch(main.dataset.seal, {credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer'});
      if (answer.ok) return sealRead(await answer.json());
    } catch (error) { /* said below */ }
    if (answer && answer.status === 410) return told('seal', '原始票已按期销毁，清单不再提供；以前下载的封箱文件仍可核对。');
    return told('seal', answer && answer.status === 404 ? '还没有封箱：投票截止、开箱计票以后才有封箱文件。' : '没有取到，请稍后再试。');
  }
  document.getElementById('ticket-file').append(S.chooser('选取票据文件', ticketRead));
  document.getElementById('root').addEventListener('input', judge);
  published();
  const seal = document.getElementById('seal-file');
  if (!isFile) seal.append(el('button', {class: 'btn btn-plain btn-touch', type: 'button', onclick: fetchSeal}, S.icon('ti-download'), '下载并核对本次测评的封箱文件'));
  seal.append(S.chooser('选取封箱文件', sealRead));

  // ── the page as one file ──
  const text = async url => (await fetch(url, {credentials: 'omit'})).text();
  async function takeAway() {
    const styles = await Promise.all(main.dataset.styles.split(' ').map(text));
    const scripts = await Promise.all(Array.from(document.querySelectorAll('script[data-part]'), script => text(script.src)));
    const own = pristine.cloneNode(true), part = (tag, content) => `<${tag}>${content}</${tag}>`;
    own.querySelectorAll('.online').forEach(part => part.remove());
    // No address is left in it: the fonts of the style sheets stay out. Written as text: it is for another page than this.
    const looks = styles.map(css => part('style', css.replace(/@font-face\s*{[^}]*}|@import[^;]*;/g, '')));
    const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${part('title', '核对票据 · 双轮')}`;
    const page = part('html', part('head', head + looks.join('')) + part('body', own.outerHTML + scripts.map(code => part('script', code)).join('')));
    S.save('离线核对票据.html', `<!DOCTYPE html>\n${page.replace('<html>', '<html lang="zh-CN">')}`, 'text/html');
  }
  const take = document.getElementById('take-away');
  if (take) take.addEventListener('click', takeAway);
})();
