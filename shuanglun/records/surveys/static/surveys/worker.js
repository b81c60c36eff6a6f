/* The sums of one ticket, away from the page's own thread.
   Usage: new Worker(url).postMessage({blind: url of blind.js, code, campaign, group, n, signature}); without a signature it
   answers {key, random, blinded}, with the signer's answer it adds the finished signature. {tell} = progress in words. */
self.onmessage = async function (event) {
  'use strict';
  const {blind, signature, ...asked} = event.data;
  try {
    if (!self.ShuanglunBlind) self.importScripts(blind);
    const {part, ...made} = await self.ShuanglunBlind.ticket(asked, tell => self.postMessage({tell}));
    if (signature) {
      self.postMessage({tell: '正在还原并核对签名'});
      made.signature = self.ShuanglunBlind.finalize(asked.n, part, signature);
    }
    self.postMessage({made});
  } catch (error) {
    self.postMessage({error: String((error && error.message) || error)});
  }
};
