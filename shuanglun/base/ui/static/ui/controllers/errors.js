/* Move the focus to the list of errors above a form, and from its links into the fields.
   Usage: <div data-error-summary tabindex="-1">…<a href="#id_name">…</a></div> */
(function () {
  'use strict';
  SL.bind('[data-error-summary]', function (summary) {
    summary.focus();
    summary.addEventListener('click', function (event) {
      var link = event.target.closest('a[href^="#"]'), place = link && document.getElementById(link.hash.slice(1));
      if (!place) return;
      var field = place.matches('input, select, textarea') ? place : place.parentNode.querySelector('input, select, textarea');
      if (field) { event.preventDefault(); field.focus(); }
    });
  });
})();
