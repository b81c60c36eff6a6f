/* The browser's own "back" inside a ballot: one screen back, and out of the ballot from the first one. An entry of the
   history holds its depth and nothing else, and the address stays as it is: neither tells anything of the answers.
   Usage, at every screen: ShuanglunBack.stand({steps: 3, back: () => …, forth: () => …}); without `back` the screen stands
   outside of the ballot and the browser's button leaves the page. */
(function () {
  'use strict';
  const MOST = 20; // browsers keep fifty entries, and some take no more than a hundred in half a minute
  const depth = () => (window.history.state && window.history.state.depth) || 0;
  let here = {steps: 0, back: null, forth: null}, known = depth(), isLeaving = false;

  function deepen() {
    try {
      for (let at = depth() + 1; at <= Math.min(here.steps, MOST); at++) window.history.pushState({depth: at}, '');
    } catch (error) { /* too many at once: the button leaves the page earlier, and the answers are kept */ }
    known = depth();
  }
  function leave() {
    if (!depth() || isLeaving) return;
    isLeaving = true;
    window.history.go(-depth());
  }
  function stand({steps = 0, back = null, forth = null}) {
    here = {steps, back, forth};
    if (back) deepen(); else leave();
  }
  window.addEventListener('popstate', () => {
    if (window.location.hash) return undefined; // below
    const was = known, wasLeaving = isLeaving;
    known = depth();
    isLeaving = false;
    if (!here.back) return leave();
    if (wasLeaving) return deepen();
    return known < was ? here.back() : here.forth && here.forth();
  });
  /* Another slip was scanned into the open page. */
  window.addEventListener('hashchange', () => { if (window.location.hash) window.location.reload(); });
  window.ShuanglunBack = {stand};
})();
