/* One screen of a ballot as elements. Usage: ShuanglunScreens.draw(screen, {ballot, answers, changed}) → element whose
   heading (h1) takes the focus. Nothing is preselected; `changed()` is called after every change of the answers. */
(function () {
  'use strict';
  const {el} = window.ShuanglunStore, {wordsKey, length, tidy} = window.ShuanglunPaper;
  const CHIP = {person: 'chip-hr', body: 'chip-hr', ballot: ''};
  const who = subject => (subject.post ? `${subject.label} · ${subject.post}` : subject.label);

  function head(ballot, screen, about) {
    const question = screen.question;
    return [
      el('div', {class: 'row-flex wrap'}, question.head && el('span', {class: `chip ${CHIP[question.about]}`}, question.head),
        el('span', {class: 'text-2 t13 q-who'}, about)),
      el('h1', {tabindex: '-1', id: 'question'}, question.text),
      question.help && el('p', {class: 'hint'}, question.help),
    ];
  }
  /* Mark the label of what is chosen, for the eye; the browser's own mark stays. */
  function show(fieldset) {
    fieldset.querySelectorAll('label').forEach(label => label.classList.toggle('on', label.querySelector('input').checked));
  }

  // ── words ──
  function area(context, subject, question, {words, id}) {
    const {ballot, answers, changed} = context, key = wordsKey(subject, question.code), limit = ballot.limit(question);
    const count = el('p', {class: 'hint', id: `${id}-left`});
    const tell = value => {
      const left = limit - length(tidy(value));
      count.textContent = left < 0 ? `多了 ${-left} 字，请删减` : `还可以写 ${left} 字`;
      count.classList.toggle('c-late', left < 0);
    };
    const field = el('textarea', {
      class: 'form-control', id, rows: '5', 'aria-describedby': `${id}-left`,
      oninput: event => { answers.words[key] = event.target.value; tell(event.target.value); changed(); },
    });
    field.value = answers.words[key] || '';
    tell(field.value);
    return el('div', {class: 'q-words'}, el('label', {class: 'form-label', for: id}, words), field, count);
  }
  function facts(context, subject, question, id) {
    return area(context, subject, question, {id, words: '请写明事实（时间、事情、表现），必填。只作核实的线索，不公布、不计分。不要写能认出自己的内容。'});
  }

  // ── one question ──
  function choice(context, screen) {
    const {ballot, answers, changed} = context, {question, subject} = screen, slot = ballot.slot(subject, question.code);
    const below = el('div');
    const more = () => { below.textContent = ''; below.append(...extra()); };
    const extra = () => (ballot.needsFacts(question, answers.marks[slot]) ? [facts(context, subject, question, 'facts')] : []);
    const group = el('fieldset', {class: 'opts'}, el('legend', {class: 'visually-hidden'}, '请选择一项'),
      ballot.options(question).map(option => el('label', {class: option.apart ? 'apart' : ''},
        el('input', {
          type: 'radio', name: 'o', value: option.letter, checked: answers.marks[slot] === option.letter,
          onchange: () => { answers.marks[slot] = option.letter; show(group); more(); changed(); },
        }), option.label, option.apart && el('small', {}, '不计入结果'))));
    const clear = el('button', {
      class: 'btn btn-quiet btn-sm q-clear', type: 'button',
      onclick: () => {
        answers.marks[slot] = '.';
        group.querySelectorAll('input').forEach(input => { input.checked = false; });
        show(group); more(); changed();
      },
    }, '清除选择');
    show(group);
    below.append(...extra());
    return [group, below, clear];
  }
  function ticks(context, slots, labels, legend, onchange) {
    const {answers, changed} = context;
    const group = el('fieldset', {class: 'opts'}, el('legend', {class: 'visually-hidden'}, legend),
      labels.map((label, index) => el('label', {}, el('input', {
        type: 'checkbox', checked: answers.marks[slots[index]] === 'a',
        onchange: event => {
          answers.marks[slots[index]] = event.target.checked ? 'a' : '.';
          show(group);
          if (onchange) onchange();
          changed();
        },
      }), label)));
    show(group);
    return group;
  }
  function many(context, screen) {
    const {question, subject} = screen, labels = question.options || [];
    return [el('p', {class: 'hint'}, '可以选多项'),
      ticks(context, labels.map((_, index) => context.ballot.slot(subject, question.code, index)), labels, '可以选多项')];
  }
  function pick(context, screen) {
    const {ballot, answers} = context, {question, subjects} = screen, most = ballot.paper.picks;
    const count = el('p', {class: 'hint', role: 'status'});
    const tell = () => {
      const chosen = ballot.picked(answers, question).length;
      count.textContent = chosen > most ? `最多推荐 ${most} 人，多了 ${chosen - most} 人` : `最多推荐 ${most} 人，已推荐 ${chosen} 人`;
      count.classList.toggle('c-late', chosen > most);
    };
    tell();
    const labels = subjects.map(index => el('span', {}, ballot.subjects[index].label,
      ballot.subjects[index].post && el('span', {class: 'opt-note'}, ballot.subjects[index].post)));
    return [count, ticks(context, subjects.map(index => ballot.slot(index, question.code)), labels, '推荐人选', tell)];
  }
  const text = (context, screen) => [area(context, screen.subject, screen.question, {
    id: 'words', words: screen.question.required ? '请填写' : '可以不填。不要写能认出自己的内容。',
  })];

  // ── several people at once, on wide screens ──
  function matrix(context, screen) {
    const {ballot} = context, {questions, subjects} = screen, options = ballot.options(questions[0]);
    const below = el('div', {class: 'matrix-facts', 'aria-live': 'polite'});
    const wanted = new Set();
    const more = () => subjects.forEach(subject => questions.forEach(question => {
      const id = `facts-${subject}-${question.code}`, needs = ballot.needsFacts(question, ballot.mark(context.answers, subject, question));
      if (needs && !wanted.has(id)) {
        below.append(el('section', {id: `box-${id}`}, el('h2', {}, `${ballot.subjects[subject].label}：${question.text}`),
          facts(context, subject, question, id)));
      }
      if (!needs && wanted.has(id)) document.getElementById(`box-${id}`).remove();
      if (needs) wanted.add(id); else wanted.delete(id);
    }));
    const edge = (option, index) => `${index ? '' : 'first'}${option.apart ? ' apart' : ''}`.trim();
    const top = el('tr', {}, el('th', {scope: 'col', rowspan: '2', class: 'corner'}, '对象'), questions.map(question => el(
      'th', {scope: 'colgroup', colspan: String(options.length), class: 'first', title: question.text},
      el('span', {class: 'clamp'}, question.head && el('b', {}, question.head), question.head ? ' ' : '', question.text)
    )));
    const second = el('tr', {}, questions.map(() => options.map((option, index) =>
      el('th', {scope: 'col', class: edge(option, index)}, option.label))));
    const body = subjects.map(subject => el('tr', {}, el('th', {scope: 'row'}, ballot.subjects[subject].label,
      ballot.subjects[subject].post && el('small', {}, ballot.subjects[subject].post)),
    questions.map(question => cells(context, subject, question, options, edge, more))));
    setTimeout(more, 0);
    const scale = ballot.scaleLabel(questions[0]);
    return [
      el('h1', {tabindex: '-1', id: 'question'}, `逐人评价${scale ? ` · ${scale}` : ''}`),
      el('p', {class: 'hint'}, `每人每项选一格，共 ${subjects.length} 个对象、${questions.length} 项。方向键在一项的几格之间移动。`,
        options.some(option => option.apart) && '虚线一格不计入结果。'),
      el('div', {class: 'matrix-scroll', tabindex: '0', role: 'region', 'aria-label': '评价表，可以滚动'},
        el('table', {class: 'matrix'}, el('thead', {}, top, second), el('tbody', {}, body))),
      below,
    ];
  }
  function cells(context, subject, question, options, edge, more) {
    const {ballot, answers, changed} = context, slot = ballot.slot(subject, question.code);
    return options.map((option, index) => el('td', {class: edge(option, index)}, el('label', {},
      el('input', {
        type: 'radio', name: `m-${slot}`, value: option.letter, checked: answers.marks[slot] === option.letter,
        'aria-label': `${ballot.subjects[subject].label}，${question.text}：${option.label}`,
        onchange: () => { answers.marks[slot] = option.letter; more(); changed(); },
      }))));
  }

  const KINDS = {choice, flag: choice, many, pick, text};
  /* The screen's section. */
  function draw(screen, context) {
    if (screen.kind === 'matrix') return el('section', {class: 'q q-wide'}, matrix(context, screen));
    const subject = context.ballot.subjects[screen.subject];
    const about = subject ? who(subject) : screen.kind === 'pick' ? `共 ${screen.subjects.length} 位人选` : context.ballot.paper.title;
    return el('section', {class: 'q'}, head(context.ballot, screen, about), KINDS[screen.kind](context, screen));
  }
  window.ShuanglunScreens = {draw, who};
})();
