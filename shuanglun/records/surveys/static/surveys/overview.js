/* All that a ballot asks, in the order of the paper, filled in or not. Usage: ShuanglunOverview.groups(ballot) → Map of whom
   or what it is about to its questions; ShuanglunOverview.draw({ballot, answers, screen, go}) → elements, each question and
   each person a button; `go({subject, question})` leads there. */
(function () {
  'use strict';
  const {el, icon, notice} = window.ShuanglunStore, FEW = 12; // so few questions are listed without being asked for

  function groups(ballot) {
    const found = new Map();
    ballot.asked().forEach(item => {
      const about = item.question.kind === 'pick' ? '推荐' : item.subject === null ? '总的意见' : window.ShuanglunScreens.who(ballot.subjects[item.subject]);
      found.set(about, [...(found.get(about) || []), item]);
    });
    return found;
  }
  /* How a question stands: `lamp` for the eye, `words` for everybody. */
  function state(ballot, answers, {subject, question}) {
    const wants = ballot.wants(answers, subject, question), says = ballot.says(answers, subject, question);
    if (wants) return {isOpen: true, lamp: 'soon', words: says ? `未填完，${wants}` : '未填，必填'};
    return says ? {isFilled: true, lamp: 'done', words: '已填'} : {lamp: 'idle', words: '未填，可以不填'};
  }
  function sum(states) {
    const filled = states.filter(each => each.isFilled).length, open = states.filter(each => each.isOpen).length;
    if (open) return {lamp: 'soon', words: filled ? '未填完' : '未填'};
    return filled ? {lamp: 'done', words: '已填'} : {lamp: 'idle', words: '未填，可以不填'};
  }
  const lamp = ({lamp: shape, words}) => el('span', {class: `lamp lamp-${shape}`}, words);

  function draw({ballot, answers, screen, go}) {
    const at = ({subject, question}) => Boolean(screen.question) && screen.question.code === question.code &&
      (screen.kind === 'pick' || screen.subject === subject);
    const all = Array.from(groups(ballot), ([about, items]) =>
      ({about, items, states: items.map(item => state(ballot, answers, item))}));
    const every = all.flatMap(group => group.items.map((item, index) => ({item, state: group.states[index]})));
    const open = every.filter(each => each.state.isOpen), filled = every.filter(each => each.state.isFilled).length;
    return [
      el('section', {class: 'q'}, el('h1', {}, '总览'),
        el('p', {class: 'hint'}, `共 ${every.length} 项，已填 ${filled} 项，未填 ${every.length - filled} 项。点一项就到那一项。`)),
      open.length
        ? notice('warn', '', `必填的还有 ${open.length} 项没有填好。`, el('button', {class: 'link-button', type: 'button', onclick: () => go(open[0].item)}, '去第一项'))
        : notice('ok', '', '必填的都填好了。'),
      el('div', {class: 'overview'}, all.map(group => section(group, {at, go, unfold: every.length <= FEW || group.items.some(at)}))),
    ];
  }
  function section({about, items, states}, {at, go, unfold}) {
    const open = states.findIndex(each => each.isOpen), empty = states.findIndex(each => !each.isFilled);
    const first = open >= 0 ? open : Math.max(0, empty);
    return el('section', {},
      el('h2', {}, el('button', {type: 'button', onclick: () => go(items[first])},
        el('span', {}, about, el('small', {}, `已填 ${states.filter(each => each.isFilled).length} / ${items.length} 项`)), lamp(sum(states)))),
      el('details', {open: unfold}, el('summary', {}, '逐项', el('span', {class: 'visually-hidden'}, `：${about}`), icon('ti-chevron-down', 'push')),
        el('ul', {}, items.map((item, index) => el('li', {}, el('button', {type: 'button', 'aria-current': at(item) ? 'true' : null, onclick: () => go(item)},
          el('span', {}, item.question.head && el('b', {}, item.question.head), el('small', {}, item.question.text)), lamp(states[index])))))));
  }
  window.ShuanglunOverview = {groups, draw};
})();
