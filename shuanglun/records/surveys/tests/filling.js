/* How the browser reads papers and filled ballots. Usage: node filling.js < [{paper, answers: […]}]; one answer for each:
   {narrow, wide: slots that each screen covers; ballots: [{missing, marks, words}]}. */
'use strict';
const P = require('../static/surveys/paper.js');

function slotsOf(ballot, screen) {
  const {question, subject} = screen;
  if (screen.kind === 'matrix') return screen.subjects.flatMap(who => screen.questions.map(each => ballot.slot(who, each.code)));
  if (screen.kind === 'pick') return screen.subjects.map(who => ballot.slot(who, question.code));
  if (screen.kind === 'many') return question.options.map((_, index) => ballot.slot(subject, question.code, index));
  return screen.kind === 'text' ? [`${subject === null ? '-' : subject}:${question.code}`] : [ballot.slot(subject, question.code)];
}
function read({paper, answers}) {
  const ballot = P.open(paper), covers = isWide => ballot.screens(isWide).map(screen => slotsOf(ballot, screen));
  return {
    narrow: covers(false), wide: covers(true),
    ballots: answers.map(given => ({missing: ballot.missing(given).length, ...ballot.filled(given)})),
  };
}
process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0, 'utf8')).map(read)));
