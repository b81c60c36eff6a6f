/* The hook of all controllers: SL.bind(selector, start) runs start(element) once for every element that matches,
   on the page as it loads and on every fragment that htmx brings later. Also marks the page as scripted (class js). */
(function () {
  'use strict';
  var SL = window.SL = window.SL || {}, bound = [];
  document.documentElement.classList.add('js');
  function run(root, selector, start) {
    var mark = 'bound' + selector.replace(/[^a-z]/gi, '');
    function one(el) { if (!el[mark]) { el[mark] = true; start(el); } }
    if (root.matches && root.matches(selector)) one(root);
    root.querySelectorAll(selector).forEach(one);
  }
  SL.bind = function (selector, start) { bound.push([selector, start]); };
  function all(root) { bound.forEach(function (pair) { run(root, pair[0], pair[1]); }); }
  document.addEventListener('DOMContentLoaded', function () { all(document); });
  document.addEventListener('htmx:load', function (event) { all(event.detail.elt || event.target); });
})();
