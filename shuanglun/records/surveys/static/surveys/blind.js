/* Blind signatures and receipts for ballots: RFC 9474 (RSABSSA-SHA384-PSS-Randomized), codes, commitments, the sealed tree.
   Usage: ShuanglunBlind in a page or a worker, require('./blind.js') in node. Bytes are Uint8Array, files and messages
   carry lowercase hex. Needs WebCrypto (a secure context) and BigInt; written for Chromium 86 and later. */
(function () {
  'use strict';
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  const NAME = 'shuanglun-ballot-v1', SLIP = 'shuanglun-slip-v1';
  const E = 65537n, HASH = 'SHA-384', HASH_BYTES = 48, SALT_BYTES = 48;
  const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ', CODE_LENGTH = 20;

  // ── bytes ──
  const utf8 = text => new TextEncoder().encode(text);
  const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  function unhex(text) {
    if (typeof text !== 'string' || text.length % 2 || /[^0-9a-f]/.test(text)) throw new Error('not lowercase hex');
    return Uint8Array.from({length: text.length / 2}, (_, i) => parseInt(text.substr(2 * i, 2), 16));
  }
  function concat(...parts) {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    parts.forEach(part => { out.set(part, at); at += part.length; });
    return out;
  }
  const random = length => globalThis.crypto.getRandomValues(new Uint8Array(length));
  const digest = async (name, bytes) => new Uint8Array(await subtle.digest(name, bytes));
  const sha256 = bytes => digest('SHA-256', bytes);
  const toInt = bytes => BigInt('0x' + (hex(bytes) || '0'));
  const toBytes = (number, length) => unhex(number.toString(16).padStart(2 * length, '0'));

  // ── numbers ──
  function modpow(base, exponent, modulus) {
    let out = 1n, power = base % modulus;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if (rest & 1n) out = out * power % modulus;
      power = power * power % modulus;
    }
    return out;
  }
  /* The inverse of a number; throws where there is none (RFC 9474 §4.2, "invalid input" and "blinding error"). */
  function inverse(number, modulus) {
    let [low, high, a, b] = [number % modulus, modulus, 1n, 0n];
    while (low > 0n) {
      const times = high / low;
      [high, low, b, a] = [low, high - times * low, a, b - times * a];
    }
    if (high !== 1n) throw new Error('no inverse');
    return (b + modulus) % modulus;
  }

  // ── EMSA-PSS (RFC 8017 §9.1.1), SHA-384, MGF1 with the same hash ──
  async function mgf1(seed, length) {
    const parts = [];
    for (let count = 0; count * HASH_BYTES < length; count++) {
      parts.push(await digest(HASH, concat(seed, toBytes(BigInt(count), 4))));
    }
    return concat(...parts).slice(0, length);
  }
  async function emsaPss(message, bits, salt) {
    const length = Math.ceil(bits / 8), room = length - salt.length - HASH_BYTES - 2;
    if (room < 0) throw new Error('key too short');
    const hash = await digest(HASH, concat(new Uint8Array(8), await digest(HASH, message), salt));
    const block = concat(new Uint8Array(room), Uint8Array.of(1), salt);
    const mask = await mgf1(hash, block.length);
    const masked = block.map((byte, i) => byte ^ mask[i]);
    masked[0] &= 0xff >> (8 * length - bits);
    return concat(masked, hash, Uint8Array.of(0xbc));
  }

  // ── RFC 9474 §4 ──
  const modulus = n => { const value = toInt(unhex(n)); return {value, bits: value.toString(2).length}; };
  /* The blinded message z = m·r^e and what undoes it. `r` must come from a secure source and be used once. */
  async function blind(n, prepared, salt, r) {
    const key = modulus(n), length = Math.ceil(key.bits / 8);
    const encoded = toInt(await emsaPss(prepared, key.bits - 1, salt));
    inverse(encoded, key.value);
    const inv = inverse(r, key.value);
    return {encoded, inv, blinded: hex(toBytes(encoded * modpow(r, E, key.value) % key.value, length))};
  }
  /* The signature s = z^d·r^-1, after s^e has been compared with the encoding: a signer cannot mark a ticket. */
  function finalize(n, part, signed) {
    const key = modulus(n), length = Math.ceil(key.bits / 8), value = toInt(unhex(signed));
    if (signed.length !== 2 * length || value >= key.value) throw new Error('not a signature of this key');
    const signature = value * part.inv % key.value;
    if (modpow(signature, E, key.value) !== part.encoded) throw new Error('the signature does not fit');
    return hex(toBytes(signature, length));
  }

  // ── codes: 100 random bits in Crockford's base 32 ──
  const makeCode = () => Array.from(random(CODE_LENGTH), byte => ALPHABET[byte & 31]).join('');
  const letters = typed => String(typed).normalize('NFKC').toUpperCase().replace(/[\s\-‐-―−ー_.]/g, '')
    .replace(/O/g, '0').replace(/[IL]/g, '1');
  /* Why what somebody typed cannot be a code of twenty characters; '' when it can. Full-width letters count. */
  function unfit(typed) {
    const found = Array.from(letters(typed)), odd = Array.from(new Set(found)).filter(letter => !ALPHABET.includes(letter));
    if (odd.length) return `码里没有“${odd.slice(0, 5).join('、')}”这样的字符，只有数字和英文字母。请对照原件改正。`;
    return found.length === CODE_LENGTH ? '' : `应为 ${CODE_LENGTH} 位，现在是 ${found.length} 位。请对照原件逐位核对。`;
  }
  /* What somebody typed as a code, or '' when it cannot be one. */
  const normalise = typed => (unfit(typed) ? '' : letters(typed));
  const showCode = code => code.match(/.{5}/g).join('-');

  // ── a ticket: everything follows from its code, so that a retry sends the same blinded message ──
  async function derive(code, campaign, group, label, length) {
    const source = await subtle.importKey('raw', utf8(code), 'HKDF', false, ['deriveBits']);
    const info = utf8(`${campaign}/${group}/${label}`);
    return new Uint8Array(
      await subtle.deriveBits({name: 'HKDF', hash: HASH, salt: utf8(NAME), info}, source, 8 * length)
    );
  }
  const message = (campaign, group, key) => utf8(`${NAME}\n${campaign}\n${group}\n${key}`);
  /* {key, random, blinded, part} of a ticket; `part` goes to `finalize`. `tell` hears what is being done. */
  async function ticket({code, campaign, group, n}, tell = () => {}) {
    tell('正在生成票据号码');
    const get = (label, length) => derive(code, campaign, group, label, length);
    const key = hex(await sha256(await get('serial', 32)));
    const prefix = await get('random', 32), salt = await get('salt', SALT_BYTES);
    const r = 1n + toInt(await get('blind', 400)) % (modulus(n).value - 1n);
    tell('正在盲化');
    const part = await blind(n, concat(prefix, message(campaign, group, key)), salt, r);
    return {key, random: hex(prefix), blinded: part.blinded, part};
  }
  const slipKey = async (campaign, code) => hex(await sha256(utf8(`${SLIP}\n${campaign}\n${code}`)));

  // ── what a ballot commits to, and its place in the sealed tree (RFC 9162 §2.1 over sorted leaves) ──
  async function wordsDigest(words, salt) {
    const keys = Object.keys(words).map(key => [hex(utf8(key)), key]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const text = keys.map(pair => `${pair[1]}\x1f${words[pair[1]]}\x1e`).join('');
    return sha256(concat(unhex(salt), utf8(text)));
  }
  async function commitment({marks, words, salt, words_salt: wordsSalt}) {
    const digestOfWords = await wordsDigest(words, wordsSalt);
    return hex(await sha256(concat(unhex(salt), utf8(marks), Uint8Array.of(0), digestOfWords)));
  }
  const leaf = async (campaign, group, key, commit) =>
    hex(await sha256(concat(Uint8Array.of(0), utf8(`${campaign}\n${group}\n${key}\n${commit}`))));
  /* The first 60 bits of a leaf in groups of four, for the eye. */
  function short(leafHex) {
    const top = BigInt('0x' + leafHex.slice(0, 15));
    const letters = Array.from({length: 12}, (_, i) => ALPHABET[Number(top >> BigInt(55 - 5 * i) & 31n)]);
    return letters.join('').match(/.{4}/g).join('-');
  }
  const node = async (left, right) => sha256(concat(Uint8Array.of(1), left, right));
  /* {root, path}: the root over sorted leaves (hex) and, for a place in them, the way from the leaf to the root. */
  async function tree(leaves, place = -1) {
    if (!leaves.length) return {root: hex(await sha256(new Uint8Array())), path: []};
    const path = [];
    let level = leaves.map(unhex), at = place;
    while (level.length > 1) {
      const sister = at ^ 1;
      if (at >= 0 && sister < level.length) path.push(hex(level[sister]));
      const pairs = [];
      for (let i = 0; i + 1 < level.length; i += 2) pairs.push(node(level[i], level[i + 1]));
      const above = await Promise.all(pairs);
      if (level.length % 2) above.push(level[level.length - 1]);
      level = above;
      if (at >= 0) at >>= 1;
    }
    return {root: hex(level[0]), path};
  }
  /* Whether the way leads from the leaf at `index` of `size` to the root (RFC 9162 §2.1.3.2). */
  async function included(leafHex, {index, size, path, root}) {
    if (!(index >= 0 && index < size)) return false;
    let at = index, last = size - 1, value = unhex(leafHex);
    for (const step of path) {
      if (last === 0) return false;
      if (at & 1 || at === last) {
        value = await node(unhex(step), value);
        while (!(at & 1) && at !== 0) { at >>= 1; last >>= 1; }
      } else {
        value = await node(value, unhex(step));
      }
      at >>= 1;
      last >>= 1;
    }
    return last === 0 && hex(value) === root;
  }

  const api = {
    able: Boolean(subtle) && typeof BigInt === 'function',
    utf8, hex, unhex, random, sha256, toInt, modpow, inverse, emsaPss, blind, finalize, makeCode, unfit, normalise, showCode,
    derive, ticket, message, slipKey, wordsDigest, commitment, leaf, short, tree, included,
  };
  if (typeof module === 'object' && module.exports) module.exports = api;
  else globalThis.ShuanglunBlind = api;
})();
