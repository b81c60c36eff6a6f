/* The voter's page, without sign-in: a ticket or slip, one question a screen, the check list, the box, the receipt.
   Usage: <div id="box" data-paper data-cast data-check data-result data-threats data-ticket data-demo> and <p role="status" id="say">.
   What is asked of the server: the paper, once; the ballot, once more for each retry. Both without cookies. */
(function () {
  'use strict';
  const B = window.ShuanglunBlind, S = window.ShuanglunStore, P = window.ShuanglunPaper, O = window.ShuanglunOverview, {el, icon} = S;
  const box = document.getElementById('box'), at = box.dataset;
  const wide = window.matchMedia('(min-width: 992px)');
  const now = {paper: null, ballot: null, ticket: null, answers: null, screens: [], index: 0};
  const plain = {credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', redirect: 'error'};

  // ── frame ──
  /* Put a screen up: `count` is "3 / 8" in parts, `foot` the thumb bar, `next` what Enter and the main button do. Inside of
     a ballot `back` is what the browser's button does, `steps` how far inside it is, `list` leads to the overview. */
  function show({
    name = '', title = now.paper ? now.paper.title : '投票', close = null, count = null, main, foot = [], next = null, say = '',
    list = null, steps = 0, back = null, forth = null,
  }) {
    const top = el('header', {class: 'ballot-top'}, el('div', {class: 'row-flex'},
      close && el('button', {class: 'btn btn-quiet btn-icon btn-sm', type: 'button', 'aria-label': '退出', onclick: close}, icon('ti-x')),
      el('b', {}, title), at.demo && !count && el('span', {class: 'push chip chip-line'}, '虚构演示数据'),
      list && el('button', {class: 'btn btn-plain btn-sm push ballot-list', type: 'button', onclick: list}, icon('ti-list-check'), '总览'),
      count && el('span', {class: 'text-2 t13 nowrap'}, el('b', {class: 't16'}, String(count[0])), ` / ${count[1]}`)),
    count && el('svg', {class: 'bar bar-sm mt-1x', role: 'img', 'aria-label': `共 ${count[1]} 项，第 ${count[0]} 项`},
      el('rect', {class: 'f-ink', width: `${100 * count[0] / count[1]}%`, height: '100%'})));
    const form = el('form', {
      novalidate: true, autocomplete: 'off', onsubmit: event => { event.preventDefault(); if (next) next(); },
    }, el('main', {id: 'main'}, main), foot.length ? el('footer', {class: 'ballot-foot'}, foot) : null);
    box.className = `ballot${name ? ` ballot-${name}` : ''}`;
    box.textContent = '';
    box.append(top, form);
    const heading = box.querySelector('h1');
    if (heading) { heading.tabIndex = -1; heading.focus({preventScroll: true}); }
    window.scrollTo(0, 0);
    document.getElementById('say').textContent = say;
    document.title = `${heading ? heading.textContent : title} · ${title}`;
    window.ShuanglunBack.stand({steps, back, forth});
  }
  const privacy = open => el('details', {class: 'privacy', open},
    el('summary', {}, icon('ti-shield-lock'), '这是匿名测评', icon('ti-chevron-up', 'push')),
    el('ul', {}, (now.paper.mode === 'onsite'
      ? ['票条打乱后抽取，没有人知道谁抽到哪一张', '不记网络地址、设备、时间和先后', '不足 5 份的分组合并后才出结果']
      : ['票与人分开：先验资格，再盲签发票', '不记网络地址、设备、时间和先后', '不足 5 份的分组合并后才出结果']
    ).map(line => el('li', {}, icon('ti-check'), line)),
    el('li', {class: 'privacy-more'}, el('a', {href: at.threats, target: '_blank', rel: 'noopener'}, '防得住什么，防不住什么'))));
  const button = (words, onclick, look = 'btn-plain', more = {}) =>
    el('button', {class: `btn ${look}`, type: onclick ? 'button' : 'submit', onclick, ...more}, words);
  const card = (...parts) => el('section', {class: 'receipt receipt-plain'}, parts);

  // ── in: paper, then ticket or slip ──
  async function start() {
    const given = new URLSearchParams(window.location.hash.slice(1));
    if (window.location.hash) window.history.replaceState(null, '', window.location.pathname);
    if (!B.able) return stop('这个浏览器不能投票', '请用较新的浏览器（2020 年 10 月以后的版本），并确认网址以 https 开头。票据不受影响。');
    let paper = null, answer = null;
    try {
      answer = await fetch(at.paper, plain);
      if (answer.ok) paper = await answer.json();
    } catch (error) { /* said below */ }
    if (!paper) {
      return answer && answer.status === 404
        ? stop('没有这次测评', '请核对网址或重新扫码。')
        : stop('没有打开票面', '网络不通或系统繁忙。票据和已填的选择不受影响，请稍后再试。', () => start());
    }
    now.paper = paper;
    now.ballot = P.open(paper);
    if (paper.phase === 'before') return stop('投票还没有开始', `${S.when(paper.cast_from)} 开始，${S.when(paper.cast_until)} 截止。请先保存好${paper.mode === 'onsite' ? '票条' : '票据'}，到时再来。`, () => start(), '重新查看');
    if (paper.phase !== 'open') return over();
    if (paper.mode === 'onsite' && given.get('c')) return slip(given.get('c')); // whoever scans a slip has one to cast
    const place = waiting()[0] || lying()[0];
    return place ? resume(place) : another();
  }
  /* Where ballots lie that were sealed; where those that may still be sent: shared computers may have somebody else's. */
  const lying = () => S.keys(`${S.SEALED}${now.paper.campaign}:`);
  const waiting = () => lying().filter(place => !(S.get(place) || {}).spent);
  const another = () => (now.paper.mode === 'onsite' ? askSlip() : askTicket());
  function stop(title, words, again = null, label = '再试一次') {
    show({main: card(el('h1', {}, title), el('p', {class: 'text-2 mt-2x'}, words)),
      foot: again ? [el('div', {class: 'd-grid'}, button(label, again, 'btn-primary'))] : []});
  }
  /* The box is shut: of what lies here only receipts stay. No ballot, no choice and no ticket is of use any more. */
  async function over(problem = null) {
    const {campaign} = now.paper;
    for (const place of lying()) {
      const kept = S.get(place);
      if (kept && kept.unsure) S.keepReceipt({...await receipted(kept, kept.ticket.group), unsure: true});
      S.drop(place);
    }
    [S.DRAFT, S.TICKET].forEach(kind => S.keys(`${kind}${campaign}:`).forEach(S.drop));
    Object.assign(now, {ticket: null, answers: null});
    const unsure = S.receipts(campaign).filter(ticket => ticket.unsure);
    show({
      main: [problem, card(el('h1', {}, '投票已经截止'), el('p', {class: 'text-2 mt-2x'}, `${S.when(now.paper.cast_until)} 截止，票箱不再收票。`,
        now.paper.phase === 'sealed' ? '票箱已封存，可以用票据文件核对自己的票是否计入。' : '封箱以后可以用票据文件核对自己的票是否计入。')),
      unsure.map(ticket => el('div', {class: 'privacy mt-3x'}, el('b', {class: 'medium'}, '有一次提交没有收到回复'),
        el('p', {class: 'text-2'}, '不知道票箱收下没有。请保存票据文件，封箱以后一核对就知道。'), el('div', {class: 'd-grid mt-2x'}, save(ticket)))),
      confirmed()],
      foot: [el('div', {class: 'd-grid gap-2'}, el('a', {class: 'btn btn-primary', href: at.check}, '核对是否计入'),
        now.paper.phase === 'sealed' && el('a', {class: 'btn btn-plain', href: at.result}, '封箱根和公布结果'))],
    });
  }
  const save = ticket => el('button', {class: 'btn btn-plain btn-touch', type: 'button', onclick: () => S.save(S.ticketName(ticket), ticket)},
    icon('ti-download'), '保存票据文件');
  /* The ballots that were taken from this browser, to check them with later. */
  const confirmed = () => S.receipts(now.paper.campaign).filter(ticket => !ticket.unsure).map(ticket => el('div', {class: 'privacy mt-3x'},
    el('b', {class: 'medium'}, `本机上的票据 ${ticket.receipt.short}`), el('div', {class: 'd-grid mt-2x'}, save(ticket))));

  function askTicket(problem = null) {
    const fits = ticket => now.paper.groups[ticket.group] && !S.get(sealedAt(ticket));
    const open = S.tickets(now.paper.campaign).filter(pair => fits(pair[1])), cast = S.receipts(now.paper.campaign);
    const label = ([, ticket]) => `${open.length > 1 ? `用“${ticket.group_label}” ${ticket.key.slice(0, 4)} 号票` : drafted(ticket) ? '继续' : '开始'}填写`;
    show({
      main: [problem, unanswered(), privacy(true),
        el('section', {class: 'q'}, el('h1', {}, now.paper.title),
          el('p', {class: 'hint'}, `${S.when(now.paper.cast_until)} 截止。不需要登录，填写以前可以先退出系统。`)),
        open.length > 1 && S.notice('warn', '', '本机存有多张票据，请选自己的那一张。'),
        cast.map(ticket => S.notice('ok', '本机有一张票据已经提交', `短码 ${ticket.receipt.short}。`,
          el('button', {class: 'link-button', type: 'button', onclick: () => receipt(ticket)}, '看回执，以后怎样核对'))),
        el('section', {class: 'other-ways'},
          el('h2', {}, open.length ? '票据不在本机？' : '本机没有这次测评的票据'),
          S.chooser('选取票据文件', loaded),
          el('p', {class: 'hint'}, '只记下了找回码？找回码要和本人的领票记录合起来才能还原票据，请登录后在',
            el('a', {href: at.ticket}, '领票页'), '输入找回码，还原后再回到这里。'))],
      foot: open.length ? [el('div', {class: 'd-grid gap-2'}, open.map((pair, index) => el('button', {
        class: `btn ${index ? 'btn-plain' : 'btn-primary'}`, type: 'button', onclick: () => enter(pair[1]),
      }, label(pair)))), el('p', {class: 'cap text-center'}, '选择只存在本机，提交前可改；提交后不能查回。')] : [],
    });
  }
  const unanswered = () => waiting().length > 0 && S.notice('warn', '', '本机有一次提交没有收到回复。',
    el('button', {class: 'link-button', type: 'button', onclick: () => resume(waiting()[0])}, '去看那一次'));
  const sealedAt = ticket => `${S.SEALED}${now.paper.campaign}:${ticket.key}`;
  const drafted = ticket => S.get(`${S.DRAFT}${now.paper.campaign}:${ticket.key}`);
  function loaded(ticket) {
    const wrong = words => askTicket(S.notice('late', '没有读入票据', words));
    if (!S.isTicket(ticket)) return wrong('这不是票据文件，请选领票时保存的那一个。');
    if (ticket.campaign !== now.paper.campaign) return wrong(`这份票据是“${ticket.title}”的，不是这次测评的。`);
    if (ticket.receipt) return receipt(S.receiptOf(ticket));
    return now.paper.groups[ticket.group] ? enter(ticket) : wrong('票据上的分组不在这次测评里。');
  }

  // ── on site: a slip ──
  function askSlip(problem = '', typed = '') {
    const [label, field, wrong] = S.codeField('code', '票条上的 20 位代码', {typed, problem, look: 'code-field'});
    show({
      main: [unanswered(), privacy(!problem), el('section', {class: 'q'}, el('h1', {}, now.paper.title),
        el('div', {class: 'field mt-3x'}, label, field, wrong), el('p', {class: 'hint'}, '扫票条上的二维码可以免去输入。不分大小写，横线可省略。'))],
      foot: [el('div', {class: 'd-grid'}, button('开始填写', null, 'btn-primary'))],
      next: () => slip(field.value),
    });
    if (problem) field.focus();
  }
  /* Why a slip cannot vote, as far as the paper tells. Whether it has voted the box says to nobody but who casts with it. */
  function refusal(key) {
    const [live, gone] = ['live', 'void'].map(kind => now.paper.slips[kind].some(part => key.startsWith(part)));
    return live ? '' : gone ? '这张票条已经作废，不能投票。请向会场工作人员换一张。'
      : '这次测评没有这个码。请对照票条逐位核对；没有抄错的，可能是另一次测评的票条，或者已经重新印制，请向会场工作人员换一张。';
  }
  async function slip(typed) {
    const code = B.normalise(typed), {campaign, title, cast_from: from, cast_until: until, groups} = now.paper;
    if (!code) return askSlip(B.unfit(typed), typed);
    const key = await B.slipKey(campaign, code), wrong = refusal(key);
    if (wrong) return askSlip(wrong, typed);
    const uids = Object.keys(groups), group = uids.length === 1 ? uids[0] : ''; // else the box tells it: the slip knows
    return enter({
      v: 1, kind: 'shuanglun-ticket', campaign, title, group, group_label: group ? groups[group].label : '', code,
      key, random: '', signature: '', cast_from: from, cast_until: until,
      receipt: null, inclusion: null,
    });
  }

  // ── questions ──
  function enter(ticket) {
    if (S.get(sealedAt(ticket))) return resume(sealedAt(ticket)); // another ballot with this ticket would be refused
    const draft = drafted(ticket), {paper, ballot} = now;
    const fits = draft && draft.answers && draft.answers.marks.length === paper.slots.length;
    Object.assign(now, {ticket, answers: fits ? draft.answers : ballot.empty(), screens: ballot.screens(wide.matches)});
    const place = fits && draft.place ? ballot.find(now.screens, draft.place.subject, draft.place.code) : 0;
    return question(Math.max(0, place));
  }
  function changed() {
    const screen = now.screens[now.index], subject = screen.kind === 'matrix' || screen.kind === 'pick' ? screen.subjects[0] : screen.subject;
    const code = screen.kind === 'matrix' ? screen.questions[0].code : screen.question.code;
    S.put(`${S.DRAFT}${now.paper.campaign}:${now.ticket.key}`, {answers: now.answers, place: {subject, code}});
  }
  const CAP = '选择只存在本机，提交前可改；提交后不能查回。';
  /* One screen of the paper; `only` when it was opened from the check list, `item` is the question to stand at. */
  function question(index, only = false, item = null) {
    now.index = index;
    const screen = now.screens[index], total = now.screens.length, go = () => (only || index + 1 === total ? check() : question(index + 1));
    const back = only ? () => check() : () => (index ? question(index - 1) : askAgain()), again = () => question(index, only);
    show({
      name: screen.kind === 'matrix' ? 'wide' : '', close: () => leave(again), list: () => overview(again),
      count: [index + 1, total], say: `第 ${index + 1} 项，共 ${total} 项`,
      main: [privacy(index === 0 && !wide.matches), window.ShuanglunScreens.draw(screen, {ballot: now.ballot, answers: now.answers, changed})],
      foot: [el('div', {class: 'two'}, button(only ? '返回核对' : '上一项', back), button(only ? '改好了' : index + 1 === total ? '核对' : '下一项', null, 'btn-primary')),
        el('p', {class: 'cap text-center'}, CAP)],
      next: go, steps: only ? total + 2 : index + 1, back, forth: only ? null : go,
    });
    if (item && screen.kind === 'matrix') standAt(now.ballot.slot(item.subject, item.question.code));
  }
  function standAt(slot) {
    const cells = Array.from(box.querySelectorAll(`input[name="m-${slot}"]`)), cell = cells.find(each => each.checked) || cells[0];
    cell.focus({preventScroll: true});
    cell.scrollIntoView({block: 'center', inline: 'center'});
  }
  const screenOf = item => Math.max(0, now.ballot.find(now.screens, item.subject, item.question.code));
  function overview(again) {
    const {ballot, answers, screens, index} = now;
    show({
      name: wide.matches ? 'wide' : '', close: () => leave(again), steps: index + 2, back: again,
      main: O.draw({ballot, answers, screen: screens[index], go: item => question(screenOf(item), false, item)}),
      foot: [el('div', {class: 'two'}, button('返回', again), button('去核对', () => check(), 'btn-primary'))],
    });
  }
  const askAgain = () => (now.paper.mode === 'onsite' ? leave() : askTicket());
  /* Out of the ballot; with `again` from inside of it, where the browser's button leads back. */
  function leave(again = null) {
    const draft = `${S.DRAFT}${now.paper.campaign}:${now.ticket.key}`;
    show({
      steps: now.index + 2, back: again,
      main: card(el('h1', {}, '退出填写'), el('p', {class: 'text-2 mt-2x'}, '还没有提交。选择可以留在本机，截止前回来继续；在公用电脑上请清除。')),
      foot: [el('div', {class: 'd-grid gap-2'}, button('继续填写', again || (() => question(now.index)), 'btn-primary'),
        button('留在本机，以后再填', start),
        button('清除本机上的选择', () => window.SL.ask('清除本机上的选择？清除以后要从头填写。', () => { S.drop(draft); start(); })))],
    });
  }
  wide.addEventListener('change', () => {
    if (!now.ticket || !box.querySelector('.q') || !now.screens.length || !box.querySelector('#question')) return;
    const screen = now.screens[now.index], code = (screen.question || screen.questions[0]).code;
    const subject = screen.subjects ? screen.subjects[0] : screen.subject;
    now.screens = now.ballot.screens(wide.matches);
    question(Math.max(0, now.ballot.find(now.screens, subject, code)));
  });

  // ── check list ──
  function check(problem = null) {
    const {ballot, answers} = now, missing = ballot.missing(answers), total = now.screens.length;
    const line = item => {
      const wants = ballot.wants(answers, item.subject, item.question), says = ballot.says(answers, item.subject, item.question);
      return el('li', {}, el('div', {}, el('span', {class: 'text-2 t13'}, item.question.text),
        el('b', {class: wants ? 'c-late' : ''}, wants ? `${wants}${says ? `（${says}）` : ''}` : says || '未填（可以不填）')),
      el('button', {class: 'btn btn-plain btn-sm', type: 'button', 'aria-label': `修改：${item.question.text}`, onclick: () => question(screenOf(item), true, item)}, '修改'));
    };
    show({
      close: () => leave(() => check()), steps: total + 1, back: () => question(total - 1),
      say: missing.length ? `还有 ${missing.length} 项没有填好` : '全部填好，可以提交',
      main: [problem, el('section', {class: 'q'}, el('h1', {}, '核对后提交'),
        missing.length
          ? S.notice('warn', `还有 ${missing.length} 项没有填好`, '填好才能提交：', el('button', {class: 'link-button', type: 'button', onclick: () => question(screenOf(missing[0]), true, missing[0])}, '去第一项'))
          : S.notice('ok', '', '全部填好。提交以后不能修改，也不能查回。')),
      Array.from(O.groups(ballot), ([about, items]) => el('section', {class: 'check-list'}, el('h2', {}, about), el('ul', {}, items.map(line))))],
      foot: [el('div', {class: 'two'}, button('上一项', () => question(total - 1)),
        button('提交', null, 'btn-primary', {disabled: missing.length > 0})),
      el('p', {class: 'cap text-center'}, missing.length ? `还有 ${missing.length} 项没有填好，不能提交` : CAP)],
      next: () => { if (!missing.length) seal(); },
    });
  }

  // ── out: the same bytes every time ──
  async function seal() {
    const {group, key, random, signature, code} = now.ticket;
    const salts = {salt: B.hex(B.random(16)), words_salt: B.hex(B.random(16))}, filled = now.ballot.filled(now.answers);
    // A ticket's code never leaves this browser: it leads to the blinded message, and that to the person. A slip's does.
    const body = {v: 1, group, key, random, signature, code: signature ? '' : code, ...filled, ...salts};
    const commitment = await B.commitment({...filled, ...salts}), place = sealedAt(now.ticket);
    S.put(place, {body: JSON.stringify(body), commitment, ticket: now.ticket, unsure: false});
    return send(place);
  }
  async function send(place) {
    const sealed = S.get(place);
    show({main: card(el('h1', {}, '正在提交'), el('p', {class: 'text-2 mt-2x', role: 'status'}, '请不要关闭页面。'))});
    let answer = null, said = {};
    S.put(place, {...sealed, unsure: true}); // until an answer comes nobody knows whether the box took it
    try {
      answer = await fetch(at.cast, {...plain, method: 'POST', headers: {'Content-Type': 'application/json'}, body: sealed.body});
      said = await answer.json();
    } catch (error) { /* no words of the server: our own */ }
    if (answer && answer.ok && said.ok) return taken(place, sealed, said.group || sealed.ticket.group);
    if (answer && answer.status === 409) return spent(place, used(place, sealed.ticket));
    if (answer && answer.status < 500) S.put(place, sealed);
    return refused(place, sealed, answer ? answer.status : 0, said);
  }
  const WORDS = {
    0: ['没有收到回复', '网络不通，或者回复在路上丢了。票已存在本机；再次提交的是同一张票，不会重复计票。'],
    404: ['没有收下', '系统里没有这次测评，或者不认得这张票。请核对票据。票已存在本机。'],
    410: ['已经截止', '票箱不再收票。'],
    429: ['提交的人太多', '请过一会儿再提交。票已存在本机，不会丢失。'],
    503: ['票箱暂时打不开', '请过几分钟再提交，或告诉测评组织人员。票已存在本机，不会丢失。'],
  };
  function refused(place, sealed, status, {error = '', field = '', over: shut = false}) {
    if (shut) {
      now.paper.phase = 'closed';
      return over(!sealed.unsure && S.notice('late', '这张票没有投进去', error));
    }
    if (field === 'token') { // nothing was taken: another ticket may be tried, the answers stay with this one
      S.drop(place);
      return now.paper.mode === 'onsite' ? askSlip(error, B.showCode(sealed.ticket.code)) : askTicket(S.notice('late', '没有收下', error));
    }
    if (status === 400 || status === 422) { // nothing was taken: the ballot may be changed and sealed anew
      S.drop(place);
      enter(sealed.ticket);
      return check(S.notice('late', '没有收下', error || '票面内容不完整，请逐项核对后再提交。', ' 选择都还在。'));
    }
    const [title, words] = WORDS[status] || ['没有收下', '系统出错。票已存在本机，请稍后再提交。'];
    return show({
      main: card(el('h1', {}, title), el('p', {class: 'text-2 mt-2x', role: 'alert'}, error ? `${error} ` : '', words)),
      foot: [el('div', {class: 'd-grid gap-2'}, button('再次提交', () => send(place), 'btn-primary'),
        button('以后再说', () => stop('还没有提交', '票存在本机。截止前打开本页，会先问是否再次提交。')))],
    });
  }
  /* The box has answered: what was filled in goes. That this ticket has voted is kept, except on a device of a meeting. */
  function used(place, {campaign, key, group}) {
    const ticket = {campaign, key, group};
    if (now.paper.mode === 'onsite') S.forget(campaign, key);
    else { S.drop(`${S.DRAFT}${campaign}:${key}`); S.put(place, {ticket, spent: true}); }
    Object.assign(now, {ticket: null, answers: null});
    return ticket;
  }
  /* Another ballot of this ticket was taken before: nothing is left to send, and the one that counts can be looked up. */
  function spent(place, ticket) {
    show({
      main: [card(el('h1', {}, '这张票已经投过'),
        el('p', {class: 'text-2 mt-2x', role: 'alert'}, '票箱里已有一张内容不同的票，以先投的为准；这次填写的没有收下，不用再交。'),
        el('p', {class: 'text-2 mt-2x'}, '封箱以后，用先投那次保存的票据文件，可以', el('a', {href: at.check}, '核对是否计入'), '。'),
        el('p', {class: 'text-2 mt-2x'}, now.paper.mode === 'onsite' ? '没有用这张票条投过的，请当场向会场工作人员提出。' : '没有投过的，请立即告诉测评组织部门和纪检部门。')),
      confirmed()],
      foot: [el('div', {class: 'd-grid gap-2'},
        button('完成', () => stop('可以关闭本页了', '封箱以后，可以核对先投的那一张是否计入。', () => spent(place, ticket), '返回'), 'btn-primary'),
        button('用另一张票投', another),
        S.get(place) && button('放弃这张票', () => window.SL.ask('放弃这张票？这张票从本机删除；票箱里先投的那一张不受影响。', () => {
          S.forget(now.paper.campaign, ticket.key);
          start();
        }), 'btn-quiet'))],
    });
  }
  function resume(place) {
    const kept = S.get(place);
    if (kept.spent) return spent(place, kept.ticket);
    show({
      main: card(el('h1', {}, '上次的提交没有收到回复'), el('p', {class: 'text-2 mt-2x'}, '那张票存在本机。再次提交的是同一张票：已经收下的不会重复计票，没有收下的这次补上。'),
        el('p', {class: 'text-2 mt-2x'}, '这台设备别人也用的话，先想一想那是不是您的票。')),
      foot: [el('div', {class: 'd-grid gap-2'}, button('再次提交', () => send(place), 'btn-primary'), button('用另一张票投', another),
        button('不是我的票，删除这份', () => remove(place), 'btn-quiet'))],
    });
  }
  function remove(place) {
    const again = now.paper.mode === 'onsite' ? '票条' : '票据文件或找回码';
    show({
      main: card(el('h1', {}, '从本机删除这份票？'), el('p', {class: 'text-2 mt-2x'},
        `票和填写的内容一起删除。票箱要是已经收下，仍然算数；没有收下的，本人还可以用${again}再投。`)),
      foot: [el('div', {class: 'd-grid gap-2'}, button('不删除', () => resume(place), 'btn-primary'),
        button('删除', () => { S.forget(now.paper.campaign, place.slice(place.lastIndexOf(':') + 1)); start(); }, 'btn-danger'))],
    });
  }
  /* The ticket as it remains after the vote: the way to check the counting. The group of a slip is known from the box's
     answer alone; without one there is a leaf for each. */
  async function receipted({ticket, commitment}, group) {
    const known = now.paper.groups, uids = group ? [group] : Object.keys(known);
    const [leaf, ...also] = await Promise.all(uids.map(uid => B.leaf(ticket.campaign, uid, ticket.key, commitment)));
    return S.receiptOf({...ticket, group_label: group && known[group] ? known[group].label : '', receipt: {leaf, short: B.short(leaf), also}});
  }
  async function taken(place, sealed, group) {
    const ticket = await receipted(sealed, group);
    S.forget(now.paper.campaign, sealed.ticket.key);
    if (now.paper.mode !== 'onsite') S.keepReceipt(ticket); // a device at a meeting is everybody's
    Object.assign(now, {ticket: null, answers: null});
    receipt(ticket);
  }
  function receipt(ticket) {
    const next = [[icon('ti-calendar'), `${S.when(now.paper.cast_until)} 截止；截止前不公布任何票数`],
      now.ballot.hasWords && [icon('ti-arrows-shuffle'), '文字意见打乱次序，经审核去除可识别信息后反馈'],
      [icon('ti-trash'), `异议期满 ${now.paper.keep_days} 天内销毁原始票，只留汇总`],
      [icon('ti-list-check'), el('span', {}, '封箱以后，', el('a', {href: at.result}, '公布页'), '上有封箱根和参加情况')]];
    show({
      say: '测评已提交',
      main: [el('section', {class: 'receipt'}, el('span', {class: 'tick'}, icon('ti-check')), el('h1', {class: 'mt-3x'}, '测评已提交'),
        el('p', {class: 'text-2 mt-1x'}, ticket.group_label), el('code', {}, ticket.receipt.short),
        el('p', {class: 'text-2 t13'}, '这是票据文件的短码。公布结果后，用票据文件可离线核对这张票已被计入；看不出是谁投的、投了什么。'),
        el('div', {class: 'd-grid gap-2 mt-4x'}, save(ticket))),
      el('div', {class: 'privacy mt-3x'}, el('b', {class: 'medium'}, '接下来'), el('ul', {}, next.filter(Boolean).map(line => el('li', {}, line))))],
      foot: [el('div', {class: 'd-grid'}, button('完成', () => stop('可以关闭本页了', '票据文件要是还没有保存，现在可以返回保存。', () => receipt(ticket), '返回'), 'btn-primary'))],
    });
  }
  start();
})();
