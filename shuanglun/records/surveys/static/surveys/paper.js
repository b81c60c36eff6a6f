/* A ballot as data: which screens it has, what is answered, what is missing, what is sent. No page, no storage.
   Usage: const ballot = ShuanglunPaper.open(paper.json); ballot.screens(isWide); ballot.empty(); ballot.missing(answers).
   Answers are {marks: [one letter or '.' for each slot], words: {'<subject or ->:<question>': text}}. */
(function () {
  'use strict';
  const LIMIT = 500, COLUMNS = 20;
  const letter = index => String.fromCharCode(97 + index);
  const length = text => Array.from(text).length;
  /* As the box keeps it (rules/content.py): lines end in \n, no other control characters, none that turn the direction of
     writing, nothing around it. */
  const FORBIDDEN = /[\p{Cs}\p{Co}\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/gu;
  const tidy = text => text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/\t/g, ' ').replace(FORBIDDEN, '').trim();
  const wordsKey = (subject, code) => `${subject === null ? '-' : subject}:${code}`;

  function open(paper) {
    const content = paper.content, subjects = paper.subjects, places = new Map();
    const place = (subject, code, option) => `${subject}|${code}|${option === null || option === undefined ? '' : option}`;
    paper.slots.forEach((slot, index) => places.set(place(slot.subject, slot.question, slot.option), index));
    const slot = (subject, code, option = null) => places.get(place(subject, code, option));
    const of = kind => subjects.map((_, index) => index).filter(index => subjects[index].kind === kind);
    const scale = question => content.scales[question.scale];
    const options = question => scale(question).options.map((option, index) =>
      ({letter: letter(index), label: option.label, apart: option.points === null}));
    const limit = question => question.limit || LIMIT;
    const needsFacts = (question, mark) => question.kind === 'flag' && mark !== '.' &&
      (question.facts || []).includes(mark);
    const empty = () => ({marks: paper.slots.map(() => '.'), words: {}});

    // ── screens ──
    function screens(isWide) {
      const out = [], done = new Set(), wide = isWide ? matrices() : [];
      wide.forEach(page => page.questions.forEach(question => done.add(question.code)));
      const shown = new Set();
      subjects.forEach((subject, index) => {
        wide.filter(page => page.subjects[0] === index).forEach(page => out.push(page));
        content.questions.filter(question => question.about === subject.kind).forEach(question => {
          if (question.kind === 'pick') {
            if (!shown.has(question.code)) out.push({kind: 'pick', question, subjects: of(subject.kind)});
            shown.add(question.code);
          } else if (!done.has(question.code)) out.push({kind: question.kind, question, subject: index});
        });
      });
      content.questions.filter(question => question.about === 'ballot')
        .forEach(question => out.push({kind: question.kind, question, subject: null}));
      return out;
    }
    /* On wide screens: people as rows, questions of one scale as columns, as many as fit. */
    function matrices() {
      const out = [];
      ['body', 'person'].forEach(kind => {
        const rows = of(kind), scales = new Map();
        if (rows.length < 2) return;
        content.questions.filter(question => question.about === kind && ['choice', 'flag'].includes(question.kind))
          .forEach(question => scales.set(question.scale, [...(scales.get(question.scale) || []), question]));
        scales.forEach(questions => {
          const width = Math.max(1, Math.floor(COLUMNS / scale(questions[0]).options.length));
          const pages = Math.ceil(questions.length / width), per = Math.ceil(questions.length / pages);
          for (let i = 0; i < questions.length; i += per) {
            out.push({kind: 'matrix', questions: questions.slice(i, i + per), subjects: rows});
          }
        });
      });
      return out;
    }
    /* Where a question about a subject is asked, among the screens. */
    const find = (list, subject, code) => list.findIndex(screen => screen.kind === 'matrix'
      ? screen.subjects.includes(subject) && screen.questions.some(question => question.code === code)
      : screen.question.code === code && (screen.kind === 'pick' || screen.subject === subject));

    // ── answers ──
    const mark = (answers, subject, question) => answers.marks[slot(subject, question.code)] || '.';
    const word = (answers, subject, question) => tidy(answers.words[wordsKey(subject, question.code)] || '');
    const ticked = (answers, subject, question) => (question.options || [])
      .filter((_, index) => answers.marks[slot(subject, question.code, index)] === 'a');
    const picked = (answers, question) => subjects.map((_, index) => index)
      .filter(index => answers.marks[slot(index, question.code)] === 'a');
    /* What is still wanted of one question, in words; '' when nothing is. */
    function wants(answers, subject, question) {
      const text = word(answers, subject, question);
      if (length(text) > limit(question)) return `最多 ${limit(question)} 字，多了 ${length(text) - limit(question)} 字`;
      if (question.kind === 'choice' || question.kind === 'flag') {
        const chosen = mark(answers, subject, question);
        if (chosen === '.') return question.required ? '还没有选择' : '';
        return needsFacts(question, chosen) && !text ? '需要写明事实' : '';
      }
      if (question.kind === 'many') return question.required && !ticked(answers, subject, question).length ? '还没有选择' : '';
      if (question.kind === 'pick') {
        const count = picked(answers, question).length;
        if (count > paper.picks) return `最多推荐 ${paper.picks} 人，多了 ${count - paper.picks} 人`;
        return ''; // to recommend nobody is an answer too
      }
      return question.required && !text ? '还没有填写' : '';
    }
    /* What was answered, in words; '' when nothing was. */
    function says(answers, subject, question) {
      const text = word(answers, subject, question);
      if (question.kind === 'text') return text;
      if (question.kind === 'many') return ticked(answers, subject, question).join('、');
      if (question.kind === 'pick') return picked(answers, question).map(index => subjects[index].label).join('、');
      const chosen = options(question).find(option => option.letter === mark(answers, subject, question));
      return chosen ? chosen.label + (needsFacts(question, chosen.letter) && text ? `：${text}` : '') : '';
    }
    /* Every question once, in the order of the paper: [{subject, question}]; a recommendation has no single subject. */
    function asked() {
      const out = [], shown = new Set();
      subjects.forEach((subject, index) => content.questions.filter(question => question.about === subject.kind)
        .forEach(question => {
          if (question.kind !== 'pick') out.push({subject: index, question});
          else if (!shown.has(question.code)) { shown.add(question.code); out.push({subject: null, question}); }
        }));
      content.questions.filter(question => question.about === 'ballot')
        .forEach(question => out.push({subject: null, question}));
      return out;
    }
    const missing = answers => asked().filter(item => wants(answers, item.subject, item.question));
    /* Marks and words as they are sent: only texts that belong to what was chosen. */
    function filled(answers) {
      const words = {};
      asked().forEach(({subject, question}) => {
        const text = word(answers, subject, question);
        const counts = question.kind === 'text' || needsFacts(question, mark(answers, subject, question));
        if (text && counts) words[wordsKey(subject, question.code)] = text;
      });
      return {marks: answers.marks.join(''), words};
    }
    const hasWords = content.questions.some(question => question.kind === 'text');

    return {
      paper, subjects, slot, options, limit, needsFacts, empty, screens, find, mark, word, picked, wants, says, asked,
      missing, filled, hasWords, scaleLabel: question => scale(question).label,
    };
  }

  const api = {open, wordsKey, length, tidy};
  if (typeof module === 'object' && module.exports) module.exports = api;
  else window.ShuanglunPaper = api;
})();
