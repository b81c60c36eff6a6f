/* What the browser's own code makes of the fixed values. Usage: node vectors.js → one JSON object on standard output. */
'use strict';
const path = require('path');
const B = require('../static/surveys/blind.js');
const {private: pair, ...fixed} = require('./tickets.json');
const rfc = require('./rfc9474.json');
const int = text => BigInt('0x' + text);
const padded = (number, like) => number.toString(16).padStart(like.length, '0');

async function ofRfc() {
  const prepared = B.unhex(rfc.msg_prefix + rfc.msg), bits = int(rfc.n).toString(2).length;
  const encoded = B.hex(await B.emsaPss(prepared, bits - 1, B.unhex(rfc.salt)));
  const part = await B.blind(rfc.n, prepared, B.unhex(rfc.salt), B.inverse(int(rfc.inv), int(rfc.n)));
  const flipped = rfc.blind_sig.slice(0, -1) + (parseInt(rfc.blind_sig.slice(-1), 16) ^ 1).toString(16);
  const refuses = signed => { try { B.finalize(rfc.n, part, signed); return false; } catch (error) { return true; } };
  return {
    encoded_msg: encoded, blinded_msg: part.blinded, inv: padded(part.inv, rfc.inv), sig: B.finalize(rfc.n, part, rfc.blind_sig),
    refused: [flipped, rfc.n, rfc.blind_sig.slice(2), rfc.blinded_msg].map(refuses),
  };
}
async function ofTicket(ticket) {
  const made = await B.ticket({...ticket, n: pair.n});
  return {...ticket, shown: B.showCode(ticket.code), key: made.key, random: made.random, blinded: made.blinded,
    signature: B.finalize(pair.n, made.part, ticket.blind_signature)};
}
async function ofBallot(ballot) {
  const commitment = await B.commitment(ballot), leaf = await B.leaf(ballot.campaign, ballot.group, ballot.key, commitment);
  return {...ballot, words_digest: B.hex(await B.wordsDigest(ballot.words, ballot.words_salt)), commitment, leaf, short: B.short(leaf)};
}
async function ofTree(tree) {
  const index = tree.leaves.indexOf(tree.leaf), {root, path: way} = await B.tree(tree.leaves, index);
  const inclusion = {index, size: tree.leaves.length, path: way, root};
  const wrong = [{...inclusion, root: tree.leaf.replace(/./g, '0')}, {...inclusion, index: index + 1}, {...inclusion, path: [...way, root]}];
  return {...tree, root, inclusion, holds: await B.included(tree.leaf, inclusion),
    wrong: await Promise.all(wrong.map(item => B.included(tree.leaf, item)))};
}
async function main() {
  const all = (list, one) => Promise.all(list.map(one));
  const codes = Array.from({length: 200}, () => B.makeCode());
  process.stdout.write(JSON.stringify({
    rfc: await ofRfc(), tickets: await all(fixed.tickets, ofTicket), ballots: await all(fixed.ballots, ofBallot),
    trees: await all(fixed.trees, ofTree), codes: fixed.codes.map(item => ({...item, code: B.normalise(item.typed)})),
    refused: fixed.refused.map(B.normalise), slips: await all(fixed.slips, async slip => ({...slip, key: await B.slipKey(slip.campaign, slip.code)})),
    made: {different: new Set(codes).size, sound: codes.every(code => B.normalise(B.showCode(code)) === code)},
  }));
}
main().catch(error => { process.stderr.write(`${path.basename(__filename)}: ${error.stack}\n`); process.exit(1); });
