/* Ctrl K (on a Mac also ⌘ K) goes to the search box.
   Usage: <input type="search" data-search> */
(function () {
  'use strict';
  SL.bind('[data-search]', function (field) {
    document.addEventListener('keydown', function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && field.offsetParent) {
        event.preventDefault(); field.focus(); field.select();
      }
    });
  });
})();
